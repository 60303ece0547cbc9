// A thread's share of a matrix product by warpgroups, in TF32: the factors of a come from registers, where they are rounded;
// those of b from shared memory, where they must be numbers of TF32 already.
#pragma once

#include "device/wgmma.cuh"
#include "device/wgmma_tile.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB>
class WgmmaProduct {
 public:
  static constexpr bool kOnThisGpu = kHasWgmma;
  static constexpr bool kByWarpgroups = true;
  static constexpr int kBlocksAtOnce = Tile::kBlocksAtOnce;

  static constexpr int kOwnRows = Tile::kBlocksDown * 2;
  static constexpr int kOwnColumns = Tile::kColumns / 8;
  static constexpr int kWidth = 2;

  __device__ static int row(int i) { return first_row(i / 2) + mma_c_row(lane(), i % 2 * 2); }
  __device__ static int column(int j) { return j * 8 + mma_c_column(lane(), 0); }
  __device__ float value(int i, int j, int w) const { return sum_[i / 2][j].r[i % 2 * 2 + w]; }

  __device__ static __forceinline__ void publish_copies() { wgmma_publish(); }

  // Begins to add the product of the panels that begin at `a` and `b`. On return at most half of it is under way; what was
  // begun before has ended.
  __device__ __forceinline__ void add(const SharedSpan<float>& shared, int a, int b) {
    add_half<0>(shared, a, b);
    add_half<1>(shared, a, b);
    begun_ = true;
  }

  // Ends what has begun; before value().
  __device__ __forceinline__ void finish() {
    wgmma_wait<0>();
#pragma unroll
    for (int block = 0; block < Tile::kBlocksDown; ++block) wgmma_hold(sum_[block]);
    if (begun_) return;
#pragma unroll
    for (int block = 0; block < Tile::kBlocksDown; ++block)
#pragma unroll
      for (int j = 0; j < kOwnColumns; ++j) sum_[block][j] = {};
  }

 private:
  static constexpr int kStepsOfHalf = Tile::kDepth / 2 / kMmaK;
  static_assert(kLayoutA == PanelLayout::depth_contiguous && kLayoutB == PanelLayout::depth_contiguous,
                "TF32 panels in shared memory cannot be transposed by wgmma");

  __device__ static int lane() { return static_cast<int>(threadIdx.x) % 32; }

  // Of the warp's rows in the group's block.
  __device__ static int first_row(int block) {
    const int warp = static_cast<int>(threadIdx.x) / 32;
    return (warp / 4 * Tile::kBlocksDown + block) * 64 + warp % 4 * 16;
  }

  // While the products of one half run, the other half's factors are loaded.
  template <int kHalf>
  __device__ __forceinline__ void add_half(const SharedSpan<float>& shared, int a, int b) {
    MmaFragmentA(&fragments)[Tile::kBlocksDown][kStepsOfHalf] = factors_[kHalf];
#pragma unroll
    for (int block = 0; block < Tile::kBlocksDown; ++block)
#pragma unroll
      for (int step = 0; step < kStepsOfHalf; ++step) {
        const int depth = (kHalf * kStepsOfHalf + step) * kMmaK;
        MmaFragmentA& fragment = fragments[block][step];
        load_matrix_x4(fragment.r, [&](int l) -> const float4& {
          return shared.vec4(a +
                             panel_index<Tile::kRows, kLayoutA, Tile::kDepth>(first_row(block) + l % 16, depth + l / 16 * 4));
        });
#pragma unroll
        for (int i = 0; i < 4; ++i) fragment.r[i] = to_tf32(__uint_as_float(fragment.r[i]));
      }
    wgmma_fence();
#pragma unroll
    for (int step = 0; step < kStepsOfHalf; ++step)
#pragma unroll
      for (int block = 0; block < Tile::kBlocksDown; ++block)
        wgmma_m64k8<Tile::kColumns>(sum_[block], fragments[block][step],
                                    wgmma_panel(shared, b, (kHalf * kStepsOfHalf + step) * kMmaK),
                                    kHalf > 0 || step > 0 || begun_);
    wgmma_commit();
    wgmma_wait<1>();
  }

  // Not zero at first: the first product overwrites them. Whatever else wrote these registers would have ptxas let each product
  // wait for the one before.
  MmaAccumulator sum_[Tile::kBlocksDown][kOwnColumns];
  bool begun_ = false;
  MmaFragmentA factors_[2][Tile::kBlocksDown][kStepsOfHalf];
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
