"""POST /predict: pictures in, pictures with boxes or their list out, and everything that is no picture."""

import http.client
import io
import json
import struct
import urllib.parse
import zlib
from pathlib import Path

import cv2
import numpy
import pytest
import requests
from PIL import Image

from conftest import ROOT, place

PICTURES = ROOT / "Examples/laboratory/pictures"
SCENE = PICTURES / "scene-1.jpg"
MODEL = "yolov3-tiny"


def predict(server, file, query="model=yolov3-tiny&confidence=0.5", headers=None, name="photo.jpg"):
    """Asks as the course's client does."""
    return requests.post(
        f"{server.url}/predict?{query}", files={"file": (name, file)}, headers=headers or {}, timeout=60
    )


def detail(reply, status):
    """The sentence of a refusal, or the one entry of FastAPI's list."""
    assert reply.status_code == status, reply.text
    assert reply.headers["Content-Type"] == "application/json"
    said = reply.json()["detail"]
    assert set(reply.json()) == {"detail"}
    return said if isinstance(said, str) else said[0]


def lives(server):
    """The server finds the same things as before."""
    return predict(server, SCENE.read_bytes(), "model=yolov3-tiny&format=json").status_code == 200


# What comes back


def test_a_picture_comes_back_with_boxes(examples):
    reply = predict(examples, SCENE.read_bytes())
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "image/jpeg")
    before = cv2.imread(str(SCENE)).astype(int)
    after = cv2.imdecode(numpy.frombuffer(reply.content, numpy.uint8), cv2.IMREAD_COLOR).astype(int)
    assert after.shape == before.shape
    # Boxes are drawn over a part of the picture; the rest is as it was, but for what JPEG costs.
    changed = (abs(after - before).max(axis=2) > 60).mean()
    assert 0.001 < changed < 0.25


@pytest.mark.parametrize("query,accept", [("&format=json", None), ("", "application/json")])
def test_json_tells_labels_confidences_and_boxes_in_pixels(examples, query, accept):
    headers = {"Accept": accept} if accept else {}
    reply = predict(examples, SCENE.read_bytes(), "model=yolov3-tiny&confidence=0.5" + query, headers)
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/json")
    said = reply.json()
    assert (said["model"], said["width"], said["height"]) == (MODEL, 640, 480)
    labels = [detection["label"] for detection in said["detections"]]
    assert {"car", "clock"} <= set(labels)
    confidences = [detection["confidence"] for detection in said["detections"]]
    assert confidences == sorted(confidences, reverse=True) and all(0.5 <= value <= 1 for value in confidences)
    for detection in said["detections"]:
        box = detection["box"]
        assert 0 <= box["left"] < box["right"] <= 640 and 0 <= box["top"] < box["bottom"] <= 480
    assert set(said["milliseconds"]) == {"receive", "decode", "fit", "infer", "boxes"}
    assert "infer;dur=" in reply.headers["Server-Timing"]


def test_a_format_wins_over_accept(examples):
    reply = predict(
        examples, SCENE.read_bytes(), "model=yolov3-tiny&format=jpeg", {"Accept": "application/json"}
    )
    assert reply.headers["Content-Type"] == "image/jpeg"


def test_the_confidence_is_the_least_that_is_reported(examples):
    counts = []
    for confidence in ("0.05", "0.5", "1"):
        reply = predict(examples, SCENE.read_bytes(), f"model=yolov3-tiny&format=json&confidence={confidence}")
        counts.append(len(reply.json()["detections"]))
    assert counts[0] >= counts[1] > counts[2] == 0


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_other_formats_of_a_picture_give_the_same_things_whatever_the_name_says(examples, form):
    file = io.BytesIO()
    Image.open(SCENE).save(file, form, lossless=True)
    found = [
        [detection["label"] for detection in reply.json()["detections"]]
        for reply in (
            predict(examples, SCENE.read_bytes(), "model=yolov3-tiny&format=json"),
            predict(examples, file.getvalue(), "model=yolov3-tiny&format=json", name="notes.txt"),
        )
    ]
    assert found[0] == found[1]


