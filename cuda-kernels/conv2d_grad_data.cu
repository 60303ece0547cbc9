#include <algorithm>

#include "conv2d_grad_data.h"
#include "conv_depthwise.h"
#include "conv_gather.h"
#include "device/conv_axis.cuh"
#include "device/mma.cuh"
#include "split_sum.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// dx is a convolution of dy with the weights turned: rows of C instead of rows of K. Each pair of residues of the stride
// (gradient_axis) is a launch of its own, without products that are zero for certain.

constexpr int kTurnTile = 32;
constexpr int kTurnRows = 8;

struct TurnWeights {
  const float* w;  // [groups, result_channels, vertical.taps, horizontal.taps, channels], seen from the forward convolution
  float* turned;   // a matrix [groups, channels, taps of the class, result_channels] each pair of tap classes
  int groups, result_channels, channels;
  TapClasses vertical, horizontal;
  bool round;  // to TF32
};

// Transposes the [result_channels, channels] matrix of each tap, by tiles of 32 x 32. Grid: tiles x taps x groups.
__global__ void __launch_bounds__(kTurnTile* kTurnRows) turn_weights(TurnWeights t) {
  FACET_SHARED(float, tile, kTurnTile*(kTurnTile + 1));  // a column more: reading columns then meets all banks
  const int across = (t.channels + kTurnTile - 1) / kTurnTile;
  const int first_channel = static_cast<int>(blockIdx.x) % across * kTurnTile;
  const int first_result = static_cast<int>(blockIdx.x) / across * kTurnTile;
  const int taps = t.vertical.taps * t.horizontal.taps;
  const int tap = static_cast<int>(blockIdx.y);
  const int group = static_cast<int>(blockIdx.z);
  const int lane = static_cast<int>(threadIdx.x);
  for (int i = static_cast<int>(threadIdx.y); i < kTurnTile; i += kTurnRows)
    if (first_result + i < t.result_channels && first_channel + lane < t.channels) {
      const int64_t row = int64_t{group} * t.result_channels + first_result + i;
      tile[i * (kTurnTile + 1) + lane] = t.w[(row * taps + tap) * t.channels + first_channel + lane];
    }
  __syncthreads();

  const int r = tap / t.horizontal.taps, s = tap % t.horizontal.taps;
  const int class_r = r % t.vertical.period, class_s = s % t.horizontal.period;
  const int class_rows = t.vertical.size(class_r), class_columns = t.horizontal.size(class_s);
  const int taps_before = t.vertical.before(class_r) * t.horizontal.taps + class_rows * t.horizontal.before(class_s);
  const int tap_of_class = r / t.vertical.period * class_columns + s / t.horizontal.period;
  float* turned = t.turned + int64_t{taps_before} * t.groups * t.channels * t.result_channels;
  for (int i = static_cast<int>(threadIdx.y); i < kTurnTile; i += kTurnRows)
    if (first_channel + i < t.channels && first_result + lane < t.result_channels) {
      const int64_t row = int64_t{group} * t.channels + first_channel + i;
      const float v = tile[lane * (kTurnTile + 1) + i];
      turned[(row * (class_rows * class_columns) + tap_of_class) * t.result_channels + first_result + lane] =
          t.round ? __uint_as_float(to_tf32(v)) : v;
    }
}

size_t turned_floats(const Conv2dShape& s) { return (static_cast<size_t>(s.w_count()) + 3) / 4 * 4; }

}  // namespace

GemmTiles conv2d_grad_data_tile_kinds() { return conv_gather_tile_kinds(); }

GemmPlan conv2d_grad_data_plan(const Conv2dShape& s, Precision precision, TensorCores cores) {
  // The launches of the residues do not run side by side, so the plan is made for one of them: an even share.
  const int64_t residues = s.stride_h * s.stride_w;
  const int64_t pixels = s.n * s.h * s.w / residues;
  const int64_t taps = (s.r * s.s + residues - 1) / residues;
  return plan_gemm({std::max<int64_t>(pixels, 1), s.c / s.groups, taps * (s.k / s.groups), s.groups}, precision,
                   conv2d_grad_data_tile_kinds().of(precision, cores));
}

size_t conv2d_grad_data_workspace_bytes(const Conv2dShape& s, const GemmPlan& plan) {
  if (is_depthwise(s)) return 0;
  const size_t partial = plan.splits == 1 ? 0 : static_cast<size_t>(plan.splits * s.x_count());
  return (turned_floats(s) + partial) * sizeof(float);
}

Status conv2d_grad_data(const Conv2dShape& s, Precision precision, const GemmPlan& plan, const float* dy, const float* w,
                        float* dx, float* workspace, Stream stream) {
  FACET_TRY(check(s));
  if (is_depthwise(s)) return depthwise_conv2d_grad_data(s, dy, w, dx, stream);
  FACET_TRY(check(plan, precision));
  if (!workspace) return invalid_argument("conv2d_grad_data needs its workspace");
  if (s.stride_h > 64 || s.stride_w > 64) return invalid_argument("conv2d_grad_data takes strides up to 64");
  if (s.r * s.s > 65535) return invalid_argument("conv2d_grad_data takes windows of at most 65535 taps");
  const bool shared = plan.splits > 1;
  float* partial = workspace + turned_floats(s);

  TurnWeights turn{w,
                   workspace,
                   static_cast<int>(s.groups),
                   static_cast<int>(s.k / s.groups),
                   static_cast<int>(s.c / s.groups),
                   tap_classes(s.r, s.stride_h, s.dilation_h),
                   tap_classes(s.s, s.stride_w, s.dilation_w),
                   is_wgmma(plan.tile)};
  const auto tiles = [](int size) { return static_cast<unsigned>((size + kTurnTile - 1) / kTurnTile); };
  FACET_TRY(FACET_LAUNCH(turn_weights,
                         dim3(tiles(turn.channels) * tiles(turn.result_channels), static_cast<unsigned>(s.r * s.s),
                              static_cast<unsigned>(s.groups)),
                         dim3(kTurnTile, kTurnRows), 0, stream, turn));

  ConvGather g{};
  g.source = dy;
  g.result = shared ? partial : dx;
  g.images = static_cast<int>(s.n);
  g.groups = turn.groups;
  g.channels = turn.result_channels;
  g.result_channels = turn.channels;
  g.height = static_cast<int>(s.h);
  g.width = static_cast<int>(s.w);
  g.split_stride = s.x_count();
  for (int64_t a = 0; a < s.stride_h; ++a) {
    const GradientAxis vertical = gradient_axis(s.h, s.p, s.stride_h, s.pad_top, s.dilation_h, turn.vertical, a);
    for (int64_t b = 0; b < s.stride_w; ++b) {
      const GradientAxis horizontal = gradient_axis(s.w, s.q, s.stride_w, s.pad_left, s.dilation_w, turn.horizontal, b);
      if (vertical.gather.results == 0 || horizontal.gather.results == 0) continue;
      g.vertical = vertical.gather;
      g.horizontal = horizontal.gather;
      const int64_t taps_before = int64_t{turn.vertical.before(vertical.first_tap)} * turn.horizontal.taps +
                                  int64_t{vertical.gather.taps} * turn.horizontal.before(horizontal.first_tap);
      g.weights = workspace + taps_before * turn.groups * turn.channels * turn.result_channels;
      FACET_TRY(complete(g, plan));
      FACET_TRY(conv_gather(g, precision, plan, nullptr, Activation::none, stream));
    }
  }
  if (!shared) return {};
  return split_sum(partial, plan.splits, s.x_count(), nullptr, 1, Activation::none, dx, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
