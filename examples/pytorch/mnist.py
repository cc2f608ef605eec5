"""Reads MNIST, or any images in its idx format, gzipped or not; without PyTorch."""

import gzip
import os
import struct
from typing import List, Tuple


def read_idx(path: str, dimensions: int) -> Tuple[Tuple[int, ...], bytes]:
    """The extents, and the values as bytes."""
    with open(path, "rb") as file:
        stored = file.read()
    data = gzip.decompress(stored) if stored[:2] == b"\x1f\x8b" else stored
    if data[:4] != bytes([0, 0, 8, dimensions]):
        raise ValueError(f"{path} is no idx file of unsigned bytes with {dimensions} dimension(s)")
    extents = struct.unpack(f">{dimensions}I", data[4 : 4 + 4 * dimensions])
    return extents, data[4 + 4 * dimensions :]


def find_folder(folders: List[str]) -> str:
    for folder in folders:
        if os.path.isdir(folder):
            return folder
    raise FileNotFoundError(f"there is no folder {' nor '.join(folders)}; set evaluator.settings.data to where MNIST is")


def read_images(folder: str, part: str) -> Tuple[Tuple[int, int, int], bytes, bytes]:
    """`part` is “train” or “t10k”: (count, height, width), pixels, labels."""

    def existing(name: str) -> str:
        path = os.path.join(folder, name)
        return path if os.path.exists(path) else f"{path}.gz"

    shape, pixels = read_idx(existing(f"{part}-images-idx3-ubyte"), 3)
    _, labels = read_idx(existing(f"{part}-labels-idx1-ubyte"), 1)
    return shape, pixels, labels
