// What a convolution's block computed, to the pixels of the result.
#pragma once

#include "device/conv_gather.cuh"
#include "device/gemm_store.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// `rule` is that of one group; its bias is of all groups. The block's split is blockIdx.z.
template <bool kStoredBf16, class Product>
__device__ __forceinline__ void store_results(const ConvGather& g, const Product& product, int group, int first_row,
                                              int first_column, ColumnRule rule) {
  const int pixels = g.pixels();
  const int row_channels = g.groups * g.result_channels;
  const int first_channel = group * g.result_channels;
  if (rule.bias) rule.bias += first_channel;
  const auto store = [&](auto* result) {
    store_product(product, first_row, first_column, rule, [&](int row) -> decltype(result) {
      if (row >= pixels) return nullptr;
      int within, x;
      const int image = g.by_results.quotient(row, within);
      const int y = g.by_width.quotient(within, x);
      const int64_t line = int64_t{image} * g.height + y * g.vertical.spread + g.vertical.offset;
      return result + (line * g.width + x * g.horizontal.spread + g.horizontal.offset) * row_channels;
    });
  };
  if constexpr (kStoredBf16) {
    if (g.bf16_result) return store(g.bf16_result + first_channel);
  }
  store(g.result + blockIdx.z * g.split_stride + first_channel);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
