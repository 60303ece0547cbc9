#include "conv_layers.h"

namespace facet::bench {

std::vector<ConvLayer> conv_layers(const std::string& network) {
  if (network == "vgg16") {
    return {{"conv1_1", 224, 3, 64},    {"conv1_2", 224, 64, 64},  {"conv2_1", 112, 64, 128},
            {"conv2_2", 112, 128, 128}, {"conv3_1", 56, 128, 256}, {"conv3_2", 56, 256, 256},
            {"conv4_1", 28, 256, 512},  {"conv4_2", 28, 512, 512}, {"conv5_1", 14, 512, 512}};
  }
  if (network == "narrow") {
    return {{"conv1_1", 112, 3, 16},  {"conv1_2", 112, 16, 16},  {"conv2_1", 56, 16, 32},
            {"conv2_2", 56, 32, 32},  {"conv3_1", 28, 32, 64},   {"conv3_2", 28, 64, 64},
            {"conv4_1", 14, 64, 128}, {"conv4_2", 14, 128, 128}, {"conv5_1", 7, 128, 128}};
  }
  if (network == "resnet50") {
    return {{"conv1", 224, 3, 64, 7, 2},
            {"layer1.0.conv1", 56, 64, 64, 1},
            {"layer1.*.conv2", 56, 64, 64},
            {"layer1.*.conv3", 56, 64, 256, 1},
            {"layer1.*.conv1", 56, 256, 64, 1},
            {"layer2.0.conv1", 56, 256, 128, 1},
            {"layer2.0.conv2", 56, 128, 128, 3, 2},
            {"layer2.0.downsample", 56, 256, 512, 1, 2},
            {"layer2.*.conv3", 28, 128, 512, 1},
            {"layer2.*.conv1", 28, 512, 128, 1},
            {"layer2.*.conv2", 28, 128, 128},
            {"layer3.0.conv1", 28, 512, 256, 1},
            {"layer3.0.conv2", 28, 256, 256, 3, 2},
            {"layer3.0.downsample", 28, 512, 1024, 1, 2},
            {"layer3.*.conv3", 14, 256, 1024, 1},
            {"layer3.*.conv1", 14, 1024, 256, 1},
            {"layer3.*.conv2", 14, 256, 256},
            {"layer4.0.conv1", 14, 1024, 512, 1},
            {"layer4.0.conv2", 14, 512, 512, 3, 2},
            {"layer4.0.downsample", 14, 1024, 2048, 1, 2},
            {"layer4.*.conv3", 7, 512, 2048, 1},
            {"layer4.*.conv1", 7, 2048, 512, 1},
            {"layer4.*.conv2", 7, 512, 512}};
  }
  return {};
}

}  // namespace facet::bench
