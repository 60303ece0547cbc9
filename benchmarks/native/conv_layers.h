// The convolutions of networks, every shape once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace facet::bench {

// x [batch, pixels, pixels, channels] -> [batch, ceil(pixels / stride), .., outputs]; padded by (kernel - 1) / 2.
struct ConvLayer {
  const char* name;
  int64_t pixels, channels, outputs, kernel = 3, stride = 1;

  int64_t padding() const { return (kernel - 1) / 2; }
  int64_t output_pixels() const { return (pixels - 1) / stride + 1; }
};

// vgg16 or resnet50 at 224 pixels, or narrow: a VGG of an eighth to a quarter of the width at 112. Empty: no such network.
std::vector<ConvLayer> conv_layers(const std::string& network);

}  // namespace facet::bench
