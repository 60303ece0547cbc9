#include "device/conv_tiles.cuh"
#include "device/gemm_product_wgmma.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

Status launch_conv_wgmma(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream) {
  switch (tile) {
    case GemmTileKind::wgmma_128x256:
      return launch_conv_tiles<WgmmaTile128x256, WgmmaProduct>(g, rule, splits, stream);
    case GemmTileKind::wgmma_256x128:
      return launch_conv_tiles<WgmmaTile256x128, WgmmaProduct>(g, rule, splits, stream);
    case GemmTileKind::wgmma_256x64:
      return launch_conv_tiles<WgmmaTile256x64, WgmmaProduct>(g, rule, splits, stream);
    default:
      return invalid_argument("convolutions have no warpgroup kernel for the plan's tile");
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
