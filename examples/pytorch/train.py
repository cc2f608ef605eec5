"""Trains one network with PyTorch for Cambrian: a task on standard input, progress and a result on standard output.

All chance comes from the task's seed, so on one machine the same task gives the same result.
"""

import json
import math
import os
import random
import sys

from cell import plan_network
from mnist import find_folder, read_images

SPLIT_SEED = 1
CLASSES = 10


def say(kind: str, **told) -> None:
    """One message on a line of its own, sent at once."""
    print(json.dumps({kind: told}, allow_nan=False), flush=True)


def fail(reason: str) -> None:
    print(json.dumps({"error": reason}), flush=True)
    sys.exit(1)


def load(torch, folder: str, part: str, device):
    """Images [n, 1, height, width] in [0, 1], and labels [n]."""
    (count, height, width), pixels, labels = read_images(folder, part)
    images = torch.frombuffer(bytearray(pixels), dtype=torch.uint8).reshape(count, 1, height, width)
    return images.to(device).float() / 255, torch.frombuffer(bytearray(labels), dtype=torch.uint8).long().to(device)


def accuracy(torch, network, images, labels) -> float:
    network.eval()
    with torch.no_grad():
        right = sum(
            int((network(images[start : start + 256]).argmax(1) == labels[start : start + 256]).sum())
            for start in range(0, len(labels), 256)
        )
    return right / len(labels)


def train(torch, network, images, labels, seed: int, settings: dict) -> list:
    """Stochastic gradient descent with momentum and a cosine; gives the mean loss of each epoch."""
    batch, epochs = settings["batchSize"], settings["epochs"]
    steps_of_epoch = len(labels) // batch
    steps = epochs * steps_of_epoch
    optimiser = torch.optim.SGD(
        network.parameters(), settings["learningRate"], momentum=0.9, weight_decay=settings["weightDecay"]
    )
    shuffle = random.Random(seed)
    network.train()
    losses = []
    for epoch in range(epochs):
        order = list(range(len(labels)))
        shuffle.shuffle(order)
        total = 0.0
        for index in range(steps_of_epoch):
            step = epoch * steps_of_epoch + index
            for group in optimiser.param_groups:
                group["lr"] = settings["learningRate"] * (1 + math.cos(math.pi * step / steps)) / 2
            chosen = torch.tensor(order[index * batch : (index + 1) * batch], device=labels.device)
            loss = torch.nn.functional.cross_entropy(network(images[chosen]), labels[chosen])
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), settings["gradientClip"])
            optimiser.step()
            value = loss.item()
            if not math.isfinite(value):
                fail(f"training diverged: the loss was {value} at step {step + 1} of {steps}")
            total += value
            say("progress", done=step + 1, total=steps, figures={"loss": value})
        losses.append(total / steps_of_epoch)
    return losses


def main() -> None:
    task = json.load(sys.stdin)
    settings = task["settings"]
    plan = plan_network(task["genome"], task["space"], channels=1, classes=CLASSES)
    folder = find_folder(settings["data"])
    # Asked for before PyTorch is loaded; without it matrix products on a GPU are not repeatable.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    try:
        import torch
    except ImportError as error:
        fail(f"PyTorch cannot be imported by {sys.executable} ({error}); run “{sys.executable} -m pip install torch”")
    from network import NetworkModule

    torch.manual_seed(task["seed"])
    torch.set_num_threads(settings["threads"])
    torch.use_deterministic_algorithms(True)
    torch.backends.cudnn.benchmark = False
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

    images, labels = load(torch, folder, "train", device)
    order = list(range(len(labels)))
    random.Random(SPLIT_SEED).shuffle(order)
    held_out = settings["validationExamples"]
    validating = torch.tensor(order[:held_out], device=device)
    training = torch.tensor(order[held_out : held_out + settings["examples"]], device=device)

    # Built on the processor, so that the initial weights are the same on every device.
    network = NetworkModule(plan).to(device)
    losses = train(torch, network, images[training], labels[training], task["seed"], settings)
    measures = {"trainLoss": losses[-1], "parameters": sum(weights.numel() for weights in network.parameters())}
    if measures["parameters"] != plan.parameters():
        fail(f"the network has {measures['parameters']} parameters where its plan has {plan.parameters()}")
    fitness = accuracy(torch, network, images[validating], labels[validating])
    if task["purpose"] == "test":
        measures["test"] = accuracy(torch, network, *load(torch, folder, "t10k", device))
    curve = {"epoch": list(range(1, len(losses) + 1)), "trainLoss": losses}
    say("result", fitness=fitness, measures=measures, curve=curve)


if __name__ == "__main__":
    try:
        main()
    except (ValueError, FileNotFoundError) as error:
        fail(str(error))
