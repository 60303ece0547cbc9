#include "device/conv_weights_tiles.cuh"
#include "device/gemm_product_tensor.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

Status launch_conv_weights_tf32(GemmTileKind tile, const ConvWeights& c, const ColumnRule& rule, Stream stream) {
  switch (tile) {
    case GemmTileKind::tile_256x128:
      return launch_conv_weights_tiles<GemmTile256x128, Tf32Product>(c, rule, stream);
    case GemmTileKind::tile_64x256:
      return launch_conv_weights_tiles<GemmTile64x256, Tf32Product>(c, rule, stream);
    case GemmTileKind::tile_128x128:
      return launch_conv_weights_tiles<GemmTile128x128, Tf32Product>(c, rule, stream);
    case GemmTileKind::tile_64x64:
      return launch_conv_weights_tiles<GemmTile64x64, Tf32Product>(c, rule, stream);
    default:
      return invalid_argument("conv2d_grad_weights has no TF32 kernel for the plan's tile");
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
