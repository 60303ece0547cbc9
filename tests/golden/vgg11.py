"""VGG11 with batch norm (Simonyan and Zisserman 2014, configuration A) as PyTorch modules, whose names give the state dictionary
that torchvision's has: convolutions keep their bias, and the first linear layer reads its input channel first."""

from torch import nn

BLOCKS = [[64], [128], [256, 256], [512, 512], [512, 512]]
HIDDEN = 4096


class Vgg11(nn.Module):
    def __init__(self, width, size, classes):
        super().__init__()
        layers, channels = [], 3
        for block in BLOCKS:
            for filters in block:
                filters = int(filters * width)
                layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.BatchNorm2d(filters), nn.ReLU()]
                channels = filters
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        hidden, side = int(HIDDEN * width), size // 2 ** len(BLOCKS)
        self.classifier = nn.Sequential(
            nn.Linear(channels * side * side, hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(),
            nn.Linear(hidden, classes),
        )  # fmt: skip

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))
