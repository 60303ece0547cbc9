// The tiles of a matrix product c[row, column] = sum over depth of a[row, depth] b[column, depth], and how the panels of a and
// b lie in shared memory.
//
// A block computes kRows x kColumns elements of c, a warp kWarpRows x kWarpColumns of them, kDepth of the depth at a time.
// The panels of kStages such steps are in shared memory at once: one is multiplied while the copies of the others fly.
#pragma once

#include "device/platform.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline constexpr int kGemmDepth = 16;

template <int kRows_, int kColumns_, int kWarpsDown_, int kWarpsAcross_, int kStages_, int kBlocksAtOnce_,
          int kDepth_ = kGemmDepth>
struct GemmTile {
  static constexpr int kRows = kRows_, kColumns = kColumns_;
  static constexpr int kWarpsDown = kWarpsDown_, kWarpsAcross = kWarpsAcross_;
  static constexpr int kThreads = 32 * kWarpsDown * kWarpsAcross;
  static constexpr int kWarpRows = kRows / kWarpsDown, kWarpColumns = kColumns / kWarpsAcross;
  static constexpr int kStages = kStages_;
  static constexpr int kDepth = kDepth_;
  static constexpr int kPanelA = kRows * kDepth, kPanelB = kColumns * kDepth;  // floats
  static constexpr int kStage = kPanelA + kPanelB;
  static constexpr int kSharedFloats = kStages * kStage;
  // Blocks for which the registers of a multiprocessor shall suffice: a thread gets 65536 / (kThreads * kBlocksAtOnce).
  static constexpr int kBlocksAtOnce = kBlocksAtOnce_;

  static_assert(kSharedFloats * sizeof(float) <= 99 * 1024, "what a block can get from sm_80 on");
  static_assert(kWarpRows % 16 == 0 && kWarpColumns % 16 == 0, "a warp multiplies whole fragments");
};

// The arithmetic intensity rises with the tile, the number of blocks that share the work falls; gemm_plan.h weighs them. Up to
// 48 KiB a block gets without asking; 256x128 asks for 96, 256x64 and 64x256 for 60.
using GemmTile256x128 = GemmTile<256, 128, 4, 2, 4, 1>;
using GemmTile128x128 = GemmTile<128, 128, 2, 2, 3, 2>;
using GemmTile256x64 = GemmTile<256, 64, 4, 1, 3, 2>;
using GemmTile64x256 = GemmTile<64, 256, 1, 4, 3, 2>;
using GemmTile128x64 = GemmTile<128, 64, 2, 2, 4, 3>;
using GemmTile64x64 = GemmTile<64, 64, 2, 2, 4, 4>;
using GemmTile16x128 = GemmTile<16, 128, 1, 4, 5, 4>;

// The same tile of bf16 pairs along rows and columns (PanelLayout::row_pairs): panels of half the words, so that twice as many
// stages fit.
template <class Tile>
struct RowPairsTile : Tile {
  static constexpr int kStages = 2 * Tile::kStages - 1;
  static constexpr int kPanelA = Tile::kPanelA / 2, kPanelB = Tile::kPanelB / 2;  // words
  static constexpr int kStage = kPanelA + kPanelB;
  static constexpr int kSharedFloats = kStages * kStage;
};

// The same tile with a of stored bf16 and b of floats: a's words are pairs of neighbouring depths, half as many.
template <class Tile>
struct DepthPairsTile : Tile {
  static constexpr int kDepthA = kGemmDepth / 2;  // words
  static constexpr int kPanelA = Tile::kRows * kDepthA;
  static constexpr int kStage = kPanelA + Tile::kPanelB;
  static constexpr int kSharedFloats = Tile::kStages * kStage;
};

