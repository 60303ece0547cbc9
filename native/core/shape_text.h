// Tensors and steps as messages show them: "f32 2x5x6x4".
#pragma once

#include <string>

#include "core/kernel.h"

namespace facet {

const char* name(DType dtype);
std::string text(const TensorView& tensor);
// "conv2d (f32 2x5x6x4, f32 8x3x3x4) -> (f32 2x5x6x8)"
std::string text(const Step& step);

}  // namespace facet
