"""The published Darknet networks, described in few lines, and weights for them that keep values near one.

The cfg files name the same layers in the same order as those of https://github.com/pjreddie/darknet (yolov3,
yolov3-tiny, yolov3-spp) and https://github.com/AlexeyAB/darknet (yolov4-tiny).
"""

import numpy

ANCHORS = [(10, 13), (16, 30), (33, 23), (30, 61), (62, 45), (59, 119), (116, 90), (156, 198), (373, 326)]
# How much larger weights are than what keeps sums near one, for what an activation takes away.
GAINS = {"leaky": 1.3, "mish": 1.4, "swish": 1.8, "logistic": 1.8, "linear": 0.9}
TINY_ANCHORS = [(10, 14), (23, 27), (37, 58), (81, 82), (135, 169), (344, 319)]


def convolutional(filters, size=3, stride=1, activation="leaky", normalised=True, **options):
    first = {"batch_normalize": 1} if normalised else {}
    rest = {"filters": filters, "size": size, "stride": stride, "pad": 1, "activation": activation}
    return ("convolutional", first | rest | options)


def maxpool(size, stride):
    return ("maxpool", {"size": size, "stride": stride})


def route(*layers, **options):
    return ("route", {"layers": ",".join(map(str, layers))} | options)


def upsample():
    return ("upsample", {"stride": 2})


def shortcut(activation="linear"):
    return ("shortcut", {"from": -3, "activation": activation})


def head(mask, anchors, classes, **options):
    """The convolution before a yolo layer, and that layer."""
    pairs = ",  ".join(f"{width},{height}" for width, height in anchors)
    yolo = {"mask": ",".join(map(str, mask)), "anchors": pairs, "classes": classes, "num": len(anchors)}
    training = {"jitter": ".3", "ignore_thresh": ".7", "truth_thresh": 1, "random": 1}
    filters = len(mask) * (5 + classes)
    return [
        convolutional(filters, 1, activation="linear", normalised=False, fixed=True),
        ("yolo", yolo | training | options),
    ]


