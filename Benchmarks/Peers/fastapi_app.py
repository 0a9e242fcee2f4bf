"""A model server as FastAPI's documentation teaches it: typed requests and replies, the model in the handler.

The handler is a coroutine: a run takes microseconds, and FastAPI's pool of threads would cost more than the run.
"""

import numpy as np
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from sessions import session

TYPES = {"FP32": np.float32}
SESSIONS = {name: session(name) for name in ("tiny", "mlp")}

app = FastAPI()


class Tensor(BaseModel):
    """A named tensor, its elements in row-major order."""

    name: str
    shape: list[int]
    datatype: str
    data: list[float]


class InferRequest(BaseModel):
    """What a client sends."""

    inputs: list[Tensor]


class InferReply(BaseModel):
    """What it gets."""

    model_name: str
    model_version: str
    outputs: list[Tensor]


@app.post("/v2/models/{name}/infer")
async def infer(name: str, request: InferRequest) -> InferReply:
    """Runs a model."""
    model = SESSIONS.get(name)
    if model is None:
        raise HTTPException(404, f"there is no model {name}")
    try:
        inputs = {t.name: np.array(t.data, dtype=TYPES[t.datatype]).reshape(t.shape) for t in request.inputs}
    except (KeyError, ValueError) as error:
        raise HTTPException(400, str(error)) from error
    outputs = [
        Tensor(name=output.name, shape=list(value.shape), datatype="FP32", data=value.ravel().tolist())
        for output, value in zip(model.get_outputs(), model.run(None, inputs))
    ]
    return InferReply(model_name=name, model_version="1", outputs=outputs)
