#include <algorithm>

#include "device/gemm_load.cuh"
#include "device/gemm_pipeline.cuh"
#include "device/gemm_product_f32.cuh"
#include "device/gemm_product_tensor.cuh"
#include "device/vec.cuh"
#include "gram.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr int kFloatFeatures = 4096;  // whose products are added in float
constexpr int64_t kWantedBlocks = 264;
constexpr int64_t kLargeRows = 1024;  // from so many rows on a tile has 128 x 128 elements

// The upper triangle of tiles, row by row: tile (row, column) with row <= column.
struct TriangleTile {
  int row, column;
};

__device__ __forceinline__ TriangleTile triangle_tile(int index, int tiles) {
  // Row r begins at r tiles - r (r - 1) / 2; a root in float comes near, and steps make it exact.
  const float b = 2.f * static_cast<float>(tiles) + 1.f;
  int row = static_cast<int>((b - sqrtf(b * b - 8.f * static_cast<float>(index))) * 0.5f);
  const auto begin = [&](int r) { return int64_t{r} * tiles - int64_t{r} * (r - 1) / 2; };
  while (row > 0 && begin(row) > index) --row;
  while (row + 1 < tiles && begin(row + 1) <= index) ++row;
  return {row, row + static_cast<int>(index - begin(row))};
}

// A block adds a tile's products over its share of the features, to a tile [kRows, kColumns] of doubles of its own:
// partial[split, tile]. Depths are counted in words: a feature, or two of 16 bits. Grid: tiles of the triangle x splits.
template <class Tile, int kFloatDepth, template <class, PanelLayout, PanelLayout> class ProductOf>
__global__ void __launch_bounds__(Tile::kThreads,
                                  ProductOf<Tile, PanelLayout::depth_contiguous, PanelLayout::depth_contiguous>::kBlocksAtOnce)
    gram_tiles(MatrixOperand rows, int tiles, int depth_each, double* partial) {
  using Product = ProductOf<Tile, PanelLayout::depth_contiguous, PanelLayout::depth_contiguous>;
  if constexpr (Product::kOnThisGpu) {
    FACET_DYNAMIC_SHARED(float, shared);
    const TriangleTile tile = triangle_tile(static_cast<int>(blockIdx.x), tiles);
    const int begin = static_cast<int>(blockIdx.y) * depth_each;
    const int end = rows.depth - begin < depth_each ? rows.depth : begin + depth_each;
    double* sums = partial + (int64_t{blockIdx.y} * gridDim.x + blockIdx.x) * (Tile::kRows * Tile::kColumns);
    for (int first = begin; first < end; first += kFloatDepth) {
      const int last = end - first < kFloatDepth ? end : first + kFloatDepth;
      using Loader = MatrixLoader<Tile::kThreads, Tile::kRows, PanelLayout::depth_contiguous>;
      TwoLoaders<Tile, Loader, Loader> loader{{rows, tile.row * Tile::kRows, first, last},
                                              {rows, tile.column * Tile::kColumns, first, last}};
      if (first != begin) __syncthreads();  // the panels before have been read
      Product product;
      multiply_panels<Tile>(shared, loader, gemm_steps(last - first), product);
#pragma unroll
      for (int i = 0; i < Product::kOwnRows; ++i)
#pragma unroll
        for (int j = 0; j < Product::kOwnColumns; ++j)
#pragma unroll
          for (int w = 0; w < Product::kWidth; ++w) {
            double& sum = sums[Product::row(i) * Tile::kColumns + Product::column(j) + w];
            sum = first == begin ? static_cast<double>(product.value(i, j, w))
                                 : sum + static_cast<double>(product.value(i, j, w));
          }
    }
  } else {
    trap();
  }
}

constexpr int kFinishSide = 32;
constexpr int kFinishRows = 8;

// Adds the splits of a 32 x 32 piece of a tile and writes it to both sides of the diagonal. Grid: tiles of the triangle x
// pieces of a tile.
template <int kSide>
__global__ void __launch_bounds__(kFinishSide* kFinishRows)
    gram_finish(const double* partial, int splits, int rows, int tiles, float* products) {
  constexpr int kPieces = kSide / kFinishSide;
  FACET_SHARED(float, piece, kFinishSide*(kFinishSide + 1));
  const TriangleTile tile = triangle_tile(static_cast<int>(blockIdx.x), tiles);
  const int row_in_tile = static_cast<int>(blockIdx.y) / kPieces * kFinishSide;
  const int column_in_tile = static_cast<int>(blockIdx.y) % kPieces * kFinishSide;
  // On the diagonal what lies above it counts, so that both sides are the same to the bit.
  const bool on_diagonal = tile.row == tile.column && row_in_tile == column_in_tile;
  if (tile.row == tile.column && row_in_tile > column_in_tile) return;
  const int first_row = tile.row * kSide + row_in_tile;
  const int first_column = tile.column * kSide + column_in_tile;
  const int lane = static_cast<int>(threadIdx.x);
  const double* sums = partial + int64_t{blockIdx.x} * (kSide * kSide) + row_in_tile * kSide + column_in_tile;
  for (int i = static_cast<int>(threadIdx.y); i < kFinishSide; i += kFinishRows) {
    const int at = on_diagonal && i > lane ? lane * kSide + i : i * kSide + lane;
    double sum = sums[at];
    for (int s = 1; s < splits; ++s) sum += sums[int64_t{s} * gridDim.x * (kSide * kSide) + at];
    const auto product = static_cast<float>(sum);
    if (first_row + i < rows && first_column + lane < rows)
      products[int64_t{first_row + i} * rows + first_column + lane] = product;
    piece[i * (kFinishSide + 1) + lane] = product;
  }
  if (on_diagonal) return;  // whose both sides are there
  __syncthreads();
  for (int i = static_cast<int>(threadIdx.y); i < kFinishSide; i += kFinishRows)
    if (first_column + i < rows && first_row + lane < rows)
      products[int64_t{first_column + i} * rows + first_row + lane] = piece[lane * (kFinishSide + 1) + i];
}

