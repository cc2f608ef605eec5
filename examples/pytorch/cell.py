"""Networks of the NASNet space as data: what a genome and the space of a config say, with nothing built and no PyTorch.

The structure is the one that `cambrian count` counts and that the evaluator `tfjs` trains. As a program, it counts the
parameters of each task that it reads, one a line:

    echo '{"genome": …, "space": …}' | python3 cell.py
"""

import json
import sys
from dataclasses import dataclass
from typing import List, Optional, Tuple

CELL_INPUTS = 2
STACKS = 3
STEM_MULTIPLIER = 3
COMBINATIONS = {"SP-I": 5, "SP-II": 5, "SP-III": 10}
SP_I = ("none", "sep3x3", "sep5x5", "sep7x7", "avg3x3", "max3x3", "dil3x3", "1x7_7x1")


class GenomeError(ValueError):
    """The genome or its space is not one of these; the message says where."""


@dataclass(frozen=True)
class Convolution:
    """Without a bias, padded so that the output is the input's size by the stride, rounded up."""

    size: Tuple[int, int]
    inputs: int
    outputs: int
    stride: Tuple[int, int] = (1, 1)
    dilation: int = 1
    depthwise: bool = False

    def parameters(self) -> int:
        height, width = self.size
        return height * width * self.outputs * (1 if self.depthwise else self.inputs)


@dataclass(frozen=True)
class Normalisation:
    channels: int

    def parameters(self) -> int:
        return 2 * self.channels


@dataclass(frozen=True)
class Relu:
    def parameters(self) -> int:
        return 0


@dataclass(frozen=True)
class Pooling:
    """Windows end at the borders of the image: an average is over the pixels that there are."""

    kind: str
    size: int
    stride: int

    def parameters(self) -> int:
        return 0


@dataclass(frozen=True)
class FactorisedReduction:
    """Halves height and width: every second pixel through one 1x1 convolution, the pixels one below and to the right of
    them through another, each to half of the outputs; then a normalisation."""

    inputs: int
    outputs: int

    def parameters(self) -> int:
        return self.inputs * self.outputs + 2 * self.outputs


def normalised(size, inputs, outputs, stride=(1, 1), dilation=1) -> list:
    return [Relu(), Convolution(size, inputs, outputs, stride, dilation), Normalisation(outputs)]


def pointwise(inputs: int, outputs: int, stride: int = 1) -> list:
    return normalised((1, 1), inputs, outputs, (stride, stride))


def separable(size: int, filters: int, stride: int, dilation: int) -> list:
    """Twice: a depthwise convolution, then one of 1x1. What is strided is not dilated."""

    def once(stride: int) -> list:
        dilated = dilation if stride == 1 else 1
        deep = Convolution((size, size), filters, filters, (stride, stride), dilated, depthwise=True)
        return [Relu(), deep, *pointwise(filters, filters)[1:]]

    return once(stride) + once(1)


def crossed(size: int, filters: int, stride: int, narrow: int) -> list:
    """1xK, then Kx1, between 1x1 convolutions to few filters and back; without these where there would be none."""
    inner = narrow if narrow >= 1 else filters
    within = [
        *normalised((1, size), inner, inner, (1, stride)),
        *normalised((size, 1), inner, inner, (stride, 1)),
    ]
    if narrow < 1:
        return within
    return [*pointwise(filters, inner), *within, *pointwise(inner, filters)]


