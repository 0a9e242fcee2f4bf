"""The laboratory's pictures one after the other: what of a request is not the network's, and what of it OpenCV needs.

    laboratory_stages.py ask PORT SECONDS   asks a server that tells its stages in Server-Timing
    laboratory_stages.py opencv SECONDS     decodes the pictures and fits them into the network's input by OpenCV

Each prints one line of JSON. `preparation` are the milliseconds from a file to the network's input: for each picture the
median, of these the mean. OpenCV runs the network between two pictures as a server does, so that both find the caches as
a run leaves them.
"""

import json
import re
import socket
import statistics
import sys
import time
from itertools import cycle
from pathlib import Path

PICTURES = sorted((Path(__file__).parent.parent.parent / "Examples/laboratory/pictures").glob("scene-*.jpg"))
WARM_UP = 2 * len(PICTURES)
BOUNDARY = "aviary-bench"


def message(picture):
    """Makes the request for a picture."""
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{picture.name}"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    ).encode() + picture.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()
    head = (
        "POST /predict?model=yolov3-tiny&confidence=0.5 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def exchange(connection, request):
    """Sends a request and reads the reply; gives the milliseconds that passed, and those of the stages."""
    start = time.perf_counter()
    connection.sendall(request)
    reply = b""
    while b"\r\n\r\n" not in reply:
        reply += receive(connection)
    head, _, body = reply.partition(b"\r\n\r\n")
    length = int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)[1])
    missing = length - len(body)
    while missing > 0:
        missing -= len(receive(connection))
    passed = (time.perf_counter() - start) * 1000
    if not head.startswith(b"HTTP/1.1 200"):
        sys.exit(head.decode())
    return passed, {name.decode(): float(value) for name, value in re.findall(rb"(\w+);dur=([\d.e-]+)", head)}


def receive(connection):
    """Receives some bytes."""
    return connection.recv(1 << 20) or sys.exit("the server closed the connection")


def ask(port, seconds):
    """Asks one thing after the other."""
    requests = [message(picture) for picture in PICTURES]
    preparations = [[] for _ in requests]
    whole, inference, count = 0, 0, 0
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for index in range(WARM_UP):
            exchange(connection, requests[index % len(requests)])
        start = time.perf_counter()
        for request, preparation in cycle(zip(requests, preparations)):
            passed, stages = exchange(connection, request)
            preparation.append(stages["decode"] + stages["fit"])
            whole += passed
            inference += stages["infer"]
            count += 1
            if time.perf_counter() - start > seconds and count >= len(requests):
                break
    return {
        "requests": count,
        "milliseconds": whole / count,
        "inference": inference / count,
        "preparation": typical(preparations),
    }


def opencv(seconds):
    """Prepares the pictures as a server would that has OpenCV, on one thread."""
    import cv2
    import numpy as np

    from laboratory_network import LAYERS, NETWORK, SIZE

    cv2.setNumThreads(1)

    def prepare(file):
        image = cv2.imdecode(np.frombuffer(file, dtype=np.uint8), cv2.IMREAD_COLOR)
        height, width = image.shape[:2]
        scale = min(SIZE / width, SIZE / height)
        width, height = round(width * scale), round(height * scale)
        left, top = (SIZE - width) // 2, (SIZE - height) // 2
        image = cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
        tensor = np.full((3, SIZE, SIZE), 0.5, dtype=np.float32)
        part = tensor[:, top : top + height, left : left + width]
        np.multiply(image.transpose(2, 0, 1)[::-1], np.float32(1 / 255), out=part)
        return tensor

    files = [picture.read_bytes() for picture in PICTURES]
    preparations = [[] for _ in files]
    for index in range(WARM_UP):
        prepare(files[index % len(files)])
    start, count = time.perf_counter(), 0
    for file, preparation in cycle(zip(files, preparations)):
        before = time.perf_counter()
        tensor = prepare(file)
        preparation.append((time.perf_counter() - before) * 1000)
        NETWORK.setInput(tensor[np.newaxis])
        NETWORK.forward(LAYERS)
        count += 1
        if time.perf_counter() - start > seconds and count >= len(files):
            break
    return {"requests": count, "preparation": typical(preparations)}


def typical(samples):
    """The mean of the pictures' medians."""
    return statistics.mean(statistics.median(values) for values in samples)


if __name__ == "__main__":
    if sys.argv[1] == "ask":
        print(json.dumps(ask(int(sys.argv[2]), float(sys.argv[3]))))
    else:
        print(json.dumps(opencv(float(sys.argv[2]))))
