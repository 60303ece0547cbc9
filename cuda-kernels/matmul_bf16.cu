#include "device/gemm_product_tensor.cuh"
#include "device/matmul_tiles.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

Status launch_matmul_bf16(GemmTileKind tile, const MatmulTiles& m, Stream stream) {
  switch (tile) {
    case GemmTileKind::tile_128x128:
      return launch_matmul_tiles<GemmTile128x128, Bf16Product>(m, stream);
    case GemmTileKind::tile_64x64:
      return launch_matmul_tiles<GemmTile64x64, Bf16Product>(m, stream);
    case GemmTileKind::tile_16x128:
      return launch_matmul_tiles<GemmTile16x128, Bf16Product>(m, stream);
    default:
      return invalid_argument("matmul has no bf16 kernel for the plan's tile");
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