def test_a_picture_on_its_side_is_turned_as_exif_says(examples):
    picture = Image.open(SCENE)
    exif = Image.Exif()
    exif[0x0112] = 6  # To be turned by a quarter to the right.
    file = io.BytesIO()
    picture.rotate(90, expand=True).save(file, "JPEG", quality=95, exif=exif)
    said = predict(examples, file.getvalue(), "model=yolov3-tiny&format=json").json()
    upright = predict(examples, SCENE.read_bytes(), "model=yolov3-tiny&format=json").json()
    assert (said["width"], said["height"]) == (640, 480)
    assert said["detections"][0]["label"] in {"car", "clock"}
    assert len(said["detections"]) >= len(upright["detections"]) - 1


def test_a_camera_in_grey_is_a_picture_too(examples):
    file = io.BytesIO()
    Image.open(SCENE).convert("L").save(file, "JPEG")
    assert predict(examples, file.getvalue()).status_code == 200


# What is refused


def test_an_unknown_model_is_told_with_those_there_are(examples):
    entry = detail(predict(examples, SCENE.read_bytes(), "model=yolov9"), 422)
    assert entry["loc"] == ["query", "model"] and entry["type"] == "enum" and entry["input"] == "yolov9"
    assert entry["msg"] == "Input should be 'yolov3-tiny'"


def test_a_model_that_finds_nothing_on_pictures_is_unknown_here(examples):
    assert detail(predict(examples, SCENE.read_bytes(), "model=wine"), 422)["loc"] == ["query", "model"]


def test_a_model_is_needed(examples):
    entry = detail(predict(examples, SCENE.read_bytes(), ""), 422)
    assert (entry["type"], entry["loc"], entry["msg"]) == ("missing", ["query", "model"], "Field required")


@pytest.mark.parametrize(
    "value,kind",
    [
        ("-0.1", "greater_than_equal"), ("1.01", "less_than_equal"), ("inf", "less_than_equal"),
        ("nan", "float_parsing"), ("half", "float_parsing"), ("", "float_parsing"),
    ],
)
def test_a_confidence_is_from_0_to_1(examples, value, kind):
    entry = detail(predict(examples, SCENE.read_bytes(), f"model=yolov3-tiny&confidence={value}"), 422)
    assert (entry["type"], entry["loc"]) == (kind, ["query", "confidence"])


def test_a_file_that_is_no_picture_is_415_whatever_its_name(examples):
    words = detail(predict(examples, b"%PDF-1.7 and so on", name="photo.jpg"), 415)
    assert "JPEG, PNG or WebP" in words


def test_an_empty_file_is_told(examples):
    assert "empty" in detail(predict(examples, b""), 422)


