#include "device/conv_tiles.cuh"
#include "device/gemm_product_tensor.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

Status launch_conv_stored_bf16(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream) {
  switch (tile) {
    case GemmTileKind::tile_256x128:
      return launch_conv_tiles<GemmTile256x128, StoredBf16Product, true>(g, rule, splits, stream);
    case GemmTileKind::tile_128x128:
      return launch_conv_tiles<GemmTile128x128, StoredBf16Product, true>(g, rule, splits, stream);
    case GemmTileKind::tile_256x64:
      return launch_conv_tiles<GemmTile256x64, StoredBf16Product, true>(g, rule, splits, stream);
    case GemmTileKind::tile_64x64:
      return launch_conv_tiles<GemmTile64x64, StoredBf16Product, true>(g, rule, splits, stream);
    default:
      return invalid_argument("convolutions have no kernel of stored bf16 for the plan's tile");
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
