"""The least that Python can do: Granian's own interface (RSGI), no framework, orjson."""

import numpy as np
import orjson

from sessions import session

TYPES = {"FP32": np.float32}
PATHS = {f"/v2/models/{name}/infer": (name, session(name)) for name in ("tiny", "mlp")}
OUTPUTS = {name: [output.name for output in model.get_outputs()] for name, model in PATHS.values()}
HEADERS = [("content-type", "application/json")]


async def app(scope, protocol):
    """Runs a model."""
    found = PATHS.get(scope.path)
    if found is None or scope.method != "POST":
        protocol.response_empty(404, [])
        return
    name, model = found
    try:
        request = orjson.loads(await protocol())
        inputs = {t["name"]: np.array(t["data"], TYPES[t["datatype"]]).reshape(t["shape"]) for t in request["inputs"]}
    except (KeyError, TypeError, ValueError) as error:
        protocol.response_bytes(400, HEADERS, orjson.dumps({"error": str(error)}))
        return
    outputs = [
        {"name": output, "datatype": "FP32", "shape": value.shape, "data": value.ravel()}
        for output, value in zip(OUTPUTS[name], model.run(None, inputs))
    ]
    reply = {"model_name": name, "model_version": "1", "outputs": outputs}
    protocol.response_bytes(200, HEADERS, orjson.dumps(reply, option=orjson.OPT_SERIALIZE_NUMPY))
