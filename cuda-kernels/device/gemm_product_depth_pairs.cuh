// A thread's share of a matrix product of stored bf16 (a) with floats that are rounded to bf16 (b): activations and weights.
#pragma once

#include "device/gemm_product_tensor.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// A lane takes four neighbouring depths of a row at a time: two words of a, four floats of b, which are the two halves of a
// fragment. For a product only that a and b order the depths alike matters.
template <class Tile, PanelLayout kLayoutB>
class DepthPairsProduct : public TensorSums<Tile> {
 public:
  // Adds the product of the panels, as deep as a fragment, that begin at `a` (words of two depths) and `b`.
  __device__ __forceinline__ void add(const SharedSpan<float>& shared, int a, int b) {
    static_assert(kGemmDepth == 2 * kMmaK, "a step is one fragment deep");
    const int g = lane() / 4, q = lane() % 4;
    MmaFragmentA fa[kTilesDown];
#pragma unroll
    for (int t = 0; t < kTilesDown; ++t) {
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        const int row = gemm_warp_row<Tile>() + t * kMmaM + i * 8 + g;
        const float2 words =
            shared.vec2(a + panel_index<Tile::kRows, PanelLayout::depth_contiguous, Tile::kDepthA>(row, 2 * q));
        fa[t].r[i] = __float_as_uint(words.x);
        fa[t].r[i + 2] = __float_as_uint(words.y);
      }
    }
    MmaFragmentB fb[kTilesAcross];
#pragma unroll
    for (int t = 0; t < kTilesAcross; ++t) {
      const float4 v = four_depths(shared, b, gemm_warp_column<Tile>() + t * kMmaN + g, 4 * q);
      fb[t] = {{to_bf16_pair(v.x, v.y), to_bf16_pair(v.z, v.w)}};
    }
    mma_m16n8k16<Bf16>(this->sum_, fa, fb);
  }

 private:
  using TensorSums<Tile>::kTilesDown, TensorSums<Tile>::kTilesAcross, TensorSums<Tile>::lane;

  __device__ static __forceinline__ float4 four_depths(const SharedSpan<float>& shared, int panel, int column, int depth) {
    if constexpr (kLayoutB == PanelLayout::depth_contiguous) {
      return shared.vec4(panel + panel_index<Tile::kColumns, kLayoutB>(column, depth));
    } else {
      float v[4];
#pragma unroll
      for (int i = 0; i < 4; ++i) v[i] = shared[panel + panel_index<Tile::kColumns, kLayoutB>(column, depth + i)];
      return make_float4(v[0], v[1], v[2], v[3]);
    }
  }
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
