"""Builds in PyTorch what cell.py describes."""

import torch
import torch.nn.functional as functional
from torch import nn

from cell import Cell, Convolution, FactorisedReduction, Network, Normalisation, Pooling, Relu


def pad_same(x, window, stride, dilation=1, value=0.0):
    """TensorFlow's rule: as little as is needed, and the odd pixel after the last. x is [n, channels, h, w]."""
    padding = []
    for size, extent, step in zip(reversed(x.shape[2:]), reversed(window), reversed(stride)):
        reach = (extent - 1) * dilation + 1
        total = max(0, (-(-size // step) - 1) * step + reach - size)
        padding += [total // 2, total - total // 2]
    return functional.pad(x, padding, value=value) if any(padding) else x


class SameConvolution(nn.Module):
    def __init__(self, layer: Convolution):
        super().__init__()
        self.layer = layer
        inputs = 1 if layer.depthwise else layer.inputs
        self.weight = nn.Parameter(torch.empty(layer.outputs, inputs, *layer.size))
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")

    def forward(self, x):
        layer = self.layer
        padded = pad_same(x, layer.size, layer.stride, layer.dilation)
        groups = layer.outputs if layer.depthwise else 1
        return functional.conv2d(padded, self.weight, None, layer.stride, 0, layer.dilation, groups)


class SamePooling(nn.Module):
    def __init__(self, layer: Pooling):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        size, stride = self.layer.size, self.layer.stride
        window, step = (size, size), (stride, stride)
        if self.layer.kind == "maximum":
            return functional.max_pool2d(pad_same(x, window, step, value=float("-inf")), size, stride)
        # The share of each window that lies in the image.
        inside = functional.avg_pool2d(pad_same(torch.ones_like(x[:1, :1]), window, step), size, stride)
        return functional.avg_pool2d(pad_same(x, window, step), size, stride) / inside


class Reduction(nn.Module):
    def __init__(self, layer: FactorisedReduction):
        super().__init__()
        half = layer.outputs // 2
        self.upper = nn.Conv2d(layer.inputs, half, 1, stride=2, bias=False)
        self.lower = nn.Conv2d(layer.inputs, half, 1, stride=2, bias=False)
        self.normalise = nn.BatchNorm2d(layer.outputs)
        for convolution in (self.upper, self.lower):
            nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")

    def forward(self, x):
        shifted = functional.pad(x, (0, 1, 0, 1))[:, :, 1:, 1:]
        return self.normalise(torch.cat([self.upper(x), self.lower(shifted)], 1))


def build_layer(layer) -> nn.Module:
    if isinstance(layer, Relu):
        return nn.ReLU()
    if isinstance(layer, Convolution):
        return SameConvolution(layer)
    if isinstance(layer, Normalisation):
        return nn.BatchNorm2d(layer.channels)
    if isinstance(layer, Pooling):
        return SamePooling(layer)
    return Reduction(layer)


def build_layers(layers) -> nn.Sequential:
    return nn.Sequential(*[build_layer(layer) for layer in layers])


class CellModule(nn.Module):
    def __init__(self, cell: Cell):
        super().__init__()
        self.cell = cell
        self.first, self.second = build_layers(cell.first), build_layers(cell.second)
        self.elements = nn.ModuleList(
            build_layers(element.layers) for pair in cell.combinations for element in pair
        )
        self.reductions = nn.ModuleDict(
            {str(output.state): Reduction(output.reduction) for output in cell.outputs if output.reduction}
        )

    def forward(self, previous, before):
        states = [self.first(previous), self.second(before)]
        for index, (left, right) in enumerate(self.cell.combinations):
            added = self.elements[2 * index](states[left.state]) + self.elements[2 * index + 1](states[right.state])
            states.append(added)
        outputs = [
            self.reductions[str(output.state)](states[output.state]) if output.reduction else states[output.state]
            for output in self.cell.outputs
        ]
        return torch.cat(outputs, 1)


class NetworkModule(nn.Module):
    """[n, channels, height, width] to logits [n, classes]."""

    def __init__(self, network: Network):
        super().__init__()
        self.stem = build_layers(network.stem)
        self.cells = nn.ModuleList(CellModule(cell) for cell in network.cells)
        self.classify = nn.Linear(network.features, network.classes)
        nn.init.kaiming_normal_(self.classify.weight, nonlinearity="relu")
        nn.init.zeros_(self.classify.bias)

    def forward(self, images):
        previous = before = self.stem(images)
        for cell in self.cells:
            previous, before = cell(previous, before), previous
        return self.classify(functional.relu(previous).mean((2, 3)))
