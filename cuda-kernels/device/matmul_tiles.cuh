// The kernel of matmul, for every tile, arithmetic and layout of the operands.
#pragma once

#include <cstdint>

#include "device/gemm_load.cuh"
#include "device/gemm_pipeline.cuh"
#include "device/gemm_store.cuh"
#include "gemm_plan.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

struct MatmulTiles {
  MatrixOperand a, b;  // with words of two numbers for those stored as bf16
  PanelLayout layout_a, layout_b;
  DepthSplit split;
  float* c;  // row-major; with several splits, one array of a.rows x b.rows a split
  ColumnRule rule;
  Bf16* bf16_c = nullptr;  // in place of c where it is not null
  // Several products of one size: the operands' first ones, and the floats from one to the next. c has them one after the
  // other, all of a split before the next split's. Not for bf16_c.
  int batch = 1;
  int64_t step_a = 0, step_b = 0;
};

// What the kernel is made of for floats; for stored bf16 there are other parts (matmul_tiles_stored_bf16.cu).
template <class GemmTile_, template <class, PanelLayout, PanelLayout> class ProductOf, PanelLayout kLayoutA,
          PanelLayout kLayoutB>
struct FloatMatmul {
  using Tile = GemmTile_;
  using Product = ProductOf<Tile, kLayoutA, kLayoutB>;
  using LoaderA = MatrixLoader<Tile::kThreads, Tile::kRows, kLayoutA>;
  using LoaderB = MatrixLoader<Tile::kThreads, Tile::kColumns, kLayoutB>;
  static constexpr int kRowsAWord = 1;       // of a and of b
  static constexpr int kDepthsAWordOfA = 1;  // those of b are 1
  static constexpr bool kStoresBf16 = false;
};

// Grid: tiles of c x products x splits.
template <class Parts>
__global__ void __launch_bounds__(Parts::Tile::kThreads, Parts::Product::kBlocksAtOnce) matmul_tiles(MatmulTiles m) {
  using Tile = typename Parts::Tile;
  using Product = typename Parts::Product;
  constexpr int kRowsAWord = Parts::kRowsAWord;
  constexpr int kDepthsAWord = Parts::kDepthsAWordOfA;
  if constexpr (Product::kOnThisGpu) {
    FACET_DYNAMIC_SHARED(float, shared);
    const int rows = m.a.rows * kRowsAWord, columns = m.b.rows * kRowsAWord, depth = m.b.depth;
    const int tiles_down = (rows + Tile::kRows - 1) / Tile::kRows;
    const int tiles_across = (columns + Tile::kColumns - 1) / Tile::kColumns;
    const GemmTilePlace tile = gemm_tile_place(static_cast<int>(blockIdx.x), tiles_down, tiles_across);
    const int first_row = tile.row * Tile::kRows;
    const int first_column = tile.column * Tile::kColumns;
    const int begin = static_cast<int>(blockIdx.z) * m.split.depth_each;
    const int end = depth - begin < m.split.depth_each ? depth : begin + m.split.depth_each;

    m.a.data += blockIdx.y * m.step_a;
    m.b.data += blockIdx.y * m.step_b;
    TwoLoaders<Tile, typename Parts::LoaderA, typename Parts::LoaderB> loader{
        {m.a, first_row / kRowsAWord, begin / kDepthsAWord, end / kDepthsAWord}, {m.b, first_column / kRowsAWord, begin, end}};
    Product product;
    multiply_panels<Tile>(shared, loader, gemm_steps(end - begin), product);

    const auto store = [&](auto* c) {
      store_product(product, first_row, first_column, m.rule,
                    [&](int row) -> decltype(c) { return row < rows ? c + int64_t{row} * columns : nullptr; });
    };
    if constexpr (Parts::kStoresBf16) {
      if (m.bf16_c) return store(m.bf16_c);
    }
    store(m.c + (int64_t{blockIdx.z} * gridDim.y + blockIdx.y) * rows * columns);
  } else {
    trap();
  }
}

template <class Parts>
Status launch_matmul_parts(const MatmulTiles& m, Stream stream) {
  using Tile = typename Parts::Tile;
  const int64_t rows = int64_t{m.a.rows} * Parts::kRowsAWord, columns = int64_t{m.b.rows} * Parts::kRowsAWord;
  const int64_t tiles = ((rows + Tile::kRows - 1) / Tile::kRows) * ((columns + Tile::kColumns - 1) / Tile::kColumns);
  if (tiles > 0x7fffffff) return invalid_argument("the product has more tiles than one launch can visit (2^31)");
  const dim3 grid(static_cast<unsigned>(tiles), static_cast<unsigned>(m.batch), static_cast<unsigned>(m.split.splits));
  return FACET_LAUNCH((matmul_tiles<Parts>), grid, Tile::kThreads, Tile::kSharedFloats * sizeof(float), stream, m);
}

template <class Tile, template <class, PanelLayout, PanelLayout> class ProductOf>
Status launch_matmul_tiles(const MatmulTiles& m, Stream stream) {
  constexpr auto kDepth = PanelLayout::depth_contiguous;
  constexpr auto kRow = PanelLayout::row_contiguous;
  if (m.layout_a == kDepth)
    return m.layout_b == kDepth ? launch_matmul_parts<FloatMatmul<Tile, ProductOf, kDepth, kDepth>>(m, stream)
                                : launch_matmul_parts<FloatMatmul<Tile, ProductOf, kDepth, kRow>>(m, stream);
  return m.layout_b == kDepth ? launch_matmul_parts<FloatMatmul<Tile, ProductOf, kRow, kDepth>>(m, stream)
                              : launch_matmul_parts<FloatMatmul<Tile, ProductOf, kRow, kRow>>(m, stream);
}

// One file an arithmetic, so that they compile side by side.
Status launch_matmul_tf32(GemmTileKind tile, const MatmulTiles& m, Stream stream);
Status launch_matmul_bf16(GemmTileKind tile, const MatmulTiles& m, Stream stream);
Status launch_matmul_tf32x3(GemmTileKind tile, const MatmulTiles& m, Stream stream);
Status launch_matmul_f32(GemmTileKind tile, const MatmulTiles& m, Stream stream);
// a of stored bf16, its depths contiguous; b of floats, which are rounded on the way.
Status launch_matmul_stored_bf16(GemmTileKind tile, const MatmulTiles& m, Stream stream);
// a and b of stored bf16, their rows contiguous.
Status launch_matmul_bf16_pairs(GemmTileKind tile, const MatmulTiles& m, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
