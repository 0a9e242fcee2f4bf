"""Sends a picture to Aviary and shows what was found on it: client.py [PICTURE] [MODEL] [CONFIDENCE]."""

import sys
import webbrowser
from pathlib import Path

import requests

picture = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "pictures" / "scene-1.jpg")
model = sys.argv[2] if len(sys.argv) > 2 else "yolov3-tiny"
confidence = sys.argv[3] if len(sys.argv) > 3 else 0.5

query = {"model": model, "confidence": confidence}
reply = requests.post("http://localhost:8000/predict", params=query, files={"file": picture.open("rb")}, timeout=30)
if not reply.ok:
    sys.exit(f"{reply.status_code}: {reply.json()['detail']}")
target = Path(f"{picture.stem}-boxed.jpg").resolve()
target.write_bytes(reply.content)
print(f"{model} took {reply.elapsed.total_seconds() * 1000:.0f} ms; the picture with boxes is {target}")
webbrowser.open(target.as_uri())
