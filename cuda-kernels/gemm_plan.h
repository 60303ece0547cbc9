// How a matrix product is cut into blocks. For host code.
#pragma once

#include <cstddef>
#include <span>

#include "precision.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Each of `batch` products c[rows, columns] = a[rows, depth] b[columns, depth]^T (the groups of a convolution; else 1).
struct GemmSize {
  int64_t rows, columns, depth, batch;
};

// Rows and columns of c that a block computes; with wgmma in the name it is by warpgroups.
enum class GemmTileKind {
  tile_256x128,
  tile_128x128,
  tile_256x64,
  tile_64x256,
  tile_128x64,
  tile_64x64,
  tile_16x128,
  wgmma_128x256,
  wgmma_256x128,
  wgmma_256x64,
};

struct GemmPlan {
  GemmTileKind tile;
  // So many blocks share the depth; their sums go to a workspace, and a second pass adds them in order. 1: no second pass.
  int splits;
};

// The tiles in which an op's kernels exist.
struct GemmTiles {
  std::span<const GemmTileKind> rounded, f32, wgmma;  // of all that tensor cores round to; f32; TF32 by warpgroups

  // By warps.
  std::span<const GemmTileKind> of(Precision precision) const { return precision == Precision::f32 ? f32 : rounded; }
};

// The fastest plan among `tiles` by a model of an H100 (docs/cuda-kernels.md). It depends on nothing but the arguments, so that
// sums have the same order on every GPU.
GemmPlan plan_gemm(const GemmSize& size, Precision precision, std::span<const GemmTileKind> tiles);

// The model's GPU, an H100, per cycle of its clock.
struct GpuModel {
  static constexpr int64_t kMultiprocessors = 132;
  static constexpr double kCacheBytes = 27;                      // from the L2 cache, an SM
  static constexpr double kMemoryBytes = 14 * kMultiprocessors;  // all of them together
};

// What the model says that a plan takes: cycles of that GPU.
double predicted_cycles(const GemmSize& size, Precision precision, const GemmPlan& plan);

// What can be asked for of the current device: warps, unless it has warpgroups.
TensorCores available(TensorCores wish);

// The same among an op's tiles; those of warpgroups are asked for by `cores`, and exist for TF32 alone.
// `depth_of_groups` is what warpgroups make of the depth where they fill it up to whole steps, tap by tap.
GemmPlan plan_gemm(const GemmSize& size, Precision precision, const GemmTiles& tiles, TensorCores cores,
                   int64_t depth_of_groups);
GemmPlan plan_gemm(const GemmSize& size, Precision precision, const GemmTiles& tiles, TensorCores cores);

// The cut of the depth that a wish for `splits` leads to: whole steps (of a tile's depth) each, and no split without any.
struct DepthSplit {
  int splits, depth_each;
};

DepthSplit split_depth(int64_t depth, int splits, int step = 16);

// The tile of f32 kernels for a plan of this precision: its own, or what stands in for it on a GPU without the tensor cores.
inline GemmTileKind f32_tile_for(GemmTileKind tile, Precision precision) {
  return precision == Precision::f32 || tile == GemmTileKind::tile_16x128 ? tile : GemmTileKind::tile_128x64;
}

// What warps multiply in place of a warpgroup's tile, where a launch's pointers or one of its parts do not suit that one.
inline GemmTileKind warp_tile_for(GemmTileKind tile) {
  if (tile == GemmTileKind::wgmma_256x64) return GemmTileKind::tile_256x64;
  return tile == GemmTileKind::wgmma_128x256 || tile == GemmTileKind::wgmma_256x128 ? GemmTileKind::tile_256x128 : tile;
}

struct GemmTileSize {
  int rows, columns, depth;
};

GemmTileSize size_of(GemmTileKind tile);

inline bool is_wgmma(GemmTileKind tile) { return tile >= GemmTileKind::wgmma_128x256; }

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