// Which neighbours of a panel are neighbours in memory, global and shared: a panel is copied 16 bytes at a time and never
// transposed.
// row_pairs: row_contiguous of bf16, seen as words of two rows; rows are counted in words then.
// row_contiguous_fours: row_contiguous for lanes that take four neighbouring depths each.
enum class PanelLayout { depth_contiguous, row_contiguous, row_pairs, row_contiguous_fours };

// Element (row, depth) of a panel of kRows rows, as an index. Four elements along the contiguous dimension that start at a
// multiple of four stay neighbours; the groups of four are permuted so that what the lanes of a warp read or copy together lies
// in different banks:
//   depth_contiguous: rows of 64 bytes (or 128). Eight rows' equal groups (ldmatrix) differ in their place within two lines
//   (one
//     line) of 128 bytes. With rows of 128 bytes this is also the order that wgmma expects.
//     Rows of 32 bytes, of which lanes take 8 bytes each, need no permutation.
//   row_contiguous: a fragment's four depths, each eight rows wide, fall on four different groups of eight banks.
//   row_contiguous_fours: the same for the first (second, ..) of the depths 0-3, 4-7, 8-11 and 12-15.
//   row_pairs: eight depths' equal groups (a transposing ldmatrix) fall on eight different groups of four banks.
template <int kRows, PanelLayout kLayout, int kDepth = kGemmDepth>
__device__ __forceinline__ int panel_index(int row, int depth) {
  static_assert(kDepth == 16 || kLayout == PanelLayout::depth_contiguous, "see above");
  static_assert(kDepth == 8 || kDepth == 16 || kDepth == 32, "see above");
  static_assert(kLayout != PanelLayout::row_pairs || kRows % 32 == 0, "eight groups of words");
  static_assert(kLayout != PanelLayout::row_contiguous_fours || kRows % 32 == 0, "four groups of eight banks");
  if constexpr (kLayout == PanelLayout::depth_contiguous && kDepth == 8)
    return row * kDepth + depth;
  else if constexpr (kLayout == PanelLayout::depth_contiguous && kDepth == 32)
    return row * kDepth + (((depth >> 2) ^ (row & 7)) << 2) + (depth & 3);
  else if constexpr (kLayout == PanelLayout::depth_contiguous)
    return row * kDepth + (((depth >> 2) ^ ((row >> 1) & 3)) << 2) + (depth & 3);
  else if constexpr (kLayout == PanelLayout::row_pairs)
    return depth * kRows + (row ^ ((depth & 7) << 2));
  else if constexpr (kLayout == PanelLayout::row_contiguous_fours)
    return depth * kRows + (row ^ ((depth >> 2 & 3) << 3));
  else if constexpr (kRows >= 32)
    return depth * kRows + (row ^ ((depth & 3) << 3));
  else
    return depth * kRows + (row ^ ((depth & 2) << 2));
}

template <int kDepth = kGemmDepth>
__device__ __forceinline__ int gemm_steps(int depth) {
  return (depth + kDepth - 1) / kDepth;
}

// The running thread's place in the block's tile.
template <class Tile>
__device__ __forceinline__ int gemm_warp_row() {
  return static_cast<int>(threadIdx.x) / 32 / Tile::kWarpsAcross * Tile::kWarpRows;
}

template <class Tile>
__device__ __forceinline__ int gemm_warp_column() {
  return static_cast<int>(threadIdx.x) / 32 % Tile::kWarpsAcross * Tile::kWarpColumns;
}

// Which tile of c a block computes, in tiles. Blocks that run together take eight rows of tiles by a few columns, so that they
// find each other's panels in the L2 cache.
struct GemmTilePlace {
  int row, column;
};

__device__ __forceinline__ GemmTilePlace gemm_tile_place(int block, int tiles_down, int tiles_across) {
  constexpr int kBand = 8;
  const int first = block / (kBand * tiles_across) * kBand;
  const int height = tiles_down - first < kBand ? tiles_down - first : kBand;
  const int within = block - first * tiles_across;
  return {first + within % height, within / height};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
