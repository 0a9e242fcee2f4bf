"""What 'aviary models import darknet' writes gives the same numbers as OpenCV's reader of Darknet files."""

import json

import cv2
import darknet_configurations as darknet
import numpy
import onnxruntime
import pytest
import yaml
from command_line import aviary

CLASSES = [f"class {number}" for number in range(80)]

# Network, divisor of its filters, width and height. yolov3 and yolov3-spp have a quarter of their filters, because
# their full weights are 250 MB each; the tiny ones are as they were published but for the size of the picture.
NETWORKS = {
    "yolov3": (darknet.yolov3(), 4, 128),
    "yolov3-spp": (darknet.yolov3_spp(), 4, 128),
    "yolov3-tiny": (darknet.yolov3_tiny(), 1, 160),
    "yolov4-tiny": (darknet.yolov4_tiny(), 1, 160),
    "yolov4-tiny-mish": (darknet.yolov4_tiny(activation="mish"), 2, 96),
    "yolov4-tiny-swish": (darknet.yolov4_tiny(activation="swish"), 4, 96),
    "yolov4-tiny-logistic": (darknet.yolov4_tiny(activation="logistic"), 4, 96),
    "yolov4-tiny-linear": (darknet.yolov4_tiny(activation="linear"), 4, 96),
}


class Imported:
    """A network's files, and what the program made of them."""

    def __init__(self, folder, name, layers, width, height, classes=CLASSES):
        self.cfg, self.weights, names = folder / f"{name}.cfg", folder / f"{name}.weights", folder / "classes.names"
        self.layers = layers
        self.cfg.write_text(darknet.cfg(layers, width, height))
        self.weights.write_bytes(darknet.weights(layers, seed=7))
        names.write_text("\n".join(classes) + "\n")
        repository = folder / "models"
        self.command = [
            "models", "import", "darknet", "--cfg", self.cfg, "--weights", self.weights, "--names", names, "--as", name,
            "--repository", repository,
        ]
        code, self.out, err = aviary(*self.command)
        assert (code, err) == (0, "")
        self.repository = repository
        self.onnx = repository / name / "1" / "model.onnx"
        self.configuration = yaml.safe_load((repository / name / "model.yaml").read_text())
        self.picture = numpy.random.default_rng(1).uniform(0, 1, (1, 3, height, width)).astype(numpy.float32)

    @property
    def heads(self):
        """The numbers of the yolo layers."""
        return [index for index, (name, _) in enumerate(self.layers) if name == "yolo"]

    def ours(self, picture=None):
        """Each head's values as ONNX Runtime computes them from the imported model."""
        session = onnxruntime.InferenceSession(self.onnx)
        assert [value.name for value in session.get_inputs()] == ["images"]
        names = [value.name for value in session.get_outputs()]
        assert names == [f"yolo_{index}" for index in self.heads]
        return dict(zip(names, session.run(None, {"images": self.picture if picture is None else picture})))

    def theirs(self, cfg, outputs):
        """The outputs of some layers as OpenCV computes them."""
        network = cv2.dnn.readNetFromDarknet(str(cfg), str(self.weights))
        network.setInput(self.picture)
        return network.forward(outputs)


@pytest.fixture(scope="module", params=NETWORKS)
def imported(request, tmp_path_factory):
    layers, divisor, size = NETWORKS[request.param]
    layers = darknet.thinned(layers, divisor)
    return Imported(tmp_path_factory.mktemp(request.param), request.param, layers, size, size)


def difference(ours, theirs):
    """The largest difference, in units of the values' own size."""
    assert ours.shape == theirs.shape
    assert numpy.isfinite(theirs).all()
    return numpy.abs(ours - theirs).max() / max(1, numpy.abs(theirs).max())


