// Arithmetic of two tensors with NumPy's broadcasting.
#pragma once

#include "bf16.h"
#include "tensor_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

enum class BinaryKind { add = 0, subtract, multiply, divide };

// c = a op b. All ranks are equal; an axis of a or b has the size of c's, or 1 and is repeated. c may be an input of its shape,
// else nothing overlaps. c has at most 2^31-1 elements if an input is broadcast.
Status binary(BinaryKind kind, const float* a, const Shape& a_shape, const float* b, const Shape& b_shape, float* c,
              const Shape& c_shape, Stream stream);
Status binary(BinaryKind kind, const Bf16* a, const Shape& a_shape, const Bf16* b, const Shape& b_shape, Bf16* c,
              const Shape& c_shape, Stream stream);

// c = a + b for `count` numbers stored as bf16; c may be a or b, else nothing overlaps.
Status add(const Bf16* a, const Bf16* b, Bf16* c, int64_t count, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
