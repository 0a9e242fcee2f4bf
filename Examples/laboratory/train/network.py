"""The network: the topology of yolov3-tiny, with fewer channels."""

import math

import torch
from torch import nn
from torch.nn import functional

from scenes import CLASSES

# Widths of the layers in the order of the file. The original has 16 to 1024 channels, and 8.7 million parameters.
TRUNK = [16, 32, 64, 128, 160]
DEEP, WIDE, NARROW, COARSE, UP, FINE = 192, 224, 96, 192, 64, 128
# In steps of about 1.55, which span the things' 24 to 300 pixels. The first three belong to the fine head.
ANCHORS = [(30, 28), (46, 42), (72, 62), (112, 96), (172, 150), (268, 230)]
HEADS = {"coarse": (32, [3, 4, 5]), "fine": (16, [0, 1, 2])}  # A cell's pixels, and its anchors.
OUTPUTS = 3 * (5 + len(CLASSES))


class Block(nn.Module):
    """A convolution without bias, batch normalisation and a leaky ReLU."""

    def __init__(self, inputs: int, outputs: int, size: int):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs, eps=1e-6, momentum=0.03)

    def forward(self, x):
        return functional.leaky_relu(self.norm(self.convolution(x)), 0.1)


class Detector(nn.Module):
    """Gives for each head what the file's [yolo] layers read: N x 27 x rows x columns."""

    def __init__(self):
        super().__init__()
        self.trunk = nn.ModuleList(Block(a, b, 3) for a, b in zip([3, *TRUNK], TRUNK))
        self.deep = Block(TRUNK[-1], DEEP, 3)
        self.wide = Block(DEEP, WIDE, 3)
        self.narrow = Block(WIDE, NARROW, 1)
        self.coarse = Block(NARROW, COARSE, 3)
        self.coarse_head = nn.Conv2d(COARSE, OUTPUTS, 1)
        self.up = Block(NARROW, UP, 1)
        self.fine = Block(UP + TRUNK[-1], FINE, 3)
        self.fine_head = nn.Conv2d(FINE, OUTPUTS, 1)
        for head in (self.coarse_head, self.fine_head):
            nn.init.normal_(head.weight, std=0.01)
            with torch.no_grad():
                # Hardly any cell holds a thing: the first confidences say so.
                head.bias.view(3, -1)[:, 4] = -math.log(1 / 0.005 - 1)

    def layers(self) -> list[nn.Module]:
        """The layers with weights, in the order of the file."""
        head = [self.deep, self.wide, self.narrow, self.coarse, self.coarse_head, self.up, self.fine, self.fine_head]
        return [*self.trunk, *head]

    def forward(self, x):
        for block in self.trunk:
            route = block(x)
            x = functional.max_pool2d(route, 2)
        # Darknet's pooling by steps of 1 looks one pixel to the right and below.
        x = functional.max_pool2d(functional.pad(self.deep(x), (0, 1, 0, 1), value=-math.inf), 2, stride=1)
        x = self.narrow(self.wide(x))
        coarse = self.coarse_head(self.coarse(x))
        x = functional.interpolate(self.up(x), scale_factor=2, mode="nearest")
        return {"coarse": coarse, "fine": self.fine_head(self.fine(torch.cat([x, route], 1)))}


def decode(output: torch.Tensor, head: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Reads a head as Darknet does. Returns boxes (centre and size in pixels) and the logits of confidence and classes.

    Both are N x 3 x rows x columns x values.
    """
    cell, indices = HEADS[head]
    count, _, rows, columns = output.shape
    values = output.view(count, 3, -1, rows, columns).permute(0, 1, 3, 4, 2)
    ys, xs = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    anchors = torch.tensor([ANCHORS[index] for index in indices], dtype=torch.float32).view(1, 3, 1, 1, 2)
    centres = (values[..., :2].sigmoid() + torch.stack([xs, ys], -1)) * cell
    # Darknet has no bound; this one is only reached by a training that goes astray.
    sizes = anchors * values[..., 2:4].clamp(max=6).exp()
    return torch.cat([centres, sizes], -1), values[..., 4:]
