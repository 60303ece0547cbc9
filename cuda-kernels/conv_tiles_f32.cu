#include "device/conv_tiles.cuh"
#include "device/gemm_product_f32.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

Status launch_conv_f32(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits, Stream stream) {
  if (tile != GemmTileKind::tile_128x64) return invalid_argument("convolutions have no f32 kernel for the plan's tile");
  return launch_conv_tiles<GemmTile128x64, F32Product>(g, rule, splits, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
