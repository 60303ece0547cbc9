#include "device/matmul_tiles.cuh"
#include "matmul_stored_bf16.h"
#include "split_sum.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr GemmTileKind kByFloatsTiles[] = {GemmTileKind::tile_128x128, GemmTileKind::tile_64x64, GemmTileKind::tile_16x128};
constexpr GemmTileKind kPairsTiles[] = {GemmTileKind::tile_128x128, GemmTileKind::tile_64x64};

Status check_sizes(const MatmulShape& s) {
  FACET_TRY(check(s));
  if (!device_multiplies_tf32()) return invalid_argument("products of stored bf16 need a GPU from sm_80 on");
  return {};
}

size_t partial_bytes(const MatmulShape& s, const DepthSplit& split) {
  return split.splits == 1 ? 0 : static_cast<size_t>(split.splits * s.m * s.n) * sizeof(float);
}

// c, of which the bf16 version is null or the other is, from tiles that lack their result and rule.
template <class Launch>
Status complete(const MatmulShape& s, MatmulTiles m, const float* bias, Activation activation, float* c, Bf16* bf16_c,
                void* workspace, Stream stream, const Launch& launch) {
  const bool shared = m.split.splits > 1;
  if (shared && !workspace) return invalid_argument("this plan of a matrix product needs a workspace");
  m.c = shared ? static_cast<float*>(workspace) : c;
  m.bf16_c = shared ? nullptr : bf16_c;
  const bool aligned = m.bf16_c ? aligned_for_vec4(m.bf16_c) : aligned_for_vec4(m.c);
  m.rule = {shared ? nullptr : bias, !shared && activation == Activation::relu, static_cast<int>(s.n), s.n % 4 == 0 && aligned};
  FACET_TRY(launch(m));
  if (!shared) return {};
  if (bf16_c) return split_sum(m.c, m.split.splits, s.m * s.n, bias, s.n, activation, bf16_c, stream);
  return split_sum(m.c, m.split.splits, s.m * s.n, bias, s.n, activation, c, stream);
}

Status by_floats(const MatmulShape& s, const GemmPlan& plan, const Bf16* a, const float* b, const float* bias,
                 Activation activation, float* c, Bf16* bf16_c, void* workspace, Stream stream) {
  FACET_TRY(check_sizes(s));
  if (!takes_stored_bf16(s)) return invalid_argument("a product of stored bf16 takes a as it is, with an even depth");
  MatmulTiles m{};
  m.layout_a = PanelLayout::depth_contiguous;
  m.layout_b = s.trans_b ? PanelLayout::depth_contiguous : PanelLayout::row_contiguous;
  m.a = matrix_operand(reinterpret_cast<const float*>(a), s.m, s.k / 2, m.layout_a);
  m.b = matrix_operand(b, s.n, s.k, m.layout_b);
  m.split = split_depth(s.k, plan.splits);
  return complete(s, m, bias, activation, c, bf16_c, workspace, stream,
                  [&](const MatmulTiles& tiles) { return launch_matmul_stored_bf16(plan.tile, tiles, stream); });
}

}  // namespace

bool takes_stored_bf16(const MatmulShape& s) { return !s.trans_a && s.k % 2 == 0; }

GemmTiles matmul_tile_kinds_stored_bf16() { return {kByFloatsTiles, {}, {}}; }

GemmPlan matmul_plan_stored_bf16(const MatmulShape& s) {
  return plan_gemm({s.m, s.n, s.k, 1}, Precision::bf16, kByFloatsTiles);
}

size_t matmul_workspace_bytes_stored_bf16(const MatmulShape& s, const GemmPlan& plan) {
  return partial_bytes(s, split_depth(s.k, plan.splits));
}

Status matmul(const MatmulShape& s, const GemmPlan& plan, const Bf16* a, const float* b, const float* bias,
              Activation activation, Bf16* c, void* workspace, Stream stream) {
  return by_floats(s, plan, a, b, bias, activation, nullptr, c, workspace, stream);
}

Status matmul(const MatmulShape& s, const GemmPlan& plan, const Bf16* a, const float* b, const float* bias,
              Activation activation, float* c, void* workspace, Stream stream) {
  return by_floats(s, plan, a, b, bias, activation, c, nullptr, workspace, stream);
}

bool takes_bf16_pairs(const MatmulShape& s) { return s.trans_a && !s.trans_b && s.m % 2 == 0 && s.n % 2 == 0; }

GemmTiles matmul_tile_kinds_bf16_pairs() { return {kPairsTiles, {}, {}}; }

// As conv2d_grad_weights: a depth costs what half of one of floats does.
GemmPlan matmul_plan_bf16_pairs(const MatmulShape& s) {
  return plan_gemm({s.m, s.n, (s.k + 1) / 2, 1}, Precision::tf32, kPairsTiles);
}

size_t matmul_workspace_bytes_bf16_pairs(const MatmulShape& s, const GemmPlan& plan) {
  return partial_bytes(s, split_depth(s.k, plan.splits));
}

Status matmul(const MatmulShape& s, const GemmPlan& plan, const Bf16* a, const Bf16* b, const float* bias,
              Activation activation, float* c, void* workspace, Stream stream) {
  FACET_TRY(check_sizes(s));
  if (!takes_bf16_pairs(s)) return invalid_argument("a product of two stored as bf16 takes a transposed, with even sizes");
  MatmulTiles m{};
  m.layout_a = m.layout_b = PanelLayout::row_pairs;
  m.a = matrix_operand(reinterpret_cast<const float*>(a), s.m / 2, s.k, m.layout_a);
  m.b = matrix_operand(reinterpret_cast<const float*>(b), s.n / 2, s.k, m.layout_b);
  m.split = split_depth(s.k, plan.splits);
  return complete(s, m, bias, activation, c, nullptr, workspace, stream,
                  [&](const MatmulTiles& tiles) { return launch_matmul_bf16_pairs(plan.tile, tiles, stream); });
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
