#include "device/matmul_tiles.cuh"
#include "matmul.h"
#include "split_sum.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr GemmTileKind kRoundedTiles[] = {GemmTileKind::tile_128x128, GemmTileKind::tile_64x64, GemmTileKind::tile_16x128};
constexpr GemmTileKind kF32Tiles[] = {GemmTileKind::tile_128x64, GemmTileKind::tile_16x128};

}  // namespace

Status check(const MatmulShape& s) {
  constexpr int64_t kLargest = 0x7fffffff - 512;  // a tile may begin within and end beyond
  if (s.m < 1 || s.n < 1 || s.k < 1 || s.m > kLargest || s.n > kLargest || s.k > kLargest)
    return invalid_argument("the sizes of a matrix product must be 1 to 2^31 - 513");
  return {};
}

GemmTiles matmul_tile_kinds() { return {kRoundedTiles, kF32Tiles, {}}; }

GemmPlan matmul_plan(const MatmulShape& shape, Precision precision) {
  return plan_gemm({shape.m, shape.n, shape.k, 1}, precision, matmul_tile_kinds().of(precision));
}

size_t matmul_workspace_bytes(const MatmulShape& shape, const GemmPlan& plan) {
  const int splits = split_depth(shape.k, plan.splits).splits;
  return splits == 1 ? 0 : static_cast<size_t>(splits * shape.m * shape.n) * sizeof(float);
}

Status matmul(const MatmulShape& shape, Precision precision, const GemmPlan& plan, const float* a, const float* b,
              const float* bias, Activation activation, float* c, float* workspace, Stream stream) {
  FACET_TRY(check(shape));
  const PanelLayout layout_a = shape.trans_a ? PanelLayout::row_contiguous : PanelLayout::depth_contiguous;
  const PanelLayout layout_b = shape.trans_b ? PanelLayout::depth_contiguous : PanelLayout::row_contiguous;
  const DepthSplit split = split_depth(shape.k, plan.splits);
  const bool shared = split.splits > 1;
  if (shared && !workspace) return invalid_argument("this plan of a matrix product needs a workspace");
  float* sums = shared ? workspace : c;
  const ColumnRule rule{shared ? nullptr : bias, !shared && activation == Activation::relu, static_cast<int>(shape.n),
                        shape.n % 4 == 0 && aligned_for_vec4(sums)};
  const MatmulTiles tiles{matrix_operand(a, shape.m, shape.k, layout_a),
                          matrix_operand(b, shape.n, shape.k, layout_b),
                          layout_a,
                          layout_b,
                          split,
                          sums,
                          rule};
  if (precision == Precision::f32 || !device_multiplies_tf32())
    FACET_TRY(launch_matmul_f32(f32_tile_for(plan.tile, precision), tiles, stream));
  else if (precision == Precision::bf16)
    FACET_TRY(launch_matmul_bf16(plan.tile, tiles, stream));
  else if (precision == Precision::tf32x3)
    FACET_TRY(launch_matmul_tf32x3(plan.tile, tiles, stream));
  else
    FACET_TRY(launch_matmul_tf32(plan.tile, tiles, stream));
  if (!shared) return {};
  return split_sum(workspace, split.splits, shape.m * shape.n, bias, shape.n, activation, c, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
