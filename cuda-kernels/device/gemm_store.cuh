// From a block's registers to memory: bias, activation, borders.
#pragma once

#include <cstdint>

#include "device/platform.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

struct ColumnRule {
  const float* bias;  // one a column; null: none
  bool relu;
  int columns;
  bool vectorised;  // rows are 16-byte aligned and a multiple of 4 long; the bias is aligned, too
};

__device__ __forceinline__ float relu_of(float v) { return v < 0.f ? 0.f : v; }

__device__ __forceinline__ void store_vec2(float* to, float a, float b) { *reinterpret_cast<float2*>(to) = make_float2(a, b); }

__device__ __forceinline__ void store_vec2(Bf16* to, float a, float b) {
  *reinterpret_cast<uint32_t*>(to) = to_bf16_pair(a, b);
}

// `row_address(r)`: where row r of floats or bf16 begins, null for one that does not exist. Rows and columns of the block's
// tile begin at first_row and first_column.
template <class Product, class RowAddress>
__device__ __forceinline__ void store_product(const Product& product, int first_row, int first_column, const ColumnRule& rule,
                                              const RowAddress& row_address) {
  constexpr int kWidth = Product::kWidth;
  decltype(row_address(0)) rows[Product::kOwnRows];
#pragma unroll
  for (int i = 0; i < Product::kOwnRows; ++i) rows[i] = row_address(first_row + Product::row(i));
#pragma unroll
  for (int j = 0; j < Product::kOwnColumns; ++j) {
    const int column = first_column + Product::column(j);
    float bias[kWidth];
#pragma unroll
    for (int w = 0; w < kWidth; ++w) bias[w] = rule.bias && column + w < rule.columns ? rule.bias[column + w] : 0.f;
#pragma unroll
    for (int i = 0; i < Product::kOwnRows; ++i) {
      if (!rows[i]) continue;
      float v[kWidth];
#pragma unroll
      for (int w = 0; w < kWidth; ++w) {
        v[w] = product.value(i, j, w) + bias[w];
        if (rule.relu) v[w] = relu_of(v[w]);
      }
      auto* to = rows[i] + column;
      if (kWidth == 1 || !rule.vectorised) {
#pragma unroll
        for (int w = 0; w < kWidth; ++w)
          if (column + w < rule.columns) store_one(to + w, v[w]);
      } else if (column < rule.columns) {
        if constexpr (kWidth == 2) store_vec2(to, v[0], v[1]);
        if constexpr (kWidth == 4) store_vec4(to, make_float4(v[0], v[1], v[2], v[3]));
      }
    }
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
