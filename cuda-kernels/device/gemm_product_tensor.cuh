// A thread's share of a matrix product on tensor cores.
#pragma once

#include "device/gemm_factors.cuh"
#include "device/gemm_tile.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// A warp's sums, and where a thread's lie.
template <class Tile>
class TensorSums {
 public:
  // Kernels with this product have no code for GPUs without such tensor cores; launchers choose others there.
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

 protected:
  static constexpr int kTilesDown = Tile::kWarpRows / kMmaM;
  static constexpr int kTilesAcross = Tile::kWarpColumns / kMmaN;

  __device__ static int lane() { return static_cast<int>(threadIdx.x) % 32; }

  MmaAccumulator sum_[kTilesDown][kTilesAcross] = {};
};

template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB, class Factors>
class TensorProduct : public TensorSums<Tile> {
 public:
  // Adds the product of the panels that begin at `a` and `b`.
  __device__ __forceinline__ void add(const SharedSpan<float>& shared, int a, int b) {
#pragma unroll
    for (int depth = 0; depth < kGemmDepth; depth += Factors::kDepth) {
      A fa;
      B fb;
      load_a(shared, a, depth, fa);
      load_b(shared, b, depth, fb);
      Factors::multiply(this->sum_, fa, fb);
    }
  }

 private:
  using TensorSums<Tile>::kTilesDown, TensorSums<Tile>::kTilesAcross, TensorSums<Tile>::lane;
  static constexpr int kLoads = Factors::kDepth / kMmaK;  // of words, for one fragment
  using A = typename Factors::template A<kTilesDown>;
  using B = typename Factors::template B<kTilesAcross>;

  __device__ static __forceinline__ void load_a(const SharedSpan<float>& shared, int panel, int depth, A& fragments) {
#pragma unroll
    for (int t = 0; t < kTilesDown; ++t) {
      const int first = gemm_warp_row<Tile>() + t * kMmaM;
      uint32_t words[kLoads][4];
#pragma unroll
      for (int load = 0; load < kLoads; ++load) {
        const int d = depth + load * kMmaK;
        if constexpr (kLayoutA == PanelLayout::depth_contiguous) {
          load_matrix_x4(words[load], [&](int l) -> const float4& {
            return shared.vec4(panel + panel_index<Tile::kRows, kLayoutA>(first + l % 16, d + l / 16 * 4));
          });
        } else {
#pragma unroll
          for (int i = 0; i < 4; ++i) {
            const int index = panel_index<Tile::kRows, kLayoutA>(first + mma_a_row(lane(), i), d + mma_a_k(lane(), i));
            words[load][i] = __float_as_uint(shared[panel + index]);
          }
        }
      }
      fragments.set(t, words);
    }
  }

  __device__ static __forceinline__ void load_b(const SharedSpan<float>& shared, int panel, int depth, B& fragments) {
#pragma unroll
    for (int t = 0; t < kTilesAcross; t += 2) {  // two tiles an ldmatrix.x4
      const int first = gemm_warp_column<Tile>() + t * kMmaN;
      uint32_t words[2][kLoads][2];
#pragma unroll
      for (int load = 0; load < kLoads; ++load) {
        const int d = depth + load * kMmaK;
        uint32_t of_two[4];
        if constexpr (kLayoutB == PanelLayout::depth_contiguous) {
          load_matrix_x4(of_two, [&](int l) -> const float4& {
            return shared.vec4(panel + panel_index<Tile::kColumns, kLayoutB>(first + l % 8 + l / 16 * 8, d + l / 8 % 2 * 4));
          });
        } else {
#pragma unroll
          for (int i = 0; i < 4; ++i) {
            const int index = panel_index<Tile::kColumns, kLayoutB>(first + i / 2 * 8 + mma_b_column(lane(), i % 2),
                                                                    d + mma_b_k(lane(), i % 2));
            of_two[i] = __float_as_uint(shared[panel + index]);
          }
        }
#pragma unroll
        for (int i = 0; i < 4; ++i) words[i / 2][load][i % 2] = of_two[i];
      }
      fragments.set(t, words[0]);
      fragments.set(t + 1, words[1]);
    }
  }
};

template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB>
using Tf32Product = TensorProduct<Tile, kLayoutA, kLayoutB, Tf32Factors>;

template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB>
using Bf16Product = TensorProduct<Tile, kLayoutA, kLayoutB, Bf16Factors>;

template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB>
using StoredBf16Product = TensorProduct<Tile, kLayoutA, kLayoutB, StoredFactors<Bf16>>;

template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB>
using StoredF16Product = TensorProduct<Tile, kLayoutA, kLayoutB, StoredFactors<F16>>;

template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB>
using SplitTf32Product = TensorProduct<Tile, kLayoutA, kLayoutB, SplitTf32Factors>;

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
