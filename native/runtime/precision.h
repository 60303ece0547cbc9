// To what a device may round the factors of matrix products and convolutions. Tensors are floats and sums at least that,
// always.
#pragma once

#include <cstdint>

namespace facet {

enum class Precision : uint8_t {
  f32,   // not at all
  tf32,  // to 10 mantissa bits, where that is faster
  bf16,  // to 7, where that is faster still
};

}  // namespace facet
