#include <algorithm>

#include "conv2d_grad_weights.h"
#include "conv_depthwise.h"
#include "conv_stored_bf16.h"
#include "device/conv_weights_tiles.cuh"
#include "split_sum.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr GemmTileKind kRoundedTiles[] = {GemmTileKind::tile_256x128, GemmTileKind::tile_128x128, GemmTileKind::tile_64x256,
                                          GemmTileKind::tile_64x64};
constexpr GemmTileKind kF32Tiles[] = {GemmTileKind::tile_128x64};

int64_t columns(const Conv2dShape& s) { return s.r * s.s * (s.c / s.groups); }

Status check_sizes(const Conv2dShape& s) {
  FACET_TRY(check(s));
  const int64_t farthest =
      std::max((s.p - 1) * s.stride_h + (s.r - 1) * s.dilation_h, (s.q - 1) * s.stride_w + (s.s - 1) * s.dilation_w);
  if (s.n * s.p * s.q > 0x7fffffff - 128 || columns(s) > 0x7fffffff - 128 || farthest > 1 << 29)
    return invalid_argument("conv2d_grad_weights takes at most 2^31 - 129 pixels and weights of a channel");
  return {};
}

// With x and dy as words of so many channels.
ConvWeights describe(const Conv2dShape& s, const DepthSplit& split, int word, const float* x, const float* dy) {
  const int64_t row_words = s.k / word, rows = s.k / s.groups / word;
  ConvWeights c{};
  c.dy = {dy, row_words, static_cast<int>(rows), static_cast<int>(s.n * s.p * s.q),
          row_words % 4 == 0 && rows % 4 == 0 && aligned_for_vec4(dy)};
  c.window.x = x;
  c.window.vertical = window_axis(s.h, s.p, s.stride_h, s.pad_top, s.dilation_h, s.r);
  c.window.horizontal = window_axis(s.w, s.q, s.stride_w, s.pad_left, s.dilation_w, s.s);
  c.window.images = static_cast<int>(s.n);
  c.window.groups = static_cast<int>(s.groups);
  c.window.channels = static_cast<int>(s.c / s.groups) / word;
  c.window.vectorised = c.window.channels % 4 == 0 && aligned_for_vec4(x);
  c.window.by_results = FastDivide(static_cast<int>(s.p * s.q));
  c.window.by_width = FastDivide(static_cast<int>(s.q));
  c.window.by_channels = FastDivide(c.window.channels);
  c.window.by_taps = FastDivide(static_cast<int>(s.s));
  c.split = split;
  return c;
}

ColumnRule rule_for(const Conv2dShape& s, const ConvWeights& c) {
  return {nullptr, false, static_cast<int>(columns(s)), columns(s) % 4 == 0 && aligned_for_vec4(c.dw)};
}

}  // namespace

GemmTiles conv2d_grad_weights_tile_kinds() { return {kRoundedTiles, kF32Tiles, {}}; }

GemmPlan conv2d_grad_weights_plan(const Conv2dShape& s, Precision precision) {
  return plan_gemm({s.k / s.groups, columns(s), s.n * s.p * s.q, s.groups}, precision,
                   conv2d_grad_weights_tile_kinds().of(precision));
}

size_t conv2d_grad_weights_workspace_bytes(const Conv2dShape& s, const GemmPlan& plan) {
  if (is_depthwise(s)) return depthwise_conv2d_grad_weights_workspace_bytes(s);
  const int splits = split_depth(s.n * s.p * s.q, plan.splits).splits;
  return splits == 1 ? 0 : static_cast<size_t>(splits * s.w_count()) * sizeof(float);
}

Status conv2d_grad_weights(const Conv2dShape& s, Precision precision, const GemmPlan& plan, const float* x, const float* dy,
                           float* dw, float* workspace, Stream stream) {
  FACET_TRY(check(s));
  if (precision == Precision::tf32x3) return invalid_argument("convolutions know no split TF32");
  if (is_depthwise(s)) return depthwise_conv2d_grad_weights(s, x, dy, dw, workspace, stream);
  FACET_TRY(check_sizes(s));
  const DepthSplit split = split_depth(s.n * s.p * s.q, plan.splits);
  const bool shared = split.splits > 1;
  if (shared && !workspace) return invalid_argument("this plan of conv2d_grad_weights needs a workspace");
  ConvWeights c = describe(s, split, 1, x, dy);
  c.dw = shared ? workspace : dw;
  const ColumnRule rule = rule_for(s, c);
  if (precision == Precision::f32 || !device_multiplies_tf32())
    FACET_TRY(launch_conv_weights_f32(f32_tile_for(plan.tile, precision), c, rule, stream));
  else if (precision == Precision::bf16)
    FACET_TRY(launch_conv_weights_bf16(plan.tile, c, rule, stream));
  else
    FACET_TRY(launch_conv_weights_tf32(plan.tile, c, rule, stream));
  if (!shared) return {};
  return split_sum(workspace, split.splits, s.w_count(), nullptr, 1, Activation::none, dw, stream);
}

// The depth counts pixels, not words; but a pixel costs what half of one of floats does.
GemmPlan conv2d_grad_weights_plan_stored_bf16(const Conv2dShape& s) {
  return plan_gemm({s.k / s.groups, columns(s), (s.n * s.p * s.q + 1) / 2, s.groups}, Precision::tf32,
                   conv2d_grad_weights_tile_kinds().of(Precision::tf32));
}

size_t conv2d_grad_weights_workspace_bytes_stored_bf16(const Conv2dShape& s, const GemmPlan& plan) {
  if (is_depthwise(s)) return depthwise_conv2d_grad_weights_workspace_bytes(s);
  const int splits = split_depth(s.n * s.p * s.q, plan.splits).splits;
  return splits == 1 ? 0 : static_cast<size_t>(splits * s.w_count()) * sizeof(float);
}

Status conv2d_grad_weights(const Conv2dShape& s, const GemmPlan& plan, const Bf16* x, const Bf16* dy, float* dw,
                           void* workspace, Stream stream) {
  FACET_TRY(check(s));
  if (is_depthwise(s)) return depthwise_conv2d_grad_weights(s, x, dy, dw, static_cast<float*>(workspace), stream);
  FACET_TRY(check_sizes(s));
  if (!takes_stored_bf16(s)) return invalid_argument("a convolution of stored bf16 takes even numbers of channels");
  if (!device_multiplies_tf32()) return invalid_argument("convolutions of stored bf16 need a GPU from sm_80 on");
  const DepthSplit split = split_depth(s.n * s.p * s.q, plan.splits);
  const bool shared = split.splits > 1;
  if (shared && !workspace) return invalid_argument("this plan of conv2d_grad_weights needs a workspace");
  ConvWeights c = describe(s, split, 2, reinterpret_cast<const float*>(x), reinterpret_cast<const float*>(dy));
  c.dw = shared ? static_cast<float*>(workspace) : dw;
  FACET_TRY(launch_conv_weights_stored_bf16(plan.tile, c, rule_for(s, c), stream));
  if (!shared) return {};
  return split_sum(c.dw, split.splits, s.w_count(), nullptr, 1, Activation::none, dw, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
