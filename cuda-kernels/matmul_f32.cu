#include "device/gemm_product_f32.cuh"
#include "device/matmul_tiles.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

Status launch_matmul_f32(GemmTileKind tile, const MatmulTiles& m, Stream stream) {
  switch (tile) {
    case GemmTileKind::tile_128x64:
      return launch_matmul_tiles<GemmTile128x64, F32Product>(m, stream);
    case GemmTileKind::tile_16x128:
      return launch_matmul_tiles<GemmTile16x128, F32Product>(m, stream);
    default:
      return invalid_argument("matmul has no f32 kernel for the plan's tile");
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
