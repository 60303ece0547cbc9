"""Ten SGD steps of a network in PyTorch, float64, from weights and batches that any reader can make again (README.md)."""

import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from opcases import fill
from safetensors_file import sample

STEPS, BATCH, INPUT, CLASSES = 10, 8, 64, 10
LEARNING_RATE, MOMENTUM, WEIGHT_DECAY = 0.001, 0.9, 5e-4
BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM = 1e-5, 0.1


def rounded(key, dims, kind, scale=1.0):
    """fill() times scale, rounded to float32: f32 and f64 runs start from the same numbers."""
    return torch.from_numpy((fill(key, dims, kind) * scale).astype(np.float32).astype(np.float64))


def he_bound(dims):
    """He's uniform bound for a weight [K, ...]."""
    return math.sqrt(6.0 / math.prod(dims[1:]))


@dataclass
class Parameter:
    value: torch.Tensor
    moves: bool = True
    ours: callable = lambda t: t  # the tensor in Facet's layout


def run(key, parameters, forward, limit):
    """The golden tensors of one network: `parameters` name -> Parameter, `forward` images [N, H, W, 3] -> logits; of larger
    tensors about `limit` elements are kept."""
    decayed = [q.value for q in parameters.values() if q.moves and q.value.dim() > 1]
    spared = [q.value for q in parameters.values() if q.moves and q.value.dim() == 1]
    groups = [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": spared}]
    optimiser = torch.optim.SGD(groups, LEARNING_RATE, MOMENTUM)
    golden, losses = {}, []
    for step in range(STEPS):
        images = rounded(f"{key}/images{step}", (BATCH, INPUT, INPUT, 3), "signed")
        labels = torch.from_numpy(fill(f"{key}/labels{step}", (BATCH,), f"labels{CLASSES}"))
        logits = forward(images)
        loss = F.cross_entropy(logits, labels)
        optimiser.zero_grad()
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            golden["logits"] = logits.detach().numpy().copy()
            for name, q in parameters.items():
                if q.moves:
                    golden[f"gradient/{name}"] = sample(q.ours(q.value.grad).numpy(), limit)
                    golden[f"gradient_norm/{name}"] = np.array([q.value.grad.norm().item()])
        optimiser.step()
    golden["losses"] = np.array(losses)
    for name, q in parameters.items():
        golden[f"after/{name}"] = sample(q.ours(q.value.detach()).numpy(), limit)
    return golden
