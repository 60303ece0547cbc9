// A thread's share of a matrix product in fused multiply-adds: what every GPU computes, exactly as float arithmetic says.
#pragma once

#include "device/gemm_tile.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

__device__ __forceinline__ float multiply_add(float a, float b, float c) {
#if defined(FACET_SIMT)
  // In double the product is exact and the sum as good as; fmaf would be a call, and there are billions of them.
  return static_cast<float>(static_cast<double>(a) * static_cast<double>(b) + static_cast<double>(c));
#else
  return fmaf(a, b, c);
#endif
}

// What word `word` of a panel stands for at depth `part` of its own: a float, or one of two 16-bit numbers.
template <class Element>
__device__ __forceinline__ float part_of_word(float word, int part) {
  if constexpr (sizeof(Element) == sizeof(float)) {
    return word;
  } else {
    const float2 pair = float_pair<Element>(__float_as_uint(word));
    return part == 0 ? pair.x : pair.y;
  }
}

// Panels of floats, or of Bf16 or F16 numbers, two of neighbouring depths in a word, depths counted in words.
//
// The lanes of a warp form a grid of 4 x 8. Which rows a lane owns follows the panel's layout, so that the lanes read different
// banks: of a depth_contiguous panel every fourth row (a vector runs along the depth), of a row_contiguous one groups of four
// neighbours (a vector runs along the rows).
template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB, class Element>
class F32ProductOf {
 public:
  static constexpr bool kOnThisGpu = true;
  static constexpr bool kByWarpgroups = false;
  // With three blocks' share of the registers, vectors along the depth would spill.
  static constexpr int kBlocksAtOnce = Tile::kBlocksAtOnce == 3 ? 2 : Tile::kBlocksAtOnce;
  static constexpr int kWidth = kLayoutB == PanelLayout::row_contiguous ? 4 : 1;
  static constexpr int kOwnRows = Tile::kWarpRows / 4;
  static constexpr int kOwnColumns = Tile::kWarpColumns / 8 / kWidth;

  __device__ static int row(int i) { return gemm_warp_row<Tile>() + own<kLayoutA, 4>(lane() / 8, i); }
  __device__ static int column(int j) { return gemm_warp_column<Tile>() + own<kLayoutB, 8>(lane() % 8, j * kWidth); }
  __device__ float value(int i, int j, int w) const { return sum_[i][j * kWidth + w]; }

  __device__ __forceinline__ void add(const SharedSpan<float>& shared, int a, int b) {
#pragma unroll
    for (int depth = 0; depth < kGemmDepth; depth += 4) {
      float fb[kFloatsAcross][4];
      load<Tile::kColumns, kLayoutB, 8>(shared, b, gemm_warp_column<Tile>(), lane() % 8, 0, depth, fb);
      // Four rows at a time: all of them would need too many registers.
#pragma unroll
      for (int first = 0; first < kOwnRows; first += 4) {
        float fa[4][4];
        load<Tile::kRows, kLayoutA, 4>(shared, a, gemm_warp_row<Tile>(), lane() / 8, first, depth, fa);
#pragma unroll
        for (int d = 0; d < 4; ++d)
#pragma unroll
          for (int part = 0; part < kParts; ++part)
#pragma unroll
            for (int i = 0; i < 4; ++i)
#pragma unroll
              for (int j = 0; j < kFloatsAcross; ++j)
                sum_[first + i][j] = multiply_add(part_of_word<Element>(fa[i][d], part), part_of_word<Element>(fb[j][d], part),
                                                  sum_[first + i][j]);
      }
    }
  }

 private:
  static constexpr int kFloatsAcross = Tile::kWarpColumns / 8;
  static constexpr int kParts = sizeof(float) / sizeof(Element);

  __device__ static int lane() { return static_cast<int>(threadIdx.x) % 32; }

  // The i-th row, within the warp's, that belongs to lane `place` of `kLanes`.
  template <PanelLayout kLayout, int kLanes>
  __device__ static __forceinline__ int own(int place, int i) {
    if constexpr (kLayout == PanelLayout::depth_contiguous) return place + i * kLanes;
    return place * 4 + i / 4 * (4 * kLanes) + i % 4;
  }

  // values[i][d]: the lane's row `first` + i at depth + d.
  template <int kRows, PanelLayout kLayout, int kLanes, int kCount>
  __device__ static __forceinline__ void load(const SharedSpan<float>& shared, int panel, int warp_row, int place, int first,
                                              int depth, float (&values)[kCount][4]) {
    if constexpr (kLayout == PanelLayout::depth_contiguous) {
#pragma unroll
      for (int i = 0; i < kCount; ++i) {
        const int row = warp_row + own<kLayout, kLanes>(place, first + i);
        const float4 v = shared.vec4(panel + panel_index<kRows, kLayout>(row, depth));
        values[i][0] = v.x;
        values[i][1] = v.y;
        values[i][2] = v.z;
        values[i][3] = v.w;
      }
    } else {
      static_assert(kCount % 4 == 0, "vectors along the rows");
#pragma unroll
      for (int d = 0; d < 4; ++d)
#pragma unroll
        for (int i = 0; i < kCount; i += 4) {
          const int row = warp_row + own<kLayout, kLanes>(place, first + i);
          const float4 v = shared.vec4(panel + panel_index<kRows, kLayout>(row, depth + d));
          values[i][d] = v.x;
          values[i + 1][d] = v.y;
          values[i + 2][d] = v.z;
          values[i + 3][d] = v.w;
        }
    }
  }

  float sum_[kOwnRows][kFloatsAcross] = {};
};

template <class Tile, PanelLayout kLayoutA, PanelLayout kLayoutB>
using F32Product = F32ProductOf<Tile, kLayoutA, kLayoutB, float>;

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
