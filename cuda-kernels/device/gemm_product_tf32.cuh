// A thread's share of a matrix product on tensor cores, in TF32.
#pragma once

#include "device/gemm_tile.cuh"
#include "device/mma.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB>
class Tf32Product {
 public:
  // Kernels with this product have no code for GPUs that cannot multiply TF32; launchers choose others there.
  static constexpr bool kByWarpgroups = false;
  static constexpr bool kOnThisGpu = kMmaOnThisGpu;

  static constexpr int kBlocksAtOnce = Tile::kBlocksAtOnce;

  // A thread's elements: kOwnRows rows by kOwnColumns groups of kWidth neighbouring columns.
  static constexpr int kOwnRows = Tile::kWarpRows / 8;
  static constexpr int kOwnColumns = Tile::kWarpColumns / 8;
  static constexpr int kWidth = 2;

  __device__ static int row(int i) { return gemm_warp_row<Tile>() + i / 2 * 16 + mma_c_row(lane(), i % 2 * 2); }
  __device__ static int column(int j) { return gemm_warp_column<Tile>() + j * 8 + mma_c_column(lane(), 0); }
  __device__ float value(int i, int j, int w) const { return sum_[i / 2][j].r[i % 2 * 2 + w]; }

  // Adds the product of the panels that begin at `a` and `b`.
  __device__ __forceinline__ void add(const SharedSpan<float>& shared, int a, int b) {
#pragma unroll
    for (int depth = 0; depth < kGemmDepth; depth += kMmaK) {
      MmaFragmentA fa[kTilesDown];
      MmaFragmentB fb[kTilesAcross];
      load_a(shared, a, depth, fa);
      load_b(shared, b, depth, fb);
      mma_m16n8k8(sum_, fa, fb);
    }
  }

 private:
  static constexpr int kTilesDown = Tile::kWarpRows / kMmaM;
  static constexpr int kTilesAcross = Tile::kWarpColumns / kMmaN;

  __device__ static int lane() { return static_cast<int>(threadIdx.x) % 32; }

  __device__ static __forceinline__ void round(uint32_t& word) { word = to_tf32(__uint_as_float(word)); }

  __device__ static __forceinline__ void load_a(const SharedSpan<float>& shared, int panel, int depth,
                                                MmaFragmentA (&fragments)[kTilesDown]) {
#pragma unroll
    for (int t = 0; t < kTilesDown; ++t) {
      const int first = gemm_warp_row<Tile>() + t * kMmaM;
      if constexpr (kLayoutA == PanelLayout::depth_contiguous) {
        load_matrix_x4(fragments[t].r, [&](int l) -> const float4& {
          return shared.vec4(panel + panel_index<Tile::kRows, kLayoutA>(first + l % 16, depth + l / 16 * 4));
        });
      } else {
#pragma unroll
        for (int i = 0; i < 4; ++i) {
          const int index = panel_index<Tile::kRows, kLayoutA>(first + mma_a_row(lane(), i), depth + mma_a_k(lane(), i));
          fragments[t].r[i] = __float_as_uint(shared[panel + index]);
        }
      }
#pragma unroll
      for (int i = 0; i < 4; ++i) round(fragments[t].r[i]);
    }
  }

  __device__ static __forceinline__ void load_b(const SharedSpan<float>& shared, int panel, int depth,
                                                MmaFragmentB (&fragments)[kTilesAcross]) {
#pragma unroll
    for (int t = 0; t < kTilesAcross; t += 2) {  // two tiles an ldmatrix.x4
      const int first = gemm_warp_column<Tile>() + t * kMmaN;
      uint32_t words[4];
      if constexpr (kLayoutB == PanelLayout::depth_contiguous) {
        load_matrix_x4(words, [&](int l) -> const float4& {
          return shared.vec4(panel + panel_index<Tile::kColumns, kLayoutB>(first + l % 8 + l / 16 * 8, depth + l / 8 % 2 * 4));
        });
      } else {
#pragma unroll
        for (int i = 0; i < 4; ++i) {
          const int index = panel_index<Tile::kColumns, kLayoutB>(first + i / 2 * 8 + mma_b_column(lane(), i % 2),
                                                                  depth + mma_b_k(lane(), i % 2));
          words[i] = __float_as_uint(shared[panel + index]);
        }
      }
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        round(words[i]);
        fragments[t + i / 2].r[i % 2] = words[i];
      }
    }
  }

  MmaAccumulator sum_[kTilesDown][kTilesAcross] = {};
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
