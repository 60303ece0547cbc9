// The kernel of convolutions that gather: conv2d and conv2d_grad_data.
#pragma once

#include "activation.h"
#include "device/conv_gather.cuh"
#include "device/gemm_pipeline.cuh"
#include "device/gemm_store.cuh"
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

    const int row_channels = g.groups * g.result_channels;
    const int first_channel = group * g.result_channels;
    if (rule.bias) rule.bias += first_channel;
    const auto store = [&](auto* result) {
      store_product(product, first_row, first_column, rule, [&](int row) -> decltype(result) {
        if (row >= pixels) return nullptr;
        int within, x;
        const int image = g.by_results.quotient(row, within);
        const int y = g.by_width.quotient(within, x);
        const int64_t line = int64_t{image} * g.height + y * g.vertical.spread + g.vertical.offset;
        return result + (line * g.width + x * g.horizontal.spread + g.horizontal.offset) * row_channels;
      });
    };
    if constexpr (kStoredBf16) {
      if (g.bf16_result) return store(g.bf16_result + first_channel);
    }
    store(g.result + blockIdx.z * g.split_stride + first_channel);
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
Status launch_conv_f32(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream);
// The weights must be numbers of TF32 already.
Status launch_conv_wgmma(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