def darknet53():
    """The trunk of yolov3: residual blocks at five scales."""
    layers = [convolutional(32)]
    for filters, blocks in [(64, 1), (128, 2), (256, 8), (512, 8), (1024, 4)]:
        layers.append(convolutional(filters, stride=2))
        for _ in range(blocks):
            layers += [convolutional(filters // 2, 1), convolutional(filters), shortcut()]
    return layers


def yolov3(classes=80, pyramid=()):
    """yolov3; with pooling of several sizes in front of its first head it is yolov3-spp."""
    layers = darknet53()
    for filters, mask, earlier in [(512, (6, 7, 8), None), (256, (3, 4, 5), 61), (128, (0, 1, 2), 36)]:
        if earlier:
            layers += [route(-4), convolutional(filters, 1), upsample(), route(-1, earlier)]
        layers += [convolutional(filters, 1), convolutional(2 * filters), convolutional(filters, 1)]
        if pyramid and not earlier:
            layers += [maxpool(pyramid[0], 1), route(-2), maxpool(pyramid[1], 1), route(-4), maxpool(pyramid[2], 1)]
            layers += [route(-1, -3, -5, -6), convolutional(filters, 1)]
        layers += [convolutional(2 * filters), convolutional(filters, 1), convolutional(2 * filters)]
        layers += head(mask, ANCHORS, classes)
    return layers


def yolov3_spp(classes=80):
    return yolov3(classes, pyramid=(5, 9, 13))


def yolov3_tiny(classes=80):
    layers = []
    for filters in [16, 32, 64, 128, 256, 512]:
        layers += [convolutional(filters), maxpool(2, 1 if filters == 512 else 2)]
    layers += [convolutional(1024), convolutional(256, 1), convolutional(512)]
    layers += head((3, 4, 5), TINY_ANCHORS, classes)
    layers += [route(-4), convolutional(128, 1), upsample(), route(-1, 8), convolutional(256)]
    return layers + head((0, 1, 2), TINY_ANCHORS, classes)


def yolov4_tiny(classes=80, activation="leaky"):
    options = {"scale_x_y": 1.05, "cls_normalizer": "1.0", "iou_normalizer": 0.07, "iou_loss": "ciou", "resize": 1.5}
    options |= {"nms_kind": "greedynms", "beta_nms": 0.6}

    def conv(filters, size=3, stride=1):
        return convolutional(filters, size, stride, activation)

    layers = [conv(32, stride=2), conv(64, stride=2)]
    for filters in [64, 128, 256]:
        layers += [conv(filters), route(-1, groups=2, group_id=1), conv(filters // 2), conv(filters // 2)]
        layers += [route(-1, -2), conv(filters, 1), route(-6, -1), maxpool(2, 2)]
    layers += [conv(512), conv(256, 1), conv(512)]
    layers += head((3, 4, 5), TINY_ANCHORS, classes, **options)
    layers += [route(-4), conv(128, 1), upsample(), route(-1, 23), conv(256)]
    return layers + head((1, 2, 3), TINY_ANCHORS, classes, **options)


def thinned(layers, divisor):
    """The same layers with fewer filters, so that a large network is quick to run; heads keep theirs."""

    def thin(options):
        if "filters" not in options or "fixed" in options:
            return options
        return options | {"filters": options["filters"] // divisor}

    return [(name, thin(options)) for name, options in layers]


def cfg(layers, width, height, **yolo):
    """The text of a cfg file; further options go into each yolo layer."""
    sections = [
        f"[net]\n# Testing\nbatch=1\nsubdivisions=1\n# Training\n# batch=64\nwidth={width}\nheight={height}\n"
        "channels=3\nmomentum=0.9\ndecay=0.0005\nsaturation = 1.5\nhue=.1\n\nlearning_rate=0.001\npolicy=steps\n"
        "steps=400000,450000\nscales=.1,.1\n"
    ]
    for name, options in layers:
        options = options | (yolo if name == "yolo" else {})
        lines = [f"{option} = {value}" for option, value in options.items() if option != "fixed"]
        sections.append(f"[{name}]\n" + "\n".join(lines) + "\n")
    return "\n".join(sections)


def convolutions(layers):
    """Each convolution's options, its number of filters, the weights of each, and whether it ends a residual block."""
    channels = []
    for index, (name, options) in enumerate(layers):
        given = channels[-1] if channels else 3
        if name == "convolutional":
            inner = given // options.get("groups", 1) * options["size"] ** 2
            given = options["filters"]
            yield options, given, inner, layers[index + 1][0] == "shortcut"
        elif name == "route":
            given = sum(channels[int(layer)] for layer in options["layers"].split(","))
            given //= options.get("groups", 1)
        channels.append(given)


def weights_size(layers):
    """The bytes of a file of weights, of which a header takes 20."""
    return 20 + 4 * sum(
        filters * (inner + (4 if "batch_normalize" in options else 1))
        for options, filters, inner, _ in convolutions(layers)
    )


def weights(layers, seed):
    """A file of weights: random numbers, as large as keeps the values of all layers near one."""
    random = numpy.random.default_rng(seed)
    parts = [numpy.array([0, 2, 0], "<i4").tobytes(), numpy.array([32013312], "<i8").tobytes()]

    def numbers(values):
        parts.append(values.astype("<f4").tobytes())

    for options, filters, inner, is_branch in convolutions(layers):
        numbers(random.normal(0, 0.1, filters))
        if "batch_normalize" in options:
            numbers(random.uniform(0.8, 1.2, filters) * random.choice([-1, 1], filters))
            numbers(random.normal(0, 0.1, filters))
            numbers(random.uniform(0.5, 1.5, filters))
        # Branches that are added to what they began with have to be small, or sums grow from block to block.
        gain = 0.3 if is_branch else GAINS[options["activation"]]
        numbers(random.normal(0, gain / inner**0.5, (filters, inner)))
    return b"".join(parts)
