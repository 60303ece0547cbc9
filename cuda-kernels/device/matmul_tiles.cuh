// The kernel of matmul, for every tile, arithmetic and layout of the operands.
#pragma once

#include <cstdint>

#include "device/gemm_load.cuh"
#include "device/gemm_pipeline.cuh"
#include "device/gemm_store.cuh"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

struct MatmulTiles {
  MatrixOperand a, b;
  PanelLayout layout_a, layout_b;
  DepthSplit split;
  float* c;  // row-major; with several splits, one array of a.rows x b.rows a split
  ColumnRule rule;
};

// Grid: tiles of c x 1 x splits.
template <class Tile, template <class, PanelLayout, PanelLayout> class ProductOf, PanelLayout kLayoutA, PanelLayout kLayoutB>
__global__ void __launch_bounds__(Tile::kThreads, ProductOf<Tile, kLayoutA, kLayoutB>::kBlocksAtOnce)
    matmul_tiles(MatrixOperand a, MatrixOperand b, int depth_each, float* c, ColumnRule rule) {
  using Product = ProductOf<Tile, kLayoutA, kLayoutB>;
  if constexpr (Product::kOnThisGpu) {
    FACET_DYNAMIC_SHARED(float, shared);
    const int tiles_down = (a.rows + Tile::kRows - 1) / Tile::kRows;
    const int tiles_across = (b.rows + Tile::kColumns - 1) / Tile::kColumns;
    const GemmTilePlace tile = gemm_tile_place(static_cast<int>(blockIdx.x), tiles_down, tiles_across);
    const int first_row = tile.row * Tile::kRows;
    const int first_column = tile.column * Tile::kColumns;
    const int begin = static_cast<int>(blockIdx.z) * depth_each;
    const int end = a.depth - begin < depth_each ? a.depth : begin + depth_each;

    using LoaderA = MatrixLoader<Tile::kThreads, Tile::kRows, kLayoutA>;
    using LoaderB = MatrixLoader<Tile::kThreads, Tile::kColumns, kLayoutB>;
    TwoLoaders<Tile, LoaderA, LoaderB> loader{{a, first_row, begin, end}, {b, first_column, begin, end}};
    Product product;
    multiply_panels<Tile>(shared, loader, gemm_steps(end - begin), product);

    c += blockIdx.z * int64_t{a.rows} * b.rows;
    store_product(product, first_row, first_column, rule,
                  [&](int row) { return row < a.rows ? c + int64_t{row} * b.rows : nullptr; });
  } else {
    trap();
  }
}

template <class Tile, template <class, PanelLayout, PanelLayout> class ProductOf, PanelLayout kLayoutA, PanelLayout kLayoutB>
Status launch_matmul_tiles(const MatmulTiles& m, Stream stream) {
  const int64_t tiles =
      ((m.a.rows + int64_t{Tile::kRows} - 1) / Tile::kRows) * ((m.b.rows + int64_t{Tile::kColumns} - 1) / Tile::kColumns);
  if (tiles > 0x7fffffff) return invalid_argument("the product has more tiles than one launch can visit (2^31)");
  const dim3 grid(static_cast<unsigned>(tiles), 1, static_cast<unsigned>(m.split.splits));
  return FACET_LAUNCH((matmul_tiles<Tile, ProductOf, kLayoutA, kLayoutB>), grid, Tile::kThreads,
                      Tile::kSharedFloats * sizeof(float), stream, m.a, m.b, m.split.depth_each, m.c, m.rule);
}

template <class Tile, template <class, PanelLayout, PanelLayout> class ProductOf>
Status launch_matmul_tiles(const MatmulTiles& m, Stream stream) {
  constexpr auto kDepth = PanelLayout::depth_contiguous;
  constexpr auto kRow = PanelLayout::row_contiguous;
  if (m.layout_a == kDepth)
    return m.layout_b == kDepth ? launch_matmul_tiles<Tile, ProductOf, kDepth, kDepth>(m, stream)
                                : launch_matmul_tiles<Tile, ProductOf, kDepth, kRow>(m, stream);
  return m.layout_b == kDepth ? launch_matmul_tiles<Tile, ProductOf, kRow, kDepth>(m, stream)
                              : launch_matmul_tiles<Tile, ProductOf, kRow, kRow>(m, stream);
}

// One file an arithmetic, so that they compile side by side.
Status launch_matmul_tf32(GemmTileKind tile, const MatmulTiles& m, Stream stream);
Status launch_matmul_bf16(GemmTileKind tile, const MatmulTiles& m, Stream stream);
Status launch_matmul_tf32x3(GemmTileKind tile, const MatmulTiles& m, Stream stream);
Status launch_matmul_f32(GemmTileKind tile, const MatmulTiles& m, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
