// Sizes of the element types.
#pragma once

#include "core/kernel.h"

namespace facet {

inline constexpr uint32_t kDTypeCount = 4;

constexpr int64_t size_of(DType dtype) { return dtype == DType::f64 ? 8 : dtype == DType::bf16 ? 2 : 4; }

// Of the types that ops compute in.
constexpr bool is_float(DType dtype) { return dtype == DType::f32 || dtype == DType::f64; }

}  // namespace facet
