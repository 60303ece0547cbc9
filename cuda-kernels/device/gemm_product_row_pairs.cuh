// A thread's share of a matrix product of stored bf16 whose neighbours in memory are rows, not depths: fragments come by
// transposing loads.
#pragma once

#include "device/gemm_product_tensor.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

template <class Tile>
class RowPairsProduct : public TensorSums<Tile> {
 public:
  // Adds the product of the panels, PanelLayout::row_pairs and as deep as a fragment, that begin at `a` and `b`.
  __device__ __forceinline__ void add(const SharedSpan<float>& shared, int a, int b) {
    static_assert(kGemmDepth == 2 * kMmaK, "a step is one fragment deep");
    MmaFragmentA fa[kTilesDown];
#pragma unroll
    for (int t = 0; t < kTilesDown; ++t) {
      const int first = (gemm_warp_row<Tile>() + t * kMmaM) / 2;
      load_matrix_x4_transposed(fa[t].r, [&](int l) -> const float4& {
        return shared.vec4(a + panel_index<Tile::kRows / 2, PanelLayout::row_pairs>(first + l / 8 % 2 * 4, l % 8 + l / 16 * 8));
      });
    }
    MmaFragmentB fb[kTilesAcross];
#pragma unroll
    for (int t = 0; t < kTilesAcross; t += 2) {  // two tiles a load
      const int first = (gemm_warp_column<Tile>() + t * kMmaN) / 2;
      uint32_t words[4];
      load_matrix_x4_transposed(words, [&](int l) -> const float4& {
        return shared.vec4(b +
                           panel_index<Tile::kColumns / 2, PanelLayout::row_pairs>(first + l / 16 * 4, l % 8 + l / 8 % 2 * 8));
      });
      fb[t] = {{words[0], words[1]}};
      fb[t + 1] = {{words[2], words[3]}};
    }
    mma_m16n8k16<Bf16>(this->sum_, fa, fb);
  }

 private:
  using TensorSums<Tile>::kTilesDown, TensorSums<Tile>::kTilesAcross;
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
