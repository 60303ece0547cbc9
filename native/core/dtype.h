// Sizes of the element types.
#pragma once

#include "core/kernel.h"

namespace facet {

inline constexpr uint32_t kDTypeCount = 3;

constexpr int64_t size_of(DType dtype) { return dtype == DType::f64 ? 8 : 4; }

constexpr bool is_float(DType dtype) { return dtype != DType::i32; }

}  // namespace facet
