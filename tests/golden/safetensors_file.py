"""Writes and reads the safetensors format: u64 header length, JSON header, raw little-endian data."""

import json
import struct

import numpy as np

_TYPES = {np.dtype("<f8"): "F64", np.dtype("<f4"): "F32", np.dtype("<i4"): "I32", np.dtype("<i8"): "I64"}
_DTYPES = {name: dtype for dtype, name in _TYPES.items()}
LIMIT = 256


def sample(values, limit=LIMIT):
    """What a golden file keeps of a tensor: all of it up to `limit` elements, else every s-th element of the flat
    tensor, s = ceil(count / limit) made odd (so that the sample walks through all positions of even axes)."""
    flat = np.ascontiguousarray(values, dtype="<f8").reshape(-1)
    stride = 1 if flat.size <= limit else -(-flat.size // limit) | 1
    return flat[::stride].copy()


def write(path, tensors, metadata):
    header, offset = {"__metadata__": {k: str(v) for k, v in metadata.items()}}, 0
    for name, value in tensors.items():
        header[name] = {"dtype": _TYPES[value.dtype], "shape": list(value.shape), "data_offsets": [offset, offset + value.nbytes]}
        offset += value.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)))
        f.write(text)
        for value in tensors.values():
            f.write(np.ascontiguousarray(value).tobytes())


def read(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    body = data[8 + length :]
    return {
        k: np.frombuffer(body[v["data_offsets"][0] : v["data_offsets"][1]], _DTYPES[v["dtype"]]).reshape(v["shape"])
        for k, v in header.items()
        if k != "__metadata__"
    }
