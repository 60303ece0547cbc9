#include "device/conv_weights_tiles.cuh"
#include "device/gemm_product_f32.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

Status launch_conv_weights_f32(GemmTileKind tile, const ConvWeights& c, const ColumnRule& rule, Stream stream) {
  if (tile != GemmTileKind::tile_128x64) return invalid_argument("conv2d_grad_weights has no f32 kernel for the plan's tile");
  return launch_conv_weights_tiles<GemmTile128x64, F32Product>(c, rule, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
