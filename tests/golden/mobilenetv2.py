"""MobileNetV2 (Sandler et al. 2018, table 2) as PyTorch modules, whose names give the state dictionary that torchvision's has."""

from torch import nn

STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]


def divisible(channels, step=8):
    """The nearest multiple of 8 that does not lose more than a tenth."""
    nearest = max(step, int(channels + step / 2) // step * step)
    return nearest + step if nearest < 0.9 * channels else nearest


def activated(channels_in, channels, kernel=3, stride=1, groups=1):
    conv = nn.Conv2d(channels_in, channels, kernel, stride, kernel // 2, groups=groups, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(channels), nn.ReLU6())


class InvertedResidual(nn.Module):
    def __init__(self, channels_in, channels, stride, expansion):
        super().__init__()
        hidden = channels_in * expansion
        self.skips = stride == 1 and channels_in == channels
        expand = [activated(channels_in, hidden, 1)] if expansion != 1 else []
        depthwise = activated(hidden, hidden, 3, stride, hidden)
        project = [nn.Conv2d(hidden, channels, 1, bias=False), nn.BatchNorm2d(channels)]
        self.conv = nn.Sequential(*expand, depthwise, *project)

    def forward(self, x):
        return x + self.conv(x) if self.skips else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        channels_in, last = divisible(32 * width), divisible(1280 * max(1.0, width))
        layers = [activated(3, channels_in, 3, 2)]
        for expansion, channels, blocks, stride in STAGES:
            for block in range(blocks):
                layers.append(InvertedResidual(channels_in, divisible(channels * width), stride if block == 0 else 1, expansion))
                channels_in = divisible(channels * width)
        self.features = nn.Sequential(*layers, activated(channels_in, last, 1))
        self.classifier = nn.Sequential(nn.Dropout(0.0), nn.Linear(last, classes))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))