struct GramPlan {
  int side;
  int64_t tiles, triangle;
  int splits, depth_each;

  GramPlan(const GramShape& s, int64_t depth)
      : side(s.rows >= kLargeRows ? 128 : 64), tiles((s.rows + side - 1) / side), triangle(tiles * (tiles + 1) / 2) {
    const int64_t steps = (depth + kGemmDepth - 1) / kGemmDepth;
    const int64_t wanted = std::clamp<int64_t>((kWantedBlocks + triangle - 1) / triangle, 1, std::max<int64_t>(steps / 16, 1));
    const int64_t steps_each = (steps + wanted - 1) / wanted;
    splits = static_cast<int>((steps + steps_each - 1) / steps_each);
    depth_each = static_cast<int>(steps_each * kGemmDepth);
  }
};

template <class Row>
int64_t depth_of(const GramShape& s) {
  return s.features * static_cast<int64_t>(sizeof(Row)) / 4;
}

template <class Tile, int kFloatDepth, template <class, PanelLayout, PanelLayout> class ProductOf>
Status launch_gram(const MatrixOperand& operand, const GramPlan& plan, float* products, double* partial, Stream stream) {
  const auto triangle = static_cast<unsigned>(plan.triangle);
  const auto tiles = static_cast<int>(plan.tiles);
  FACET_TRY(FACET_LAUNCH((gram_tiles<Tile, kFloatDepth, ProductOf>), dim3(triangle, static_cast<unsigned>(plan.splits)),
                         Tile::kThreads, Tile::kSharedFloats * sizeof(float), stream, operand, tiles, plan.depth_each,
                         partial));
  constexpr unsigned kPieces = Tile::kRows / kFinishSide;
  return FACET_LAUNCH((gram_finish<Tile::kRows>), dim3(triangle, kPieces * kPieces), dim3(kFinishSide, kFinishRows), 0, stream,
                      partial, plan.splits, operand.rows, tiles, products);
}

template <class Row>
struct GramProducts;

template <>
struct GramProducts<float> {
  template <class Tile, PanelLayout kA, PanelLayout kB>
  using OnTensorCores = SplitTf32Product<Tile, kA, kB>;
};

template <>
struct GramProducts<Bf16> {
  template <class Tile, PanelLayout kA, PanelLayout kB>
  using OnTensorCores = StoredBf16Product<Tile, kA, kB>;
};

template <>
struct GramProducts<F16> {
  template <class Tile, PanelLayout kA, PanelLayout kB>
  using OnTensorCores = StoredF16Product<Tile, kA, kB>;
};

template <class Row>
struct GramArithmetic : GramProducts<Row> {
  template <class Tile, PanelLayout kA, PanelLayout kB>
  using ByMultiplyAdds = F32ProductOf<Tile, kA, kB, Row>;
};

}  // namespace

template <class Row>
size_t gram_workspace_bytes(const GramShape& s) {
  const GramPlan plan(s, depth_of<Row>(s));
  return static_cast<size_t>(plan.triangle * plan.splits * plan.side * plan.side) * sizeof(double);
}

template <class Row>
Status gram(const GramShape& s, const Row* rows, float* products, void* workspace, Stream stream) {
  using Arithmetic = GramArithmetic<Row>;
  constexpr int kFloatDepth = kFloatFeatures * static_cast<int>(sizeof(Row)) / 4;
  // The triangle's tiles are a launch's blocks and a float's whole numbers.
  if (s.rows < 1 || s.rows > 1 << 18 || s.features < 1 || s.features > 0x7fffffff - kFloatFeatures)
    return invalid_argument("gram takes 1 to 2^18 rows of 1 to 2^31 - 4097 features");
  if (row_pitch<Row>(s.features) != s.features) return invalid_argument("gram takes 16-bit rows of even numbers of features");
  const GramPlan plan(s, depth_of<Row>(s));
  const MatrixOperand operand =
      matrix_operand(reinterpret_cast<const float*>(rows), s.rows, depth_of<Row>(s), PanelLayout::depth_contiguous);
  auto* partial = static_cast<double*>(workspace);
  const auto launch = [&]<template <class, PanelLayout, PanelLayout> class ProductOf>() {
    return plan.side == 64 ? launch_gram<GemmTile64x64, kFloatDepth, ProductOf>(operand, plan, products, partial, stream)
                           : launch_gram<GemmTile128x128, kFloatDepth, ProductOf>(operand, plan, products, partial, stream);
  };
  return device_multiplies_tf32() ? launch.template operator()<Arithmetic::template OnTensorCores>()
                                  : launch.template operator()<Arithmetic::template ByMultiplyAdds>();
}

#define FACET_GRAM(Row)                                        \
  template size_t gram_workspace_bytes<Row>(const GramShape&); \
  template Status gram<Row>(const GramShape&, const Row*, float*, void*, Stream);
FACET_GRAM(float)
FACET_GRAM(Bf16)
FACET_GRAM(F16)
#undef FACET_GRAM

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
