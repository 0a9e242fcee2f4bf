"""Writes the network in Darknet's formats: a .cfg that describes it and a .weights that fills it."""

from pathlib import Path

import numpy

from network import ANCHORS, COARSE, DEEP, FINE, NARROW, OUTPUTS, TRUNK, UP, WIDE, Block, Detector
from scenes import CLASSES, FRAME


def configuration() -> str:
    """The .cfg."""
    layers = [_section("net", batch=1, width=FRAME, height=FRAME, channels=3)]
    for width in TRUNK:
        layers += [_convolution(width, 3), _section("maxpool", size=2, stride=2)]
    layers += [_convolution(DEEP, 3), _section("maxpool", size=2, stride=1)]
    layers += [_convolution(WIDE, 3), _convolution(NARROW, 1), _convolution(COARSE, 3), _head("3,4,5")]
    layers += [_section("route", layers="-4"), _convolution(UP, 1), _section("upsample", stride=2)]
    layers += [_section("route", layers="-1,8"), _convolution(FINE, 3), _head("0,1,2")]
    return "\n".join(layers)


def _section(name: str, **options) -> str:
    return "\n".join([f"[{name}]", *(f"{key}={value}" for key, value in options.items()), ""])


def _convolution(filters: int, size: int) -> str:
    return _section(
        "convolutional", batch_normalize=1, filters=filters, size=size, stride=1, pad=1, activation="leaky"
    )


def _head(mask: str) -> str:
    anchors = ", ".join(f"{width},{height}" for width, height in ANCHORS)
    last = _section("convolutional", filters=OUTPUTS, size=1, stride=1, pad=1, activation="linear")
    return last + "\n" + _section("yolo", mask=mask, anchors=anchors, classes=len(CLASSES), num=len(ANCHORS))


def weights(network: Detector, seen: int) -> bytes:
    """The .weights: the version (0.2.5), how many pictures were seen, and each layer's numbers, all little-endian."""
    parts = [numpy.array([0, 2, 5], "<i4"), numpy.array([seen], "<i8")]
    for layer in network.layers():
        if isinstance(layer, Block):
            norm = layer.norm
            tensors = [norm.bias, norm.weight, norm.running_mean, norm.running_var, layer.convolution.weight]
        else:
            tensors = [layer.bias, layer.weight]
        parts += [tensor.detach().numpy().astype("<f4") for tensor in tensors]
    return b"".join(part.tobytes() for part in parts)


def export(network: Detector, seen: int, place: Path) -> None:
    """Writes yolov3-tiny.cfg, .weights and .names."""
    (place / "yolov3-tiny.cfg").write_text(configuration())
    (place / "yolov3-tiny.weights").write_bytes(weights(network, seen))
    (place / "yolov3-tiny.names").write_text("".join(f"{name}\n" for name in CLASSES))
