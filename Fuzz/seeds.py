"""Writes the inputs that fuzzing begins with: requests of every type, as clients send them, and some that are wrong."""

import json
import shutil
import struct
from pathlib import Path

IDS = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331"
NUMPY = ["|b1", "|u1", "<u2", "<u4", "<u8", "|i1", "<i2", "<i4", "<i8", "<f2", None, "<f4", "<f8", None]
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


def field(number, content):
    """A protobuf field with a length."""
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(number):
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + varint(number >> 7)


def npy(descriptor, shape, data, order="False", version=1):
    header = f"{{'descr': '{descriptor}', 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + data


for number, (datatype, (values, raw)) in enumerate(DATA.items()):
    tensor = {"name": "x", "shape": [1, 2], "datatype": datatype, "data": values}
    write("infer", datatype, json.dumps({"inputs": [tensor]}))
    head = {"name": "x", "shape": [2], "datatype": datatype, "parameters": {"binary_data_size": len(raw)}}
    text = json.dumps({"inputs": [head]}).encode()
    write("binary", datatype, struct.pack("<H", len(text)) + text + raw)
    write("predict", datatype, bytes([number]) + json.dumps({"instances": [values]}).encode())
    answer = json.dumps({"model_name": "m", "model_version": "1", "outputs": [tensor]}).encode()
    write("reply", datatype, b"\xff\xff" + answer)
    answer = json.dumps({"model_name": "m", "id": "7", "outputs": [head]}).encode()
    write("reply", f"{datatype}-binary", struct.pack("<H", len(answer)) + answer + raw)
    if NUMPY[number]:
        write("npy", datatype, npy(NUMPY[number], "(2,)", raw))

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
write("json", "escape-cut", '"\\u123')
head = b'{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":6}}]}'
write("binary", "string-cut", struct.pack("<H", len(head)) + head + b"\x03\0\0\0ab")
write("predict", "columns", b"\x80" + json.dumps({"inputs": {"x": [[True, False]], "y": [1]}}).encode())
write("predict", "rows", b"\x8b" + json.dumps({"instances": [{"x": [1.5, 2], "y": 3}]}).encode())
write("predict", "b64", b"\x0d" + json.dumps({"instances": [[{"b64": "aGk="}, {"b64": ""}]]}).encode())
write("infer", "empty", '{"inputs":[{"name":"x","shape":[9223372036854775807,0],"datatype":"FP32","data":[]}]}')
write("infer", "digits", '{"inputs":[{"name":"x","shape":[5],"datatype":"FP32","data":[0.1234567,-12.34567890123456,'
      '16777217.0,3.4028235677973366e38,0.000000000000000000000000000000000000000000001401298464324817]}]}')
write("predict", "place", b"\x0b" + b'{\n\n"instances": [[1, 2],\n  ["a", 2]]}')

reply = {"model_version": None, "id": None, "parameters": {"a": 1e300, "b": True, "c": 2**64 - 1, "d": "x", "e": []},
         "outputs": [{"data": [[1, 2.0], [3e0, True]], "parameters": None, "shape": [2, 2], "datatype": "INT8",
                      "name": "y", "x": {}}], "more": [{}], "model_name": "m"}
write("reply", "other-server", b"\xff\xff" + json.dumps(reply).encode())
write("reply", "error", b"\xff\xff" + b'{"error": "no such model"}')

write("npy", "fortran", npy(">u2", "(2L, 3L)", bytes(range(12)), "True", 2))
write("npy", "scalar", npy("<f8", "()", bytes(8), version=3))
write("npy", "empty", npy("|u1", "(3, 0, 4)", b""))
write("npy", "objects", npy("|O", "(1,)", b"\x80"))

entry = field(13, field(1, "location") + field(2, "w.bin")) + field(13, field(1, "offset") + field(2, "0"))
tensor = b"\x08\x04\x10\x01" + field(8, "w") + entry + b"\x70\x01"
graph = field(2, "g") + field(5, tensor) + field(5, b"\x10\x01" + field(9, bytes(8)))
loop = field(1, field(3, "n") + field(4, "Loop") + field(5, field(1, "body") + field(6, graph) + b"\x3d\0\0\x80\x3f"))
write("model", "plain", b"\x08\x09" + field(2, "test") + field(7, graph) + field(8, b"\x10\x11"))
write("model", "loop", field(7, loop))
write("model", "sparse", field(7, field(15, field(1, tensor) + field(2, tensor))))
write("model", "function", field(25, field(7, field(5, field(10, tensor) + field(22, field(1, tensor)))) + field(11, b"")))
write("model", "training", field(20, field(1, graph) + field(2, loop)))
write("model", "fixed", b"\x09" + bytes(8) + b"\x15" + bytes(4))
write("model", "long-number", b"\x08" + b"\x80" * 9 + b"\x02")
write("model", "pickle", b"\x80\x04\x95")

write("trace", "sampled", f"00-{IDS}-01")
write("trace", "plain", f"00-{IDS}-00")
write("trace", "later", f"cc-{IDS}-03-more")
write("trace", "long", f"00-{IDS}-01-x")
write("trace", "capitals", f"00-{IDS.upper()}-01")
write("trace", "zeros", "00-" + "0" * 32 + "-b7ad6b7169203331-01")

HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
write("multipart", "one", HEAD + b"\xff\xd8\xff\r\n--b--\r\n")
write("multipart", "two", HEAD + b"1\r\n" + HEAD + b"\r\n--b--")
write("multipart", "preamble", b"before\r\n" + HEAD + b"--b\r\n-b\r\n\r\n--b \t\r\n" + HEAD[5:] + b"\r\n--b--after")
write("multipart", "quoted", b'--b\r\ncontent-disposition:FORM-DATA;name="a;\\"b\\"";x\r\n\r\n\r\n--b--')
write("multipart", "nameless", b"--b\r\nContent-Type: text/plain\r\n\r\n1\r\n--b--\r\n")
write("multipart", "long-header", b"--b\r\nX: " + b"x" * 4000)
write("multipart", "broken-off", HEAD + b"1\r\n--")

folder = CORPUS / "picture"
folder.mkdir(parents=True, exist_ok=True)
for picture in (Path(__file__).parent.parent / "Tests/AviaryMediaTests/Fixtures").iterdir():
    if picture.suffix in (".jpg", ".png", ".webp", ".gif") and picture.stat().st_size <= 4096:
        shutil.copy(picture, folder / f"seed-{picture.name}")

write("csv", "plain", "a,b,c\n1,x,\n-2.5e3,NA,null\n,y,NaN\n 7 ,x,+.5\n")
write("csv", "quoted", '"a,1",b\r\n"x, ""y""",1\r\n"two\nlines","2"\r\n')
write("csv", "mark", b"\xef\xbb\xbfa;b\n\n1;2\n\r\n3;4")
write("csv", "tabs", "a\tb|c\n1\t2\n")
write("csv", "nameless", ",x\n0,1\n1,\n")
write("csv", "ragged", "a,b\n1,2\n3\n4,5,6\n")
write("csv", "unclosed", 'a,b\n1,"2\n3,4\n')
write("csv", "stray-quote", 'a,b\n1,2"\n')
write("csv", "carriage", "a,b\n1\r2,3\n")
write("csv", "twice", "a,a\n1,2\n")
write("csv", "latin", b"a,b\n1,\xe9\n")
write("csv", "accent", 'a,b\n"x""\u0301",1\n')
