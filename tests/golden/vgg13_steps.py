"""Ten SGD steps of a small VGG13 (README.md)."""

import torch
import torch.nn.functional as F

from safetensors_file import LIMIT
from sgd_steps import BATCH_NORM_EPSILON, BATCH_NORM_MOMENTUM, CLASSES, INPUT, Parameter, he_bound, rounded
from sgd_steps import run as run_steps

WIDTH = 1 / 8
BLOCKS = [[64, 64], [128, 128], [256, 256], [512, 512], [512, 512]]
HIDDEN = 4096


def parameters(variant, batch_norm):
    """Name -> Parameter in Facet's layout, in the order of the layers."""
    made = {}

    def key(name):
        return f"vgg13/{variant}/{name}"

    def weight(name, *dims, gain=1.0, bias=True):
        made[f"{name}.weight"] = Parameter(rounded(key(f"{name}.weight"), dims, "signed", gain * he_bound(dims)))
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
    golden = run_steps(f"vgg13/{variant}", p, lambda images: forward(p, images, batch_norm), LIMIT)
    return {f"{variant}/{name}": value for name, value in golden.items()}
