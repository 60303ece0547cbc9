// The kernel of conv2d_grad_weights: dw[k, (tap, channel)] = sum over the pixels of y of dy[pixel, k] x[pixel under tap,
// channel].
#pragma once

#include "device/conv_window.cuh"
#include "device/gemm_pipeline.cuh"
#include "device/gemm_store.cuh"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

struct ConvWeights {
  MatrixOperand dy;  // of one group: rows = its channels, depth = pixels of y
  ConvWindow window;
  float* dw;  // [groups * channels of y, taps, channels of x]; with several splits, one such array a split
  DepthSplit split;
};

// Grid: tiles of a group's dw x groups x splits.
template <class Tile, template <class, PanelLayout, PanelLayout> class ProductOf>
__global__ void __launch_bounds__(Tile::kThreads,
                                  ProductOf<Tile, PanelLayout::row_contiguous, PanelLayout::row_contiguous>::kBlocksAtOnce)
    conv_weights_tiles(ConvWeights c, ColumnRule rule) {
  using Product = ProductOf<Tile, PanelLayout::row_contiguous, PanelLayout::row_contiguous>;
  if constexpr (Product::kOnThisGpu) {
    FACET_DYNAMIC_SHARED(float, shared);
    const int group = static_cast<int>(blockIdx.y);
    const int tiles_down = (c.dy.rows + Tile::kRows - 1) / Tile::kRows;
    const int tiles_across = (rule.columns + Tile::kColumns - 1) / Tile::kColumns;
    const GemmTilePlace tile = gemm_tile_place(static_cast<int>(blockIdx.x), tiles_down, tiles_across);
    const int first_row = tile.row * Tile::kRows;
    const int first_column = tile.column * Tile::kColumns;
    const int begin = static_cast<int>(blockIdx.z) * c.split.depth_each;
    const int end = c.dy.depth - begin < c.split.depth_each ? c.dy.depth : begin + c.split.depth_each;

    c.dy.data += int64_t{group} * c.dy.rows;
    using LoaderA = MatrixLoader<Tile::kThreads, Tile::kRows, PanelLayout::row_contiguous>;
    using LoaderB = ConvWindowLoader<Tile::kThreads, Tile::kColumns>;
    TwoLoaders<Tile, LoaderA, LoaderB> loader{{c.dy, first_row, begin, end}, {c.window, group, first_column, begin, end}};
    Product product;
    multiply_panels<Tile>(shared, loader, gemm_steps(end - begin), product);

    const int64_t all_rows = int64_t{gridDim.y} * c.dy.rows;
    float* dw = c.dw + (blockIdx.z * all_rows + int64_t{group} * c.dy.rows) * rule.columns;
    store_product(product, first_row, first_column, rule,
                  [&](int row) { return row < c.dy.rows ? dw + int64_t{row} * rule.columns : nullptr; });
  } else {
    trap();
  }
}

template <class Tile, template <class, PanelLayout, PanelLayout> class ProductOf>
Status launch_conv_weights_tiles(const ConvWeights& c, const ColumnRule& rule, Stream stream) {
  const int64_t tiles =
      ((int64_t{c.dy.rows} + Tile::kRows - 1) / Tile::kRows) * ((int64_t{rule.columns} + Tile::kColumns - 1) / Tile::kColumns);
  if (tiles > 0x7fffffff) return invalid_argument("the weights have more tiles than one launch can visit (2^31)");
  const dim3 grid(static_cast<unsigned>(tiles), static_cast<unsigned>(c.window.groups), static_cast<unsigned>(c.split.splits));
  return FACET_LAUNCH((conv_weights_tiles<Tile, ProductOf>), grid, Tile::kThreads, Tile::kSharedFloats * sizeof(float), stream,
                      c, rule);
}

// One file an arithmetic, so that they compile side by side.
Status launch_conv_weights_tf32(GemmTileKind tile, const ConvWeights& c, const ColumnRule& rule, Stream stream);
Status launch_conv_weights_bf16(GemmTileKind tile, const ConvWeights& c, const ColumnRule& rule, Stream stream);
Status launch_conv_weights_f32(GemmTileKind tile, const ConvWeights& c, const ColumnRule& rule, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
