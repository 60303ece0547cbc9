// The kernel of convolutions that gather: conv2d and conv2d_grad_data.
#pragma once

#include "activation.h"
#include "device/conv_gather.cuh"
#include "device/conv_store.cuh"
#include "device/gemm_pipeline.cuh"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// `rule` is that of one group; its bias is of all groups.
// Grid: tiles of the result x groups x splits.
template <class Tile, template <class, PanelLayout, PanelLayout> class ProductOf, bool kStoredBf16>
__global__ void __launch_bounds__(Tile::kThreads,
                                  ProductOf<Tile, PanelLayout::depth_contiguous, PanelLayout::depth_contiguous>::kBlocksAtOnce)
    conv_tiles(ConvGather g, ColumnRule rule) {
  using Product = ProductOf<Tile, PanelLayout::depth_contiguous, PanelLayout::depth_contiguous>;
  if constexpr (Product::kOnThisGpu) {
    FACET_DYNAMIC_SHARED(float, shared);
    const int pixels = g.pixels();
    const int group = static_cast<int>(blockIdx.y);
    const int tiles_down = (pixels + Tile::kRows - 1) / Tile::kRows;
    const int tiles_across = (g.result_channels + Tile::kColumns - 1) / Tile::kColumns;
    const GemmTilePlace tile = gemm_tile_place(static_cast<int>(blockIdx.x), tiles_down, tiles_across);
    const int first_row = tile.row * Tile::kRows;
    const int first_column = tile.column * Tile::kColumns;
    const int depth = g.depth();
    const int begin = static_cast<int>(blockIdx.z) * g.depth_each;
    const int end = depth - begin < g.depth_each ? depth : begin + g.depth_each;

    ConvGatherLoader<Tile> loader(g, group, first_row, first_column, begin, end);
    Product product;
    if constexpr (Product::kByWarpgroups)
      multiply_panels_async<Tile>(shared, loader, gemm_steps<Tile::kDepth>(end - begin), product);
    else
      multiply_panels<Tile>(shared, loader, gemm_steps<Tile::kDepth>(end - begin), product);

    store_results<kStoredBf16>(g, product, group, first_row, first_column, rule);
  } else {
    trap();
  }
}

template <class Tile, template <class, PanelLayout, PanelLayout> class ProductOf, bool kStoredBf16 = false>
Status launch_conv_tiles(const ConvGather& g, const ColumnRule& rule, int splits, Stream stream) {
  const int64_t tiles = ((int64_t{g.pixels()} + Tile::kRows - 1) / Tile::kRows) *
                        ((int64_t{g.result_channels} + Tile::kColumns - 1) / Tile::kColumns);
  if (tiles > 0x7fffffff) return invalid_argument("the convolution has more tiles than one launch can visit (2^31)");
  const dim3 grid(static_cast<unsigned>(tiles), static_cast<unsigned>(g.groups), static_cast<unsigned>(splits));
  return FACET_LAUNCH((conv_tiles<Tile, ProductOf, kStoredBf16>), grid, Tile::kThreads, Tile::kSharedFloats * sizeof(float),
                      stream, g, rule);
}

// One file an arithmetic, so that they compile side by side.
Status launch_conv_tf32(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream);
Status launch_conv_bf16(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream);
Status launch_conv_stored_bf16(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream);
// By warpgroups and the copy engine, if takes_copy_engine and source and weights are 16-byte aligned.
Status launch_conv_stored_bf16_wgmma(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream);
Status launch_conv_f32(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream);
// The weights must be numbers of TF32 already.
Status launch_conv_wgmma(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
