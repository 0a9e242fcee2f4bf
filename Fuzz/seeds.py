"""Writes the inputs that fuzzing begins with: requests of every type, as clients send them, and some that are wrong."""

import json
import struct
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
DATA = {
    "BOOL": ([True, False], b"\1\0"),
    "UINT8": ([0, 255], bytes([0, 255])),
    "UINT16": ([0, 65535], struct.pack("<2H", 0, 65535)),
    "UINT32": ([0, 2**32 - 1], struct.pack("<2I", 0, 2**32 - 1)),
    "UINT64": ([0, 2**64 - 1], struct.pack("<2Q", 0, 2**64 - 1)),
    "INT8": ([-128, 127], struct.pack("<2b", -128, 127)),
    "INT16": ([-32768, 32767], struct.pack("<2h", -32768, 32767)),
    "INT32": ([-(2**31), 2**31 - 1], struct.pack("<2i", -(2**31), 2**31 - 1)),
    "INT64": ([-(2**63), 2**63 - 1], struct.pack("<2q", -(2**63), 2**63 - 1)),
    "FP16": ([0.5, -1], struct.pack("<2e", 0.5, -1)),
    "BF16": ([0.5, -1], b"\0\x3f\x80\xbf"),
    "FP32": ([1.5e-3, -2], struct.pack("<2f", 1.5e-3, -2)),
    "FP64": ([1e300, -0.1], struct.pack("<2d", 1e300, -0.1)),
    "BYTES": (["a\u00e9\n", ""], struct.pack("<I", 4) + "a\u00e9\n".encode() + struct.pack("<I", 0)),
}


def write(reader, name, data):
    folder = CORPUS / reader
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"seed-{name}").write_bytes(data if isinstance(data, bytes) else data.encode())


for number, (datatype, (values, raw)) in enumerate(DATA.items()):
    tensor = {"name": "x", "shape": [1, 2], "datatype": datatype, "data": values}
    write("infer", datatype, json.dumps({"inputs": [tensor]}))
    head = {"name": "x", "shape": [2], "datatype": datatype, "parameters": {"binary_data_size": len(raw)}}
    text = json.dumps({"inputs": [head]}).encode()
    write("binary", datatype, struct.pack("<H", len(text)) + text + raw)
    write("predict", datatype, bytes([number]) + json.dumps({"instances": [values]}).encode())

whole = {
    "id": "a7",
    "parameters": {"timeout": 1000, "binary_data_output": False, "priority": 2.5, "note": "x", "none": None},
    "inputs": [
        {"data": [[1, 2], [3, 4]], "parameters": {}, "shape": [2, 2], "name": "x", "datatype": "INT64"},
        {"name": "\u0079", "shape": [], "datatype": "FP64", "data": [5e-324]},
    ],
    "outputs": [{"name": "p", "parameters": {"classification": 3, "binary_data": True}}],
    "more": [{"deep": [[[]]]}, "\ud83d\ude00", 1e5, True, None],
}
write("infer", "whole", json.dumps(whole))
write("infer", "twice", '{"inputs":[],"inputs":[]}')
write("infer", "nan", '{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[NaN]}]}')
write("json", "whole", json.dumps(whole))
write("json", "escapes", '"\\u0041\\ud83d\\ude00\\"\\\\\\/\\b\\f\\n\\r\\t"')
write("json", "numbers", "[0,-0,0.5,1E+2,1e-400,123456789012345678901234567890]")
write("predict", "columns", b"\x80" + json.dumps({"inputs": {"x": [[True, False]], "y": [1]}}).encode())
write("predict", "rows", b"\x8b" + json.dumps({"instances": [{"x": [1.5, 2], "y": 3}]}).encode())
write("predict", "b64", b"\x0d" + json.dumps({"instances": [[{"b64": "aGk="}, {"b64": ""}]]}).encode())
