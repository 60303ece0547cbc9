// Cutting a box out of a tensor, and putting its gradient back.
#pragma once

#include "bf16.h"
#include "tensor_shape.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// y[i] = x[start + i] per axis. The ranks are equal; start + y's dim <= x's dim; y has at most 2^31-1 elements. Nothing
// overlaps.
Status slice(const float* x, const Shape& x_shape, const int64_t (&start)[kMaxRank], float* y, const Shape& y_shape,
             Stream stream);
Status slice(const Bf16* x, const Shape& x_shape, const int64_t (&start)[kMaxRank], Bf16* y, const Shape& y_shape,
             Stream stream);

// dx[start + i] = dy[i], 0 elsewhere; dx is written in full and has at most 2^31-1 elements. Nothing overlaps.
Status slice_grad(const float* dy, const Shape& dy_shape, const int64_t (&start)[kMaxRank], float* dx, const Shape& dx_shape,
                  Stream stream);
Status slice_grad(const Bf16* dy, const Shape& dy_shape, const int64_t (&start)[kMaxRank], Bf16* dx, const Shape& dx_shape,
                  Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