def operation_layers(operation: str, filters: int, stride: int) -> list:
    """The layers of one operation of SP-I, in order; none for the identity."""
    if operation == "none":
        return [] if stride == 1 else pointwise(filters, filters, stride)
    if operation in ("sep3x3", "sep5x5", "sep7x7"):
        return separable(int(operation[3]), filters, stride, 1)
    if operation == "dil3x3":
        return separable(3, filters, stride, 2)
    if operation == "avg3x3":
        return [Pooling("average", 3, stride)]
    if operation == "max3x3":
        return [Pooling("maximum", 3, stride)]
    if operation == "1x7_7x1":
        return crossed(7, filters, stride, filters // 4)
    raise GenomeError(f"the operation {operation!r} is none of SP-I: {', '.join(SP_I)}")


@dataclass(frozen=True)
class Element:
    state: int
    layers: tuple


@dataclass(frozen=True)
class Output:
    """A hidden state that the cell puts out; an input of a reduction cell is reduced to the output's size first."""

    state: int
    reduction: Optional[FactorisedReduction]


@dataclass(frozen=True)
class Cell:
    """Hidden states 0 and 1 are the outputs of the cell before and of the one before that, each through its layers; each
    combination adds two elements; the outputs are concatenated."""

    first: tuple
    second: tuple
    combinations: Tuple[Tuple[Element, Element], ...]
    outputs: Tuple[Output, ...]


@dataclass(frozen=True)
class Network:
    stem: tuple
    cells: Tuple[Cell, ...]
    features: int
    classes: int

    def parameters(self) -> int:
        def of(layers) -> int:
            return sum(layer.parameters() for layer in layers)

        total = of(self.stem) + self.features * self.classes + self.classes
        for cell in self.cells:
            total += of(cell.first) + of(cell.second)
            total += sum(of(element.layers) for pair in cell.combinations for element in pair)
            total += sum(output.reduction.parameters() for output in cell.outputs if output.reduction)
        return total


def read_cell(genome: dict, name: str, combinations: int) -> List[tuple]:
    """Each combination as ((state, operation), (state, operation)). Refuses what reads a state before it exists."""
    cell = genome.get(name) if isinstance(genome, dict) else None
    if not isinstance(cell, list) or len(cell) != combinations:
        raise GenomeError(f"the {name} cell is no list of {combinations} combinations")
    return [tuple(read_element(pair, name, index, side) for side in ("left", "right")) for index, pair in enumerate(cell)]


def read_element(pair: dict, name: str, index: int, side: str) -> Tuple[int, str]:
    element = pair.get(side) if isinstance(pair, dict) else None
    if not isinstance(element, dict) or "state" not in element or "operation" not in element:
        raise GenomeError(f"combination {index} of the {name} cell has no {side} state and operation")
    state = element["state"]
    if type(state) is not int or not 0 <= state < index + CELL_INPUTS:
        raise GenomeError(
            f"combination {index} of the {name} cell reads hidden state {state}, "
            f"but only states 0 to {index + CELL_INPUTS - 1} come before it"
        )
    return state, element["operation"]


def unused_states(cell: List[tuple]) -> List[int]:
    used = {state for pair in cell for state, _ in pair}
    return [state for state in range(len(cell) + CELL_INPUTS) if state not in used]


def plan_cell(genome, name, combinations, filters, stride, previous, before) -> Tuple[Cell, int, int]:
    """`previous` and `before` are (channels, how often the size was halved); gives those of the cell as well."""
    pairs = read_cell(genome, name, combinations)
    if previous[1] != before[1]:
        second = [Relu(), FactorisedReduction(before[0], filters)]
    else:
        second = [] if before[0] == filters else pointwise(before[0], filters)

    def element(state: int, operation: str) -> Element:
        return Element(state, tuple(operation_layers(operation, filters, stride if state < CELL_INPUTS else 1)))

    states = (genome.get("concat") or {}).get(name) or unused_states(pairs)
    outputs = tuple(
        Output(state, FactorisedReduction(filters, filters) if state < CELL_INPUTS and stride == 2 else None)
        for state in states
    )
    elements = tuple(tuple(element(*half) for half in pair) for pair in pairs)
    cell = Cell(tuple(pointwise(previous[0], filters)), tuple(second), elements, outputs)
    return cell, len(states) * filters, previous[1] + (1 if stride == 2 else 0)


def plan_network(genome: dict, space: dict, channels: int, classes: int) -> Network:
    """N normal cells, a reduction cell, N normal cells, a reduction cell, N normal cells, after a stem of 3F filters."""
    if space.get("kind") != "nasnet" or space.get("variant") not in COMBINATIONS:
        raise GenomeError(f"this example builds networks of the space nasnet, not of {json.dumps(space)}")
    filters, stem_stride = space["filters"], space["stemStride"]
    width = STEM_MULTIPLIER * filters
    stem = (Convolution((3, 3), channels, width, (stem_stride, stem_stride)), Normalisation(width))
    previous = before = (width, 0)
    cells = []
    for stack in range(STACKS):
        names = ([] if stack == 0 else ["reduction"]) + ["normal"] * space["cells"]
        for name in names:
            stride = 2 if name == "reduction" else 1
            cell, features, halved = plan_cell(
                genome, name, COMBINATIONS[space["variant"]], filters * 2**stack, stride, previous, before
            )
            cells.append(cell)
            previous, before = (features, halved), previous
    return Network(stem, tuple(cells), previous[0], classes)


if __name__ == "__main__":
    for line in sys.stdin:
        task = json.loads(line)
        try:
            print(plan_network(task["genome"], task["space"], channels=1, classes=10).parameters())
        except GenomeError as error:
            print(error)