def test_truncated_pictures_are_told(examples):
    file = SCENE.read_bytes()
    for form in ("PNG", "WEBP"):
        other = io.BytesIO()
        Image.open(SCENE).save(other, form)
        whole = other.getvalue()
        assert detail(predict(examples, whole[: len(whole) // 2]), 422)
    for end in (3, 200, len(file) // 2, len(file) - 100):
        assert detail(predict(examples, file[:end]), 422)
    assert lives(examples)


def large_png(width, height):
    """A PNG of few bytes that says it is large."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def large_jpeg(side):
    """A JPEG whose header says that it is larger than it is."""
    file = io.BytesIO()
    Image.new("RGB", (16, 16)).save(file, "JPEG")
    content = bytearray(file.getvalue())
    place = content.index(b"\xff\xc0") + 5
    content[place : place + 4] = struct.pack(">HH", side, side)
    return bytes(content)


@pytest.mark.parametrize("file", [large_png(30_000, 30_000), large_jpeg(30_000)], ids=["png", "jpeg"])
def test_a_picture_that_would_be_huge_is_refused_by_its_header(examples, file):
    assert len(file) < 2048
    before = memory(examples)
    words = detail(predict(examples, file), 413)
    assert "30000" in words.replace(",", "").replace(" ", "") or "pixels" in words
    # Nothing of 2.7 GB was made room for.
    assert memory(examples) - before < 200_000
    assert lives(examples)


def memory(server):
    """The most memory that the server ever had, in KiB."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def test_cmyk_is_a_picture_or_is_told(examples):
    file = io.BytesIO()
    Image.open(SCENE).convert("CMYK").save(file, "JPEG")
    said = predict(examples, file.getvalue(), "model=yolov3-tiny&format=json")
    assert said.status_code == 200 and said.json()["detections"]


def test_a_picture_of_16_bits_is_a_picture(examples):
    picture = cv2.imread(str(SCENE)).astype(numpy.uint16) * 257
    file = cv2.imencode(".png", picture)[1].tobytes()
    said = predict(examples, file, "model=yolov3-tiny&format=json")
    assert said.status_code == 200 and said.json()["detections"]


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_moving_picture_is_told(examples, form):
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "green", "blue")]
    file = io.BytesIO()
    frames[0].save(file, form, save_all=True, append_images=frames[1:])
    assert "animated" in detail(predict(examples, file.getvalue()), 422)


# Forms


def send(server, body, content_type="multipart/form-data; boundary=b", query="model=yolov3-tiny"):
    """Sends a body as it is."""
    return requests.post(
        f"{server.url}/predict?{query}", data=body, headers={"Content-Type": content_type}, timeout=60
    )


def part(disposition, content):
    return b"--b\r\nContent-Disposition: " + disposition + b"\r\n\r\n" + content + b"\r\n"


def test_a_form_without_the_field_is_told(examples):
    body = part(b'form-data; name="picture"; filename="a.jpg"', SCENE.read_bytes()) + b"--b--\r\n"
    entry = detail(send(examples, body), 422)
    assert (entry["type"], entry["loc"], entry["msg"]) == ("missing", ["body", "file"], "Field required")


@pytest.mark.parametrize("content_type", ["image/jpeg", "multipart/form-data", "application/json", ""])
def test_a_body_that_is_no_form_has_no_field(examples, content_type):
    assert detail(send(examples, SCENE.read_bytes(), content_type), 422)["loc"] == ["body", "file"]


def test_two_files_are_one_too_many(examples):
    one = part(b'form-data; name="file"; filename="a.jpg"', SCENE.read_bytes())
    assert detail(send(examples, one + one + b"--b--\r\n"), 422)["loc"] == ["body", "file"]


def test_other_fields_do_not_matter(examples):
    one = part(b'form-data; name="file"; filename="a.jpg"', SCENE.read_bytes())
    body = part(b'form-data; name="comment"', b"hello") + one + b"--b--\r\n"
    assert send(examples, body).status_code == 200


def test_a_head_of_10_mb_is_refused(examples):
    body = part(b'form-data; name="file"; filename="' + b"a" * 10_000_000 + b'"', SCENE.read_bytes()) + b"--b--\r\n"
    assert detail(send(examples, body), 413)
    assert lives(examples)


@pytest.mark.parametrize(
    "disposition",
    [b'form-data; name="file"; filename="\xff\xfe.jpg"', "form-data; name=\"file\"; filename=\"Café.jpg\"".encode()],
    ids=["not UTF-8", "UTF-8"],
)
def test_a_files_name_may_be_anything(examples, disposition):
    assert send(examples, part(disposition, SCENE.read_bytes()) + b"--b--\r\n").status_code == 200


def test_a_fields_name_that_is_no_text_is_not_the_field(examples):
    reply = send(examples, part(b'form-data; name="\xff\xfe"', SCENE.read_bytes()) + b"--b--\r\n")
    assert reply.status_code in (400, 422) and reply.json()["detail"]


@pytest.mark.parametrize("end", [b"", b"--b", b"--b\r\nContent-Dis", b"\r\n--c--\r\n"])
def test_a_form_that_breaks_off_is_told(examples, end):
    whole = b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + SCENE.read_bytes()
    assert detail(send(examples, whole + end), 400)
    assert lives(examples)


def test_a_body_beyond_the_limit_is_refused(start):
    server = start(ROOT / "Examples/repository", "--max-body-size", "100KiB")
    assert "102400" in detail(predict(server, b"\xff\xd8" + b"x" * 200_000), 413)
    assert predict(server, SCENE.read_bytes()).status_code == 200


def test_larger_pictures_are_taken_when_the_operator_says_so(start):
    file = io.BytesIO()
    Image.new("RGB", (2000, 2000)).save(file, "JPEG")
    server = start(ROOT / "Examples/repository", "--max-pixels", "3000000")
    assert "3000000" in detail(predict(server, file.getvalue()), 413).replace(",", "")
    server = start(ROOT / "Examples/repository", "--max-pixels", "4000000")
    assert predict(server, file.getvalue()).status_code == 200


def test_a_client_that_goes_away_does_no_harm(examples):
    for end in (10, 1000, 20_000):
        connection = http.client.HTTPConnection(examples.host, examples.port, timeout=30)
        body = part(b'form-data; name="file"; filename="a.jpg"', SCENE.read_bytes())
        connection.putrequest("POST", "/predict?" + urllib.parse.urlencode({"model": MODEL}))
        connection.putheader("Content-Type", "multipart/form-data; boundary=b")
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body[:end])
        connection.close()
    assert lives(examples)


def test_the_docs_let_one_choose_among_the_detectors(examples):
    document = json.loads(requests.get(examples.url + "/openapi.json", timeout=30).text)
    parameters = document["components"]["parameters"]
    assert parameters["Detector"]["schema"]["enum"] == [MODEL]
    references = [item["$ref"] for item in document["paths"]["/predict"]["post"]["parameters"]]
    assert "#/components/parameters/Detector" in references
    file = document["paths"]["/predict"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert file["properties"]["file"]["format"] == "binary"


# The forms in which people have detectors

# For a picture of 128 x 64, which lies as 64 x 32 in the middle of the input; of the doubles the surer is kept.
DOG, CAT = ("dog", 0.81, (16, 0, 80, 64)), ("cat", 0.54, (90, 58, 110, 64))


def wide_picture():
    file = io.BytesIO()
    Image.new("RGB", (128, 64), "grey").save(file, "PNG")
    return file.getvalue()


def found(server, model, confidence=0.25):
    """What a model of the tests finds, as tuples."""
    reply = predict(server, wide_picture(), f"model={model}&format=json&confidence={confidence}")
    assert reply.status_code == 200, reply.text
    said = reply.json()["detections"]
    return [
        (item["label"], item["confidence"], tuple(round(edge) for edge in item["box"].values())) for item in said
    ]


def test_ultralytics_forms_are_told_by_their_signature_and_bring_their_classes(start, tmp_path):
    for name in ("yolov5", "yolov8"):
        place(tmp_path, name, f"detector-{name}")
    server = start(tmp_path)
    assert found(server, "yolov5") == [DOG, CAT]
    assert found(server, "yolov8") == [("d'og", *DOG[1:]), CAT]
    assert found(server, "yolov8", 0.6) == [("d'og", *DOG[1:])]


def test_the_model_zoos_form_leaves_doubles_to_the_graph_and_takes_the_pictures_size(start, tmp_path):
    place(tmp_path, "zoo", "detector-model-zoo", configuration="detection: {classes: [cat, dog], size: [64, 64]}")
    server = start(tmp_path)
    # The boxes are in the picture's own pixels already.
    assert found(server, "zoo") == [("dog", 0.81, (8, 16, 40, 48)), ("cat", 0.54, (45, 45, 55, 55))]


def test_the_decoding_thresholds_and_fitting_can_be_named(start, tmp_path):
    configuration = """
detection:
  decoding: yolov8
  resize: stretch
  classes: [a, b]
  confidence: 0.6
"""
    place(tmp_path, "named", "detector-yolov8", configuration=configuration)
    server = start(tmp_path)
    reply = predict(server, wide_picture(), "model=named&format=json").json()["detections"]
    assert [item["label"] for item in reply] == ["b"]
    assert [round(edge) for edge in reply[0]["box"].values()] == [16, 16, 80, 48]


def test_a_decoding_that_does_not_fit_is_told_when_the_model_is_loaded(start, tmp_path):
    place(tmp_path, "wrong", "detector-yolov8", configuration="detection: {decoding: model-zoo}")
    server = start(tmp_path)
    reply = requests.post(server.url + "/v2/repository/index", json={}, timeout=30).json()
    assert reply[0]["state"] == "UNAVAILABLE" and "gives boxes, scores and indices" in reply[0]["reason"]
