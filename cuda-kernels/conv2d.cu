#include "cast.h"
#include "conv2d.h"
#include "conv_depthwise.h"
#include "conv_few_channels.h"
#include "conv_gather.h"
#include "conv_stored_bf16.h"
#include "round_tf32.h"
#include "split_sum.h"
#include "unary.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

GemmTiles conv2d_tile_kinds() { return conv_gather_tile_kinds(); }

GemmPlan conv2d_plan(const Conv2dShape& s, Precision precision, TensorCores cores) {
  return plan_gemm({s.n * s.p * s.q, s.k / s.groups, s.r * s.s * (s.c / s.groups), s.groups}, precision, conv2d_tile_kinds(),
                   cores);
}

namespace {

// The workspace: the weights rounded to TF32, for warpgroups; then the partial sums.
size_t rounded_floats(const Conv2dShape& s, const GemmPlan& plan) {
  return is_wgmma(plan.tile) ? (static_cast<size_t>(s.w_count()) + 3) / 4 * 4 : 0;
}

// The bytes of the weights as bf16, before the partial sums.
size_t bf16_bytes(const Conv2dShape& s) { return (static_cast<size_t>(s.w_count()) * sizeof(Bf16) + 15) / 16 * 16; }

// All but the pointers, for a source of words of so many channels.
ConvGather forward_gather(const Conv2dShape& s, int channels_a_word) {
  ConvGather g{};
  g.vertical = forward_axis(s.h, s.p, s.stride_h, s.pad_top, s.dilation_h, s.r);
  g.horizontal = forward_axis(s.w, s.q, s.stride_w, s.pad_left, s.dilation_w, s.s);
  g.images = static_cast<int>(s.n);
  g.groups = static_cast<int>(s.groups);
  g.channels = static_cast<int>(s.c / s.groups) / channels_a_word;
  g.result_channels = static_cast<int>(s.k / s.groups);
  g.height = static_cast<int>(s.p);
  g.width = static_cast<int>(s.q);
  g.split_stride = s.y_count();
  return g;
}

ConvGather stored_bf16_gather(const Conv2dShape& s) {
  ConvGather g = forward_gather(s, 2);
  g.stored_bf16 = true;
  return g;
}

}  // namespace

size_t conv2d_workspace_bytes(const Conv2dShape& s, const GemmPlan& plan) {
  if (is_depthwise(s)) return 0;
  const size_t partial = plan.splits == 1 ? 0 : static_cast<size_t>(plan.splits * s.y_count());
  return (rounded_floats(s, plan) + partial) * sizeof(float);
}

Status conv2d(const Conv2dShape& s, Precision precision, const GemmPlan& plan, const float* x, const float* w,
              const float* bias, Activation activation, float* y, float* workspace, Stream stream) {
  FACET_TRY(check(s));
  if (activation == Activation::relu6) {
    FACET_TRY(conv2d(s, precision, plan, x, w, bias, Activation::none, y, workspace, stream));
    return unary(y, y, s.y_count(), {UnaryKind::clip, 0.f, 6.f}, stream);
  }
  if (is_depthwise(s)) return depthwise_conv2d(s, x, w, bias, activation, y, stream);
  if (precision != Precision::f32 && device_multiplies_tf32() && takes_few_channels(s))
    return few_channels_conv2d(s, x, w, bias, activation, y, stream);
  FACET_TRY(check(plan, precision));
  if (conv2d_workspace_bytes(s, plan) > 0 && !workspace)
    return invalid_argument("this plan of a convolution needs a workspace");
  const bool shared = plan.splits > 1;
  float* partial = workspace + rounded_floats(s, plan);
  ConvGather g = forward_gather(s, 1);
  g.source = x;
  g.weights = w;
  if (is_wgmma(plan.tile)) {
    FACET_TRY(round_tf32(w, workspace, s.w_count(), stream));
    g.weights = workspace;
  }
  g.result = shared ? partial : y;
  FACET_TRY(complete(g, plan));
  FACET_TRY(conv_gather(g, precision, plan, bias, activation, stream));
  if (!shared) return {};
  return split_sum(partial, plan.splits, s.y_count(), bias, s.k, activation, y, stream);
}

bool takes_stored_bf16(const Conv2dShape& s) { return is_depthwise(s) || (s.c / s.groups % 2 == 0 && s.k / s.groups % 2 == 0); }

GemmPlan conv2d_plan_stored_bf16(const Conv2dShape& s, TensorCores cores) {
  const int64_t channels = s.c / s.groups, taps = s.r * s.s;
  return plan_gemm({s.n * s.p * s.q, s.k / s.groups, (taps * channels + 1) / 2, s.groups}, Precision::tf32, conv2d_tile_kinds(),
                   takes_copy_engine(stored_bf16_gather(s)) ? cores : TensorCores::warp,
                   copied_depth(taps, (channels + 1) / 2));
}

size_t conv2d_workspace_bytes_stored_bf16(const Conv2dShape& s, const GemmPlan& plan) {
  if (is_depthwise(s)) return 0;
  return bf16_bytes(s) + (plan.splits == 1 ? 0 : static_cast<size_t>(plan.splits * s.y_count()) * sizeof(float));
}

Status conv2d(const Conv2dShape& s, const GemmPlan& plan, const Bf16* x, const float* w, const float* bias,
              Activation activation, Bf16* y, void* workspace, Stream stream) {
  FACET_TRY(check(s));
  if (activation == Activation::relu6) {
    FACET_TRY(conv2d(s, plan, x, w, bias, Activation::none, y, workspace, stream));
    return unary(y, y, s.y_count(), {UnaryKind::clip, 0.f, 6.f}, stream);
  }
  if (is_depthwise(s)) return depthwise_conv2d(s, x, w, bias, activation, y, stream);
  FACET_TRY(check(plan, Precision::bf16, true));
  if (!takes_stored_bf16(s)) return invalid_argument("a convolution of stored bf16 takes even numbers of channels");
  if (!workspace) return invalid_argument("a convolution of stored bf16 needs its workspace");
  auto* weights = static_cast<Bf16*>(workspace);
  auto* partial = reinterpret_cast<float*>(static_cast<unsigned char*>(workspace) + bf16_bytes(s));
  FACET_TRY(cast(w, weights, s.w_count(), stream));
  const bool shared = plan.splits > 1;
  ConvGather g = stored_bf16_gather(s);
  g.source = reinterpret_cast<const float*>(x);
  g.weights = reinterpret_cast<const float*>(weights);
  g.result = partial;
  g.bf16_result = shared ? nullptr : y;
  FACET_TRY(complete(g, plan));
  FACET_TRY(conv_gather(g, Precision::bf16, plan, bias, activation, stream));
  if (!shared) return {};
  return split_sum(partial, plan.splits, s.y_count(), bias, s.k, activation, y, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
