"""Ten SGD steps of a small ResNet50 and MobileNetV2 (README.md). The networks are PyTorch modules, so that the names of their
parameters are those of PyTorch's state dictionaries."""

import torch

from mobilenetv2 import MobileNetV2
from resnet50 import ResNet50
from sgd_steps import CLASSES, Parameter, he_bound, rounded
from sgd_steps import run as run_steps

LIMIT = 64
NETWORKS = {"resnet50": (ResNet50, 1 / 8), "mobilenetv2": (MobileNetV2, 0.25)}


def krsc(t):
    """OIHW in Facet's order."""
    return t.permute(0, 2, 3, 1) if t.dim() == 4 else t


def gamma_scale(key, name):
    """Small residual branches keep ResNet50 tame: with larger ones rounding errors grow from block to block, and PyTorch's own
    float32 run differs from float64 by a tenth after ten steps."""
    return 0.2 if key == "resnet50" and name.endswith(".bn3.weight") else 1.0


def beta(key):
    """MobileNetV2 has no dominant identity that would keep it tame. Values about the middle of ReLU6's range do: few of them are
    at its corners, and some per cent are cut on either side."""
    return ("positive", 3.0) if key == "mobilenetv2" else ("signed", 0.1)


def parameters(key, network):
    """Name -> Parameter, filled in Facet's layout."""
    made = {}
    state = {name: t for name, t in network.state_dict(keep_vars=True).items() if not name.endswith("num_batches_tracked")}
    for name, t in state.items():
        layer, part = name.rsplit(".", 1)
        dims = tuple(krsc(t).shape)
        normed = f"{layer}.running_mean" in state
        if part == "weight" and not normed:
            gain = 0.1 if t.dim() == 2 else 1.0  # first losses near log 10, so that the steps stay tame
            value = rounded(f"{key}/{name}", dims, "signed", gain * he_bound(dims))
            value = value.permute(0, 3, 1, 2) if t.dim() == 4 else value
        elif part == "weight":
            value = rounded(f"{key}/{name}", dims, "positive", gamma_scale(key, name))
        elif part == "bias":
            value = rounded(f"{key}/{name}", dims, *(beta(key) if normed else ("signed", 0.05)))
        else:
            value = t  # running statistics begin as 0 and 1
        with torch.no_grad():
            t.copy_(value)
        made[name] = Parameter(t, t.requires_grad, krsc)
    return made


def run(key):
    """The golden tensors of one network."""
    make, width = NETWORKS[key]
    network = make(width, CLASSES).double().train()
    p = parameters(key, network)
    golden = run_steps(key, p, lambda images: network(images.permute(0, 3, 1, 2)), LIMIT)
    return {f"{key}/{name}": value for name, value in golden.items()}
