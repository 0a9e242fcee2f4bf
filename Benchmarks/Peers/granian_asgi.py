"""A plain ASGI handler on Granian: no framework, Python's own JSON."""

import json

import numpy as np

from sessions import session

TYPES = {"FP32": np.float32}
PATHS = {f"/v2/models/{name}/infer": (name, session(name)) for name in ("tiny", "mlp")}
OUTPUTS = {name: [output.name for output in model.get_outputs()] for name, model in PATHS.values()}
HEADERS = [(b"content-type", b"application/json")]


async def app(scope, receive, send):
    """Runs a model."""
    if scope["type"] != "http":
        return
    found = PATHS.get(scope["path"])
    if found is None or scope["method"] != "POST":
        await answer(send, 404, {"error": "there is no such path"})
        return
    name, model = found
    try:
        request = json.loads(await body(receive))
        inputs = {t["name"]: np.array(t["data"], TYPES[t["datatype"]]).reshape(t["shape"]) for t in request["inputs"]}
    except (KeyError, TypeError, ValueError) as error:
        await answer(send, 400, {"error": str(error)})
        return
    outputs = [
        {"name": output, "datatype": "FP32", "shape": value.shape, "data": value.ravel().tolist()}
        for output, value in zip(OUTPUTS[name], model.run(None, inputs))
    ]
    await answer(send, 200, {"model_name": name, "model_version": "1", "outputs": outputs})


async def body(receive):
    """Receives the request's body."""
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def answer(send, status, reply):
    """Sends a reply."""
    await send({"type": "http.response.start", "status": status, "headers": HEADERS})
    await send({"type": "http.response.body", "body": json.dumps(reply).encode()})
