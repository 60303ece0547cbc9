// The tiles of matrix products by warpgroups.
#pragma once

#include "device/gemm_tile.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// As GemmTile, for two warpgroups one below the other, each of kBlocksDown times 64 rows. The depth is such that a panel's rows
// have 128 bytes.
template <int kBlocksDown_, int kColumns_, int kStages_>
struct WgmmaTile {
  static constexpr int kWarpgroups = 2, kBlocksDown = kBlocksDown_;
  static constexpr int kRows = kWarpgroups * kBlocksDown * 64, kColumns = kColumns_;
  static constexpr int kThreads = 128 * kWarpgroups;
  static constexpr int kStages = kStages_;
  static constexpr int kDepth = 32;
  static constexpr int kPanelA = kRows * kDepth, kPanelB = kColumns * kDepth;  // floats
  static constexpr int kStage = kPanelA + kPanelB;
  static constexpr int kSharedFloats = kStages * kStage;
  static constexpr int kBlocksAtOnce = 1;

  static_assert(kSharedFloats * sizeof(float) <= 227 * 1024, "what a block can get from Hopper");
};

using WgmmaTile128x256 = WgmmaTile<1, 256, 4>;
using WgmmaTile256x128 = WgmmaTile<2, 128, 4>;
using WgmmaTile256x64 = WgmmaTile<2, 64, 5>;

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
