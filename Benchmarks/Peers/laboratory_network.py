"""The laboratory's network, read by OpenCV from Darknet's own files."""

from pathlib import Path

import cv2
import numpy as np

FILES = Path(__file__).parent.parent.parent / "Examples/laboratory/model"
NETWORK = cv2.dnn.readNetFromDarknet(str(FILES / "yolov3-tiny.cfg"), str(FILES / "yolov3-tiny.weights"))
LAYERS = NETWORK.getUnconnectedOutLayersNames()
CLASSES = (FILES / "yolov3-tiny.names").read_text().splitlines()
COLOURS = np.random.default_rng(0).uniform(0, 255, (len(CLASSES), 3)).tolist()
SIZE = 416
