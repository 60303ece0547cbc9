#include "device/conv_weights_tiles.cuh"
#include "device/gemm_product_row_pairs.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <class GemmTile_>
struct StoredBf16Weights {
  using Tile = RowPairsTile<GemmTile_>;
  using Product = RowPairsProduct<Tile>;
  using LoaderA = MatrixLoader<Tile::kThreads, Tile::kRows / 2, PanelLayout::row_pairs>;
  using LoaderB = ConvWindowLoader<Tile::kThreads, Tile::kColumns / 2, PanelLayout::row_pairs>;
  static constexpr int kChannelsAWord = 2;
};

}  // namespace

Status launch_conv_weights_stored_bf16(GemmTileKind tile, const ConvWeights& c, const ColumnRule& rule, Stream stream) {
  switch (tile) {
    case GemmTileKind::tile_256x128:
      return launch_conv_weights<StoredBf16Weights<GemmTile256x128>>(c, rule, stream);
    case GemmTileKind::tile_64x256:
      return launch_conv_weights<StoredBf16Weights<GemmTile64x256>>(c, rule, stream);
    case GemmTileKind::tile_128x128:
      return launch_conv_weights<StoredBf16Weights<GemmTile128x128>>(c, rule, stream);
    case GemmTileKind::tile_64x64:
      return launch_conv_weights<StoredBf16Weights<GemmTile64x64>>(c, rule, stream);
    default:
      return invalid_argument("conv2d_grad_weights has no kernel of stored bf16 for the plan's tile");
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
