// The product of two matrices.
#pragma once

#include <cstddef>

#include "activation.h"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// c[m, n] = act(sum over k of a[m, k] b[k, n] + bias[n]), all row-major; trans_a: a is stored [k, m]; trans_b: b is stored [n,
// k]. m, n, k: 1 to 2^31 - 513.
struct MatmulShape {
  int64_t m, n, k;
  bool trans_a, trans_b;
};

// Refuses sizes out of range.
Status check(const MatmulShape& shape);

// The tiles that a plan may name.
GemmTiles matmul_tile_kinds();

GemmPlan matmul_plan(const MatmulShape& shape, Precision precision);

size_t matmul_workspace_bytes(const MatmulShape& shape, const GemmPlan& plan);

// bias: n floats, or null. c overlaps nothing else. The workspace is 16-byte aligned; null will do if its size is 0.
Status matmul(const MatmulShape& shape, Precision precision, const GemmPlan& plan, const float* a, const float* b,
              const float* bias, Activation activation, float* c, float* workspace, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
