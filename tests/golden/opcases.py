"""Reads tests/cases/*.txt and makes the deterministic values of their input tensors.

A case is one line, `name | in x:2,5 w:3,5 | out y:2,3 | params 0 1 | tol 1e-5`; a tensor is `name:dims[:fill]`.
Element i of tensor t of case c of op o comes from splitmix64(fnv1a64("o/c/t") + i); see fill().
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_MASK = (1 << 64) - 1


@dataclass(frozen=True)
class TensorSpec:
    name: str
    dims: tuple
    fill: str

    @property
    def count(self):
        return int(np.prod(self.dims, dtype=np.int64))


@dataclass(frozen=True)
class OpCase:
    op: str
    name: str
    inputs: list
    outputs: list
    params: list
    tolerance: float

    def values(self):
        """The input arrays in order: float64 for floating tensors, int64 for labels and seeds."""
        return [fill(f"{self.op}/{self.name}/{t.name}", t.dims, t.fill) for t in self.inputs]


def read_cases(folder):
    """All cases of a folder of <op>.txt files, in file and line order."""
    cases = []
    for path in sorted(Path(folder).glob("*.txt")):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            line = line.split("#", 1)[0].strip()
            if line:
                try:
                    cases.append(parse_case(path.stem, line))
                except (ValueError, IndexError) as e:
                    raise ValueError(f"{path}:{number}: {e}: {line}") from e
    names = [(c.op, c.name) for c in cases]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"case {name[0]}/{name[1]} is there twice")
    return cases


def parse_case(op, line):
    fields = [f.strip() for f in line.split("|")]
    case = {"in": [], "out": [], "params": [], "tol": ["1e-5"]}
    for field in fields[1:]:
        word, *rest = field.split()
        case[word] = rest
    return OpCase(
        op,
        fields[0],
        [_tensor(t) for t in case["in"]],
        [_tensor(t) for t in case["out"]],
        [float(p) if re.search(r"[.eE]", p) else int(p) for p in case["params"]],
        float(case["tol"][0]),
    )


def _tensor(text):
    name, dims, *fill_name = text.split(":")
    return TensorSpec(name, tuple(int(d) for d in dims.split(",")), fill_name[0] if fill_name else "signed")


def fnv1a64(text):
    h = 0xCBF29CE484222325
    for byte in text.encode():
        h = ((h ^ byte) * 0x100000001B3) & _MASK
    return h


def random_bits(key, count):
    """r_i = splitmix64(fnv1a64(key) + i), i = 0 .. count-1, as uint64."""
    with np.errstate(over="ignore"):
        z = np.uint64(fnv1a64(key)) + np.arange(count, dtype=np.uint64) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def in_orbits(r, height, width):
    """Rows of height x width in fours: a picture, its left-right mirror, its top-bottom mirror and both."""
    pictures = r.reshape(-1, height, width).copy()
    for row in range(len(pictures)):
        first = pictures[row - row % 4]
        first = first[:, ::-1] if row % 2 else first
        pictures[row] = first[::-1] if row // 2 % 2 else first
    return pictures.reshape(-1)


def bf16(values):
    """Rounded to nearest, ties to even, by way of float32."""
    bits = values.astype(np.float32).view(np.uint32)
    bits = (bits + np.uint32(0x7FFF) + (bits >> np.uint32(16) & np.uint32(1))) & np.uint32(0xFFFF0000)
    return bits.view(np.float32).astype(np.float64)


def fill(key, dims, kind):
    """The values of one tensor, before they are rounded to its type."""
    count = int(np.prod(dims, dtype=np.int64))
    r = random_bits(key, count)
    mirrored = re.fullmatch(r"mirrored(\d+)x(\d+)", kind)
    if mirrored:
        r, kind = in_orbits(r, int(mirrored[1]), int(mirrored[2])), "signed"
    u = (r >> np.uint64(40)).astype(np.float64) / 2.0**24
    labels = re.fullmatch(r"labels(\d+)(i?)", kind)
    if labels:
        values = np.floor(u * int(labels[1])).astype(np.int64)
        if labels[2]:
            values[2::3] = -1
    elif kind == "seed":
        values = (r >> np.uint64(33)).astype(np.int64)
    elif kind == "halves":
        values = ((r >> np.uint64(32)) & np.uint64(0xBFFFBFFF)).astype(np.uint32).view(np.int32).astype(np.int64)
    elif kind == "signed":
        values = 2 * u - 1
    elif kind == "bf16":
        values = bf16(2 * u - 1)
    elif kind == "positive":
        values = 0.5 + u
    elif kind == "wide":
        values = 16 * u - 8
    elif kind == "tied":
        values = np.rint(2 * (2 * u - 1)) / 2
    elif kind == "zero":
        values = np.zeros(count)
    else:
        raise ValueError(f"unknown fill '{kind}'")
    return values.reshape(dims)
