"""ResNet50 v1.5 (He et al. 2015) as PyTorch modules, whose names give the state dictionary that torchvision's has."""

from torch import nn

EXPANSION = 4


def normed(channels_in, channels, kernel, stride=1):
    conv = nn.Conv2d(channels_in, channels, kernel, stride, kernel // 2, bias=False)
    return conv, nn.BatchNorm2d(channels)


class Bottleneck(nn.Module):
    def __init__(self, channels_in, channels, stride):
        super().__init__()
        self.conv1, self.bn1 = normed(channels_in, channels, 1)
        self.conv2, self.bn2 = normed(channels, channels, 3, stride)
        self.conv3, self.bn3 = normed(channels, EXPANSION * channels, 1)
        self.relu = nn.ReLU()
        projected = stride != 1 or channels_in != EXPANSION * channels
        self.downsample = nn.Sequential(*normed(channels_in, EXPANSION * channels, 1, stride)) if projected else None

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = self.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return self.relu(y + (self.downsample(x) if self.downsample else x))


class ResNet50(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        channels_in = int(64 * width)
        self.conv1, self.bn1 = normed(3, channels_in, 7, 2)
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        for stage, blocks in enumerate([3, 4, 6, 3], 1):
            channels, layer = int(width * 64 * 2 ** (stage - 1)), []
            for block in range(blocks):
                layer.append(Bottleneck(channels_in, channels, 2 if stage > 1 and block == 0 else 1))
                channels_in = EXPANSION * channels
            setattr(self, f"layer{stage}", nn.Sequential(*layer))
        self.fc = nn.Linear(channels_in, classes)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))
