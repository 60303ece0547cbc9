"""Ten SGD steps of a small VGG13 in PyTorch, float64, from weights and batches that any reader can make again (README.md)."""

import math
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from opcases import fill
from safetensors_file import sample

STEPS, BATCH, INPUT, CLASSES, WIDTH = 10, 8, 64, 10, 1 / 8
LEARNING_RATE, MOMENTUM, WEIGHT_DECAY = 0.001, 0.9, 5e-4
BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM = 1e-5, 0.1
BLOCKS = [[64, 64], [128, 128], [256, 256], [512, 512], [512, 512]]
HIDDEN = 4096


def rounded(key, dims, kind, scale=1.0):
    """fill() times scale, rounded to float32: f32 and f64 runs start from the same numbers."""
    return torch.from_numpy((fill(key, dims, kind) * scale).astype(np.float32).astype(np.float64))


@dataclass
class Parameter:
    value: torch.Tensor  # in our layout: KRSC, or [K, C] with C in (h, w, c) order
    moves: bool = True


def parameters(variant, batch_norm):
    """Name -> Parameter, in the order of the layers."""
    made = {}

    def key(name):
        return f"vgg13/{variant}/{name}"

    def weight(name, *dims, gain=1.0, bias=True):
        bound = gain * math.sqrt(6.0 / math.prod(dims[1:]))
        made[f"{name}.weight"] = Parameter(rounded(key(f"{name}.weight"), dims, "signed", bound))
        if bias:
            made[f"{name}.bias"] = Parameter(rounded(key(f"{name}.bias"), dims[:1], "signed", 0.05))

    channels = 3
    for b, block in enumerate(BLOCKS, 1):
        for l, width in enumerate(block, 1):
            width = int(width * WIDTH)
            weight(f"conv{b}_{l}", width, 3, 3, channels, bias=not batch_norm)
            channels = width
            if batch_norm:
                name = f"bn{b}_{l}"
                made[f"{name}.weight"] = Parameter(rounded(key(f"{name}.weight"), (width,), "positive"))
                made[f"{name}.bias"] = Parameter(rounded(key(f"{name}.bias"), (width,), "signed", 0.1))
                made[f"{name}.running_mean"] = Parameter(torch.zeros(width, dtype=torch.float64), False)
                made[f"{name}.running_var"] = Parameter(torch.ones(width, dtype=torch.float64), False)
    hidden, side = int(HIDDEN * WIDTH), INPUT // 2 ** len(BLOCKS)
    weight("fc6", hidden, side * side * channels)
    weight("fc7", hidden, hidden)
    weight("fc8", CLASSES, hidden, gain=0.1)  # first losses near log 10, so that the steps stay tame
    for p in made.values():
        p.value.requires_grad_(p.moves)
    return made


def forward(p, images, batch_norm):
    """Logits [N, CLASSES] of images [N, H, W, 3]."""
    x = images.permute(0, 3, 1, 2)
    for b, block in enumerate(BLOCKS, 1):
        for l in range(1, len(block) + 1):
            bias = None if batch_norm else p[f"conv{b}_{l}.bias"].value
            x = F.conv2d(x, p[f"conv{b}_{l}.weight"].value.permute(0, 3, 1, 2), bias, padding=1)
            if batch_norm:
                running_mean, running_var, gamma, beta = (
                    p[f"bn{b}_{l}.{part}"].value for part in ("running_mean", "running_var", "weight", "bias")
                )
                x = F.batch_norm(x, running_mean, running_var, gamma, beta, True, BATCH_NORM_MOMENTUM, BATCH_NORM_EPSILON)
            x = F.relu(x)
        x = F.max_pool2d(x, 2, 2)
    x = x.permute(0, 2, 3, 1).flatten(1)
    x = F.relu(F.linear(x, p["fc6.weight"].value, p["fc6.bias"].value))
    x = F.relu(F.linear(x, p["fc7.weight"].value, p["fc7.bias"].value))
    return F.linear(x, p["fc8.weight"].value, p["fc8.bias"].value)


def run(variant, batch_norm):
    """The golden tensors of one variant."""
    p = parameters(variant, batch_norm)
    decayed = [q.value for q in p.values() if q.moves and q.value.dim() > 1]
    spared = [q.value for q in p.values() if q.moves and q.value.dim() == 1]
    groups = [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": spared}]
    optimiser = torch.optim.SGD(groups, LEARNING_RATE, MOMENTUM)
    golden, losses = {}, []
    for step in range(STEPS):
        images = rounded(f"vgg13/{variant}/images{step}", (BATCH, INPUT, INPUT, 3), "signed")
        labels = torch.from_numpy(fill(f"vgg13/{variant}/labels{step}", (BATCH,), f"labels{CLASSES}"))
        logits = forward(p, images, batch_norm)
        loss = F.cross_entropy(logits, labels)
        optimiser.zero_grad()
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            golden[f"{variant}/logits"] = logits.detach().numpy().copy()
            for name, q in p.items():
                if q.moves:
                    golden[f"{variant}/gradient/{name}"] = sample(q.value.grad.numpy())
                    golden[f"{variant}/gradient_norm/{name}"] = np.array([q.value.grad.norm().item()])
        optimiser.step()
    golden[f"{variant}/losses"] = np.array(losses)
    for name, q in p.items():
        golden[f"{variant}/after/{name}"] = sample(q.value.detach().numpy())
    return golden
