// A thread's share of a matrix product by warpgroups.
#pragma once

#include "device/wgmma.cuh"
#include "device/wgmma_tile.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// The sums of a thread, and where in the block's tile they lie.
template <class Tile>
class WgmmaSums {
 public:
  static constexpr int kOwnRows = Tile::kBlocksDown * 2;
  static constexpr int kOwnColumns = Tile::kColumns / 8;
  static constexpr int kWidth = 2;

  __device__ static int row(int i) { return first_row(i / 2) + mma_c_row(lane(), i % 2 * 2); }
  __device__ static int column(int j) { return j * 8 + mma_c_column(lane(), 0); }
  __device__ float value(int i, int j, int w) const { return sum_[i / 2][j].r[i % 2 * 2 + w]; }

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

 protected:
  __device__ static int lane() { return static_cast<int>(threadIdx.x) % 32; }

  // Of the group's block, and of the warp's rows in it.
  __device__ static int first_row_of_group(int block) {
    return (static_cast<int>(threadIdx.x) / 128 * Tile::kBlocksDown + block) * 64;
  }
  __device__ static int first_row(int block) { return first_row_of_group(block) + static_cast<int>(threadIdx.x) / 32 % 4 * 16; }

  // Not zero at first: the first product overwrites them. Whatever else wrote these registers would have ptxas let each product
  // wait for the one before.
  MmaAccumulator sum_[Tile::kBlocksDown][kOwnColumns];
  bool begun_ = false;
};

// In TF32: the factors of a come from registers, where they are rounded; those of b from shared memory, where they must be
// numbers of TF32 already.
template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB>
class WgmmaProduct : public WgmmaSums<Tile> {
 public:
  static constexpr bool kOnThisGpu = kHasWgmma;
  static constexpr bool kByWarpgroups = true;
  static constexpr int kBlocksAtOnce = Tile::kBlocksAtOnce;

  __device__ static __forceinline__ void publish_copies() { wgmma_publish(); }

  // Begins to add the product of the panels that begin at `a` and `b`. On return at most half of it is under way; what was
  // begun before has ended.
  __device__ __forceinline__ void add(const SharedSpan<float>& shared, int a, int b) {
    add_half<0>(shared, a, b);
    add_half<1>(shared, a, b);
    begun_ = true;
  }

 private:
  using Sums = WgmmaSums<Tile>;
  using Sums::begun_;
  using Sums::first_row;
  using Sums::sum_;
  static constexpr int kStepsOfHalf = Tile::kDepth / 2 / kMmaK;
  static_assert(kLayoutA == PanelLayout::depth_contiguous && kLayoutB == PanelLayout::depth_contiguous,
                "TF32 panels in shared memory cannot be transposed by wgmma");

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

  MmaFragmentA factors_[2][Tile::kBlocksDown][kStepsOfHalf];
};

// Of stored bf16, words of two neighbouring depths: both factors from shared memory, as the copy engine left them.
template <class Tile>
class WgmmaStoredBf16Product : public WgmmaSums<Tile> {
 public:
  // Begins to add the product of the panels that begin at `a` and `b`. What was begun before the last call has ended.
  __device__ __forceinline__ void add(const SharedSpan<float>& shared, int a, int b) {
    wgmma_fence();
#pragma unroll
    for (int depth = 0; depth < Tile::kDepth; depth += kMmaK)
#pragma unroll
      for (int block = 0; block < Tile::kBlocksDown; ++block)
        wgmma_m64k16_bf16<Tile::kColumns>(sum_[block],
                                          wgmma_panel(shared, a + Sums::first_row_of_group(block) * Tile::kDepth, depth),
                                          wgmma_panel(shared, b, depth), depth > 0 || begun_);
    wgmma_commit();
    wgmma_wait<1>();
    begun_ = true;
  }

 private:
  using Sums = WgmmaSums<Tile>;
  using Sums::begun_;
  using Sums::sum_;
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
