#include "device/gemm_product_depth_pairs.cuh"
#include "device/gemm_product_row_pairs.cuh"
#include "device/matmul_tiles.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <class GemmTile_, PanelLayout kLayoutB>
struct ActivationsByFloats {
  using Tile = DepthPairsTile<GemmTile_>;
  using Product = DepthPairsProduct<Tile, kLayoutB>;
  using LoaderA = MatrixLoader<Tile::kThreads, Tile::kRows, PanelLayout::depth_contiguous, Tile::kDepthA>;
  using LoaderB = MatrixLoader<Tile::kThreads, Tile::kColumns, kLayoutB>;
  static constexpr int kRowsAWord = 1;
  static constexpr int kDepthsAWordOfA = 2;
  static constexpr bool kStoresBf16 = true;
};

template <class GemmTile_>
struct ActivationPairs {
  using Tile = RowPairsTile<GemmTile_>;
  using Product = RowPairsProduct<Tile>;
  using LoaderA = MatrixLoader<Tile::kThreads, Tile::kRows / 2, PanelLayout::row_pairs>;
  using LoaderB = MatrixLoader<Tile::kThreads, Tile::kColumns / 2, PanelLayout::row_pairs>;
  static constexpr int kRowsAWord = 2;
  static constexpr int kDepthsAWordOfA = 1;
  static constexpr bool kStoresBf16 = false;
};

template <class Tile>
Status launch_by_floats(const MatmulTiles& m, Stream stream) {
  return m.layout_b == PanelLayout::depth_contiguous
             ? launch_matmul_parts<ActivationsByFloats<Tile, PanelLayout::depth_contiguous>>(m, stream)
             : launch_matmul_parts<ActivationsByFloats<Tile, PanelLayout::row_contiguous_fours>>(m, stream);
}

}  // namespace

Status launch_matmul_stored_bf16(GemmTileKind tile, const MatmulTiles& m, Stream stream) {
  switch (tile) {
    case GemmTileKind::tile_128x128:
      return launch_by_floats<GemmTile128x128>(m, stream);
    case GemmTileKind::tile_64x64:
      return launch_by_floats<GemmTile64x64>(m, stream);
    case GemmTileKind::tile_16x128:
      return launch_by_floats<GemmTile16x128>(m, stream);
    default:
      return invalid_argument("matmul has no kernel of stored bf16 for the plan's tile");
  }
}

Status launch_matmul_bf16_pairs(GemmTileKind tile, const MatmulTiles& m, Stream stream) {
  switch (tile) {
    case GemmTileKind::tile_128x128:
      return launch_matmul_parts<ActivationPairs<GemmTile128x128>>(m, stream);
    case GemmTileKind::tile_64x64:
      return launch_matmul_parts<ActivationPairs<GemmTile64x64>>(m, stream);
    default:
      return invalid_argument("matmul has no kernel of stored bf16 for the plan's tile");
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
