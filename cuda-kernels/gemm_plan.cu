#include <algorithm>

#include "device/gemm_tile.cuh"
#include "device/wgmma_tile.cuh"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr double kStartCycles = 2500;       // a block's first panels and last stores
constexpr double kSecondPassCycles = 5000;  // a launch more
constexpr double kAlone = 1.4;              // a block without a neighbour that hides its latencies takes so much longer
constexpr int64_t kMostPartialSums = int64_t{1} << 26;  // floats of workspace
constexpr int kSplits[] = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};
constexpr int kLeastDepth = 64;  // of a block, where the depth is shared

// Multiply-adds an SM makes per cycle with blocks of one tile, their operands at hand. Tensor cores reach 1024 through wgmma
// and about 620 through mma.sync (of bf16 twice as many), fused multiply-adds 128; small tiles are held up by shared memory, of
// which they read more per multiply-add, and so are all tiles of bf16, which read floats and round them.
struct TileRate {
  double tf32, f32, bf16;

  double of(Precision precision) const {
    switch (precision) {
      case Precision::f32:
        return f32;
      case Precision::bf16:
        return bf16;
      case Precision::tf32x3:
        return tf32 / 2.5;  // three products, whose factors are loaded once
      case Precision::tf32:
        break;
    }
    return tf32;
  }
};

struct TileModel {
  int rows, columns, depth, blocks_at_once;
  TileRate rate;
};

template <class Tile>
constexpr TileModel model(TileRate rate) {
  return {Tile::kRows, Tile::kColumns, Tile::kDepth, Tile::kBlocksAtOnce, rate};
}

TileModel model_of(GemmTileKind tile) {
  switch (tile) {
    case GemmTileKind::tile_256x128:
      return model<GemmTile256x128>({560, 110, 720});
    case GemmTileKind::tile_128x128:
      return model<GemmTile128x128>({560, 110, 680});
    case GemmTileKind::tile_256x64:
      return model<GemmTile256x64>({480, 0, 600});
    case GemmTileKind::tile_64x256:
      return model<GemmTile64x256>({480, 0, 600});
    case GemmTileKind::tile_128x64:
      return model<GemmTile128x64>({0, 105, 0});
    case GemmTileKind::tile_64x64:
      return model<GemmTile64x64>({330, 90, 380});
    case GemmTileKind::tile_16x128:
      return model<GemmTile16x128>({160, 60, 170});
    case GemmTileKind::wgmma_128x256:
      return model<WgmmaTile128x256>({780, 0, 0});
    case GemmTileKind::wgmma_256x128:
      return model<WgmmaTile256x128>({740, 0, 0});
    case GemmTileKind::wgmma_256x64:
      return model<WgmmaTile256x64>({560, 0, 0});
  }
  return {};
}

int64_t parts(int64_t whole, int64_t part) { return (whole + part - 1) / part; }

double cycles(const GemmSize& size, Precision precision, const TileModel& tile, const DepthSplit& split) {
  const int64_t blocks = parts(size.rows, tile.rows) * parts(size.columns, tile.columns) * size.batch * split.splits;
  const double multiply_adds = static_cast<double>(int64_t{tile.rows} * tile.columns * split.depth_each);
  const double panel_bytes = static_cast<double>(int64_t{tile.rows + tile.columns} * split.depth_each) * sizeof(float);
  const double block = std::max(multiply_adds / tile.rate.of(precision), panel_bytes / GpuModel::kCacheBytes);
  const int64_t busiest = parts(blocks, GpuModel::kMultiprocessors);
  double sum = static_cast<double>(busiest) * block + static_cast<double>(parts(busiest, tile.blocks_at_once)) * kStartCycles;
  if (busiest == 1 && tile.blocks_at_once > 1) sum += (kAlone - 1) * block;
  if (split.splits > 1) {
    const double results = static_cast<double>(size.rows * size.columns * size.batch) * sizeof(float);
    sum += kSecondPassCycles + results * (2 * split.splits + 1) / GpuModel::kMemoryBytes;
  }
  return sum;
}

}  // namespace

DepthSplit split_depth(int64_t depth, int splits, int step) {
  const int64_t steps = std::max<int64_t>(parts(depth, step), 1);
  const int64_t steps_each = parts(steps, std::clamp<int64_t>(splits, 1, steps));
  return {static_cast<int>(parts(steps, steps_each)), static_cast<int>(steps_each * step)};
}

GemmPlan plan_gemm(const GemmSize& size, Precision precision, std::span<const GemmTileKind> tiles) {
  GemmPlan best{tiles.front(), 1};
  double best_cycles = -1;
  for (const GemmTileKind kind : tiles) {
    const TileModel tile = model_of(kind);
    for (const int splits : kSplits) {
      const DepthSplit split = split_depth(size.depth, splits, tile.depth);
      const bool worth_it = split.splits == splits && split.depth_each >= kLeastDepth &&
                            size.rows * size.columns * size.batch * splits <= kMostPartialSums;
      if (splits > 1 && !worth_it) continue;
      const double c = cycles(size, precision, tile, split);
      if (best_cycles >= 0 && c >= best_cycles) continue;
      best = {kind, splits};
      best_cycles = c;
    }
  }
  return best;
}

double predicted_cycles(const GemmSize& size, Precision precision, const GemmPlan& plan) {
  const TileModel tile = model_of(plan.tile);
  return cycles(size, precision, tile, split_depth(size.depth, plan.splits, tile.depth));
}

GemmPlan plan_gemm(const GemmSize& size, Precision precision, const GemmTiles& tiles, TensorCores cores) {
  return plan_gemm(size, precision, tiles, cores, size.depth);
}

GemmPlan plan_gemm(const GemmSize& size, Precision precision, const GemmTiles& tiles, TensorCores cores,
                   int64_t depth_of_groups) {
  const GemmPlan by_warps = plan_gemm(size, precision, tiles.of(precision));
  if (cores == TensorCores::warp || precision != Precision::tf32 || tiles.wgmma.empty()) return by_warps;
  GemmSize filled = size;
  filled.depth = depth_of_groups;
  const GemmPlan by_groups = plan_gemm(filled, precision, tiles.wgmma);
  const bool faster = predicted_cycles(filled, precision, by_groups) < predicted_cycles(size, precision, by_warps);
  return cores == TensorCores::warpgroup || faster ? by_groups : by_warps;
}

TensorCores available(TensorCores wish) { return device_has_warpgroups() ? wish : TensorCores::warp; }

GemmTileSize size_of(GemmTileKind tile) {
  const TileModel m = model_of(tile);
  return {m.rows, m.columns, m.depth};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