def decoded(raw, entry, size):
    """Boxes as OpenCV's layer gives them: middle, width and height as parts of the picture, objectness, scores."""
    anchors, scale = numpy.array(entry["anchors"], numpy.float32), entry.get("scaleXY", 1)
    _, channels, rows, columns = raw.shape
    # Channels are anchor by anchor; OpenCV's rows are cell by cell, and anchor by anchor in a cell.
    values = raw.reshape(len(anchors), channels // len(anchors), rows, columns).astype(numpy.float64)
    values = values.transpose(2, 3, 0, 1)
    sigmoid = 1 / (1 + numpy.exp(-values))
    y, x = numpy.mgrid[0:rows, 0:columns]
    boxes = numpy.empty_like(values)
    boxes[..., 0] = ((sigmoid[..., 0] - 0.5) * scale + 0.5 + x[..., None]) / columns
    boxes[..., 1] = ((sigmoid[..., 1] - 0.5) * scale + 0.5 + y[..., None]) / rows
    boxes[..., 2:4] = numpy.exp(values[..., 2:4]) * anchors / size
    boxes[..., 4] = sigmoid[..., 4]
    boxes[..., 5:] = sigmoid[..., 5:] * sigmoid[..., 4:5]
    return boxes.reshape(-1, boxes.shape[-1])


@pytest.mark.parametrize(
    ("name", "size"),
    [("yolov3", 248007048), ("yolov3-tiny", 35434956), ("yolov3-spp", 252209544), ("yolov4-tiny", 24251276)],
)
def test_networks_take_as_many_weights_as_the_published_ones(name, size):
    layers, _, _ = NETWORKS[name]
    assert darknet.weights_size(layers) == size


def test_heads_are_those_of_opencv(imported):
    ours = imported.ours()
    theirs = imported.theirs(imported.cfg, [f"conv_{index - 1}" for index in imported.heads])
    for value, (name, raw) in zip(theirs, ours.items()):
        # Values that are all small would agree whatever is done to them.
        assert 0.1 < raw.std() < 10, f"{name} does not test much"
        worst = difference(raw, value)
        print(f"{imported.onnx.parts[-3]} {name} {raw.shape}: std {raw.std():.2f}, difference {worst:.1e}")
        assert worst < 1e-4


def test_boxes_are_those_of_opencv(imported):
    # OpenCV leaves out unlikely and overlapping boxes in the same layer, unless these options of its own say otherwise.
    whole = imported.cfg.with_suffix(".whole.cfg")
    size = imported.configuration["detection"]["size"]
    whole.write_text(darknet.cfg(imported.layers, *size, thresh=0, nms_threshold=0))
    theirs = imported.theirs(whole, [f"yolo_{index}" for index in imported.heads])
    heads = imported.configuration["detection"]["heads"]
    for value, (name, raw) in zip(theirs, imported.ours().items()):
        assert difference(decoded(raw, heads[name], size), value) < 1e-4


def test_pictures_that_run_together_give_what_they_give_alone(imported):
    both = numpy.concatenate([imported.picture, imported.picture[..., ::-1]])
    together, alone = imported.ours(both), imported.ours()
    for name, values in together.items():
        assert values.shape[0] == 2
        assert difference(values[:1], alone[name]) < 1e-5


def test_configuration_says_what_the_cfg_file_says(imported):
    detection = imported.configuration["detection"]
    assert detection["decoding"] == "darknet"
    assert detection["classes"] == CLASSES
    assert list(detection["heads"]) == [f"yolo_{index}" for index in imported.heads]
    for index, entry in zip(imported.heads, detection["heads"].values()):
        options = imported.layers[index][1]
        numbers = [int(number) for number in options["anchors"].split(",")]
        mask = [int(number) for number in options["mask"].split(",")]
        assert entry["anchors"] == [numbers[2 * number : 2 * number + 2] for number in mask]
        assert entry.get("scaleXY", 1) == options.get("scale_x_y", 1)


def test_pictures_need_not_be_square(tmp_path):
    layers = darknet.thinned(darknet.yolov3_tiny(), 4)
    imported = Imported(tmp_path, "wide", layers, width=192, height=96)
    theirs = imported.theirs(imported.cfg, [f"conv_{index - 1}" for index in imported.heads])
    for value, raw in zip(theirs, imported.ours().values()):
        assert difference(raw, value) < 1e-4
    assert imported.configuration["detection"]["size"] == [192, 96]


@pytest.mark.parametrize("activation", ["leaky", "linear"])
def test_other_layers_are_those_of_opencv(tmp_path, activation):
    """Groups, a padding of its own, pooling of every parity, and sums with an activation."""
    layers = [
        darknet.convolutional(16, stride=2),
        darknet.convolutional(32, groups=4),
        ("maxpool", {"size": 3, "stride": 2}),
        ("maxpool", {"size": 4, "stride": 1}),
        ("maxpool", {"size": 2, "stride": 2, "padding": 0}),
        ("convolutional", {"filters": 32, "size": 5, "stride": 1, "padding": 1, "activation": "leaky"}),
        darknet.convolutional(16, 1, activation="linear"),
        darknet.convolutional(32),
        darknet.shortcut(activation),
        *darknet.head((0, 2), darknet.TINY_ANCHORS, 80),
    ]
    imported = Imported(tmp_path, "other", layers, width=97, height=97)
    (theirs,) = imported.theirs(imported.cfg, [f"conv_{imported.heads[0] - 1}"])
    assert difference(imported.ours()["yolo_10"], theirs) < 1e-4


# The command


@pytest.fixture
def small(tmp_path):
    return Imported(tmp_path, "small", darknet.thinned(darknet.yolov3_tiny(), 16), width=96, height=64)


def test_the_command_tells_what_it_wrote_and_what_to_do_next(small):
    assert small.out.startswith(f"Wrote small version 1, 0.2 MiB, to {small.onnx}\n")
    assert "  head     yolo_16 FP32 [-1, 255, 2, 3], anchors 81x82 135x169 344x319\n" in small.out
    assert "  classes  80: class 0, class 1, class 2, class 3, ...\n" in small.out
    assert small.out.endswith(f"Serve it by: aviary serve --repository {small.repository}\n")


def test_the_next_version_is_told_as_json(small):
    before = small.onnx.parents[1].joinpath("model.yaml").read_bytes()
    code, out, err = aviary(*small.command[:-2], "--json", AVIARY_REPOSITORY=str(small.repository))
    assert (code, err) == (0, "")
    told = json.loads(out)
    assert (told["name"], told["version"]) == ("small", "2")
    assert told["path"] == str(small.onnx.parents[1] / "2" / "model.onnx")
    assert told["input"] == {"name": "images", "datatype": "FP32", "shape": [-1, 3, 64, 96]}
    assert [head["shape"] for head in told["heads"]] == [[-1, 255, 2, 3], [-1, 255, 4, 6]]
    assert told["heads"][1]["anchors"] == [[10, 14], [23, 27], [37, 58]] and told["heads"][1]["scale_xy"] == 1
    assert told["classes"] == CLASSES
    second = small.onnx.parents[1] / "2" / "model.onnx"
    assert told["bytes"] == second.stat().st_size
    assert second.read_bytes() == small.onnx.read_bytes()
    assert small.onnx.parents[1].joinpath("model.yaml").read_bytes() == before


def test_a_model_yaml_is_only_replaced_on_demand(small):
    configuration = small.onnx.parents[1] / "model.yaml"
    written = configuration.read_text()
    configuration.write_text("instances: 5\n")
    code, out, err = aviary(*small.command)
    assert (code, out) == (1, "")
    assert "has a model.yaml that says something else" in err and "--keep" in err and "--force" in err
    assert aviary(*small.command, "--keep")[0] == 0
    assert configuration.read_text() == "instances: 5\n"
    assert aviary(*small.command, "--force")[0] == 0
    assert configuration.read_text() == written
    assert sorted(entry.name for entry in configuration.parent.iterdir()) == ["1", "2", "3", "model.yaml"]


def test_what_is_wrong_is_told_in_one_line(small):
    whole = small.weights.read_bytes()
    small.weights.write_bytes(whole[:-4])
    code, out, err = aviary(*small.command)
    assert (code, out) == (1, "")
    assert err.startswith("aviary: small.weights: the layers take ") and ": 1 are missing; " in err
    small.weights.write_bytes(whole)
    small.cfg.write_text(small.cfg.read_text().replace("[upsample]", "[upsampel]"))
    code, out, err = aviary(*small.command)
    assert (code, out) == (1, "")
    assert "aviary: small.cfg: line " in err and "did you mean 'upsample'?" in err
    small.cfg.unlink()
    code, out, err = aviary(*small.command)
    assert (code, out) == (1, "")
    assert err == f"aviary: '{small.cfg}' cannot be read: No such file or directory\n"
    assert [entry.name for entry in small.repository.iterdir()] == ["small"]


def test_a_command_line_that_contradicts_itself_is_refused(small):
    for more in [["--keep", "--force"], ["--version", "0"]]:
        code, out, err = aviary(*small.command, *more)
        assert (code, out) == (64, "") and err.startswith("aviary: ")
    assert aviary(*small.command[:-2])[2].endswith("name a directory with --repository or AVIARY_REPOSITORY\n")
