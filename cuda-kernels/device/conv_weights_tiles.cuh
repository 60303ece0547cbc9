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

// What the tiles' kernel is made of for floats. For stored bf16 there are other parts (conv_weights_tiles_stored_bf16.cu), and
// dy and the window count pairs of channels.
template <class GemmTile_, template <class, PanelLayout, PanelLayout> class ProductOf>
struct FloatWeights {
  using Tile = GemmTile_;
  using Product = ProductOf<Tile, PanelLayout::row_contiguous, PanelLayout::row_contiguous>;
  using LoaderA = MatrixLoader<Tile::kThreads, Tile::kRows, PanelLayout::row_contiguous>;
  using LoaderB = ConvWindowLoader<Tile::kThreads, Tile::kColumns>;
  static constexpr int kChannelsAWord = 1;
};

// Grid: tiles of a group's dw x groups x splits.
template <class Parts>
__global__ void __launch_bounds__(Parts::Tile::kThreads, Parts::Product::kBlocksAtOnce)
    conv_weights_tiles(ConvWeights c, ColumnRule rule) {
  using Tile = typename Parts::Tile;
  using Product = typename Parts::Product;
  constexpr int kPack = Parts::kChannelsAWord;
  if constexpr (Product::kOnThisGpu) {
    FACET_DYNAMIC_SHARED(float, shared);
    const int group = static_cast<int>(blockIdx.y);
    const int rows = c.dy.rows * kPack;
    const int tiles_down = (rows + Tile::kRows - 1) / Tile::kRows;
    const int tiles_across = (rule.columns + Tile::kColumns - 1) / Tile::kColumns;
    const GemmTilePlace tile = gemm_tile_place(static_cast<int>(blockIdx.x), tiles_down, tiles_across);
    const int first_row = tile.row * Tile::kRows;
    const int first_column = tile.column * Tile::kColumns;
    const int begin = static_cast<int>(blockIdx.z) * c.split.depth_each;
    const int end = c.dy.depth - begin < c.split.depth_each ? c.dy.depth : begin + c.split.depth_each;

    c.dy.data += int64_t{group} * c.dy.rows;
    TwoLoaders<Tile, typename Parts::LoaderA, typename Parts::LoaderB> loader{
        {c.dy, first_row / kPack, begin, end}, {c.window, group, first_column / kPack, begin, end}};
    Product product;
    multiply_panels<Tile>(shared, loader, gemm_steps(end - begin), product);

    const int64_t all_rows = int64_t{gridDim.y} * rows;
    float* dw = c.dw + (blockIdx.z * all_rows + int64_t{group} * rows) * rule.columns;
    store_product(product, first_row, first_column, rule,
                  [&](int row) { return row < rows ? dw + int64_t{row} * rule.columns : nullptr; });
  } else {
    trap();
  }
}

template <class Parts>
Status launch_conv_weights(const ConvWeights& c, const ColumnRule& rule, Stream stream) {
  using Tile = typename Parts::Tile;
  const int64_t rows = int64_t{c.dy.rows} * Parts::kChannelsAWord;
  const int64_t tiles =
      ((rows + Tile::kRows - 1) / Tile::kRows) * ((int64_t{rule.columns} + Tile::kColumns - 1) / Tile::kColumns);
  if (tiles > 0x7fffffff) return invalid_argument("the weights have more tiles than one launch can visit (2^31)");
  const dim3 grid(static_cast<unsigned>(tiles), static_cast<unsigned>(c.window.groups), static_cast<unsigned>(c.split.splits));
  return FACET_LAUNCH((conv_weights_tiles<Parts>), grid, Tile::kThreads, Tile::kSharedFloats * sizeof(float), stream, c, rule);
}

template <class Tile, template <class, PanelLayout, PanelLayout> class ProductOf>
Status launch_conv_weights_tiles(const ConvWeights& c, const ColumnRule& rule, Stream stream) {
  return launch_conv_weights<FloatWeights<Tile, ProductOf>>(c, rule, stream);
}

// One file an arithmetic, so that they compile side by side.
Status launch_conv_weights_tf32(GemmTileKind tile, const ConvWeights& c, const ColumnRule& rule, Stream stream);
Status launch_conv_weights_bf16(GemmTileKind tile, const ConvWeights& c, const ColumnRule& rule, Stream stream);
Status launch_conv_weights_stored_bf16(GemmTileKind tile, const ConvWeights& c, const ColumnRule& rule, Stream stream);
Status launch_conv_weights_f32(GemmTileKind tile, const ConvWeights& c, const ColumnRule& rule, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
