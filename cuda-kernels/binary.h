// Arithmetic of two tensors with NumPy's broadcasting.
#pragma once

#include "tensor_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

enum class BinaryKind { add = 0, subtract, multiply, divide };

// c = a op b. All ranks are equal; an axis of a or b has the size of c's, or 1 and is repeated. c may be an input of its shape,
// else nothing overlaps. c has at most 2^31-1 elements if an input is broadcast.
Status binary(BinaryKind kind, const float* a, const Shape& a_shape, const float* b, const Shape& b_shape, float* c,
              const Shape& c_shape, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
