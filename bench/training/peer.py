"""One peer of the training bench in PyTorch: plain3 and sep3 as networks.ts has them, on one thread, channels last.

Arguments: network, batch size. The same protocol as worker.ts: a line when it is ready, then for each line on its
input (a number of milliseconds) a line of JSON with images a second by the clock and by the processor's time.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

torch.set_num_threads(1)
torch.manual_seed(1)


class Normalised(nn.Module):
    """A convolution without bias and batch normalisation."""

    def __init__(self, inputs, outputs, size, stride=1, groups=1):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)
        self.normalisation = nn.BatchNorm2d(outputs, eps=1e-5)

    def forward(self, x):
        return self.normalisation(self.convolution(x))


class Cell(nn.Module):
    """BN(sep3x3(relu x)) + BN(sep5x5(relu x)) + BN(1x1(average pool 3x3 of x))."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.depthwise = nn.ModuleList(
            nn.Conv2d(inputs, inputs, size, stride, size // 2, groups=inputs, bias=False) for size in (3, 5)
        )
        self.points = nn.ModuleList(Normalised(inputs, outputs, 1) for _ in range(3))
        self.pool = nn.AvgPool2d(3, stride, 1, count_include_pad=False)

    def forward(self, x):
        positive = functional.relu(x)
        paths = [depthwise(positive) for depthwise in self.depthwise] + [self.pool(x)]
        return sum(point(path) for point, path in zip(self.points, paths))


class Network(nn.Module):
    def __init__(self, body, channels):
        super().__init__()
        self.body = body
        self.classifier = nn.Linear(channels, 10)

    def forward(self, x):
        return self.classifier(functional.relu(self.body(x)).mean((2, 3)))


def build(name):
    if name == "plain3":
        halve = [nn.ReLU(), nn.MaxPool2d(2)]
        body = nn.Sequential(Normalised(1, 16, 3), *halve, Normalised(16, 32, 3), *halve, Normalised(32, 32, 3))
    else:
        body = nn.Sequential(Normalised(1, 16, 3), Cell(16, 16, 1), Cell(16, 32, 2), Cell(32, 32, 2))
    return Network(body, 32)


def main():
    name, batch = sys.argv[1], int(sys.argv[2])
    network = build(name).to(memory_format=torch.channels_last)
    optimiser = torch.optim.SGD(network.parameters(), lr=0.02, momentum=0.9)
    images = torch.rand(batch, 1, 28, 28).contiguous(memory_format=torch.channels_last)
    labels = torch.arange(batch) % 10

    def step():
        optimiser.zero_grad(set_to_none=True)
        loss = functional.cross_entropy(network(images), labels)
        loss.backward()
        optimiser.step()
        return loss.item()

    for _ in range(3):
        step()
    print("ready", flush=True)
    for line in sys.stdin:
        duration = float(line) / 1000
        start, busy, steps = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - start < duration or steps < 2:
            step()
            steps += 1
        images_done = steps * batch
        rate = images_done / (time.perf_counter() - start)
        print(json.dumps({"rate": rate, "processorRate": images_done / (time.process_time() - busy)}), flush=True)


main()
