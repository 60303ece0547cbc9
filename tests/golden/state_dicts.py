"""State dictionaries of small networks as PyTorch keeps them, and what the networks answer (README.md)."""

import numpy as np
import torch

from resnet50 import ResNet50
from sgd_steps import he_bound, rounded
from vgg11 import Vgg11

SIZE, CLASSES, IMAGES, COUNTER = 64, 5, 2, 1234567890123
NETWORKS = {"resnet50": lambda: ResNet50(1 / 32, CLASSES), "vgg11_bn": lambda: Vgg11(1 / 32, SIZE, CLASSES)}


def fill(key, network):
    """Gives every tensor its value, in PyTorch's layout."""
    state = network.state_dict()
    for name, t in state.items():
        dims = tuple(t.shape)
        if name.endswith("num_batches_tracked"):
            t.fill_(COUNTER)
        elif name.endswith("running_var") or (name.endswith("weight") and t.dim() == 1):
            t.copy_(rounded(f"state/{key}/{name}", dims, "positive"))
        else:
            scale = he_bound(dims) if t.dim() > 1 else 0.1
            t.copy_(rounded(f"state/{key}/{name}", dims, "signed", scale))


def run(key):
    """The state dictionary in float32, in PyTorch's order, and the logits in float64."""
    network = NETWORKS[key]().double().eval()
    fill(key, network)
    images = rounded(f"state/{key}/images", (IMAGES, SIZE, SIZE, 3), "signed")
    with torch.no_grad():
        logits = network(images.permute(0, 3, 1, 2)).numpy()
    return {k: np.asarray(v.numpy(), "<i8" if v.dtype == torch.int64 else "<f4") for k, v in network.state_dict().items()}, logits
