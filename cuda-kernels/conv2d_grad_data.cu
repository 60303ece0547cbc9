#include <algorithm>

#include "conv2d_grad_data.h"
#include "conv_depthwise.h"
#include "conv_gather.h"
#include "conv_stored_bf16.h"
#include "device/conv_axis.cuh"
#include "device/mma.cuh"
#include "split_sum.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// dx is a convolution of dy with the weights turned: rows of C instead of rows of K. Each pair of residues of the stride
// (gradient_axis) is a launch of its own, without products that are zero for certain.

constexpr int kTurnTile = 32;
constexpr int kTurnRows = 8;

template <class T>
struct TurnWeights {
  const float* w;  // [groups, result_channels, vertical.taps, horizontal.taps, channels], seen from the forward convolution
  T* turned;       // a matrix [groups, channels, taps of the class, result_channels] each pair of tap classes
  int groups, result_channels, channels;
  TapClasses vertical, horizontal;
  bool round;  // to TF32
};

// Transposes the [result_channels, channels] matrix of each tap, by tiles of 32 x 32. Grid: tiles x taps x groups.
template <class T>
__global__ void __launch_bounds__(kTurnTile* kTurnRows) turn_weights(TurnWeights<T> t) {
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
  T* turned = t.turned + int64_t{taps_before} * t.groups * t.channels * t.result_channels;
  for (int i = static_cast<int>(threadIdx.y); i < kTurnTile; i += kTurnRows)
    if (first_channel + i < t.channels && first_result + lane < t.result_channels) {
      const int64_t row = int64_t{group} * t.channels + first_channel + i;
      const float v = tile[lane * (kTurnTile + 1) + i];
      store_one(turned + (row * (class_rows * class_columns) + tap_of_class) * t.result_channels + first_result + lane,
                t.round ? __uint_as_float(to_tf32(v)) : v);
    }
}

// Turned weights before the partial sums.
template <class T>
size_t turned_bytes(const Conv2dShape& s) {
  return (static_cast<size_t>(s.w_count()) * sizeof(T) + 15) / 16 * 16;
}

size_t partial_bytes(const Conv2dShape& s, const GemmPlan& plan) {
  return plan.splits == 1 ? 0 : static_cast<size_t>(plan.splits * s.x_count()) * sizeof(float);
}

// Of the residue that has most.
int64_t taps_of_residue(const Conv2dShape& s) {
  const int64_t residues = s.stride_h * s.stride_w;
  return (s.r * s.s + residues - 1) / residues;
}

// The launches of the residues do not run side by side, so the plan is made for one of them: an even share. `word`: numbers of
// dy that the depth counts as one.
GemmSize size_of_residue(const Conv2dShape& s, int word) {
  const int64_t pixels = s.n * s.h * s.w / (s.stride_h * s.stride_w);
  return {std::max<int64_t>(pixels, 1), s.c / s.groups, (taps_of_residue(s) * (s.k / s.groups) + word - 1) / word, s.groups};
}

// Calls body(vertical, horizontal) -> Status for each residue of the stride that has pixels, until one fails.
template <class Body>
Status for_each_residue(const Conv2dShape& s, const Body& body) {
  const TapClasses rows = tap_classes(s.r, s.stride_h, s.dilation_h), columns = tap_classes(s.s, s.stride_w, s.dilation_w);
  for (int64_t a = 0; a < s.stride_h; ++a) {
    const GradientAxis vertical = gradient_axis(s.h, s.p, s.stride_h, s.pad_top, s.dilation_h, rows, a);
    for (int64_t b = 0; b < s.stride_w; ++b) {
      const GradientAxis horizontal = gradient_axis(s.w, s.q, s.stride_w, s.pad_left, s.dilation_w, columns, b);
      if (vertical.gather.results > 0 && horizontal.gather.results > 0) FACET_TRY(body(vertical, horizontal));
    }
  }
  return {};
}

// All but the pointers and what a residue decides, for a dy of words of so many channels.
ConvGather gradient_gather(const Conv2dShape& s, int channels_a_word) {
  ConvGather g{};
  g.stored_bf16 = channels_a_word == 2;
  g.images = static_cast<int>(s.n);
  g.groups = static_cast<int>(s.groups);
  g.channels = static_cast<int>(s.k / s.groups) / channels_a_word;
  g.result_channels = static_cast<int>(s.c / s.groups);
  g.height = static_cast<int>(s.h);
  g.width = static_cast<int>(s.w);
  g.split_stride = s.x_count();
  return g;
}

// A launch for each residue of the strides.
bool takes_strides(const Conv2dShape& s) { return s.stride_h <= 64 && s.stride_w <= 64; }

// Whether the copy engine takes all residues that have taps; the others are zero.
bool takes_copy_engine(const Conv2dShape& s) {
  if (!takes_strides(s)) return false;
  bool all = true;
  ConvGather g = gradient_gather(s, 2);
  const Status walked = for_each_residue(s, [&](const GradientAxis& vertical, const GradientAxis& horizontal) {
    g.vertical = vertical.gather;
    g.horizontal = horizontal.gather;
    all = all && (g.vertical.taps * g.horizontal.taps == 0 || takes_copy_engine(g));
    return Status{};
  });
  return all && walked.ok();
}

// Where a launch writes: dx, or the partial sums.
void set_result(ConvGather& g, float* dx, float* partial) { g.result = partial ? partial : dx; }

void set_result(ConvGather& g, Bf16* dx, float* partial) {
  g.result = partial;
  g.bf16_result = partial ? nullptr : dx;
}

// For floats and stored bf16, whose depth counts words of two.
template <class T>
Status gather_dy(const Conv2dShape& s, Precision precision, const GemmPlan& plan, const T* dy, const float* w, T* dx,
                 void* workspace, Stream stream) {
  constexpr int kWord = sizeof(float) / sizeof(T);
  FACET_TRY(check(plan, precision, kWord == 2));
  if (!workspace) return invalid_argument("conv2d_grad_data needs its workspace");
  if (!takes_strides(s)) return invalid_argument("conv2d_grad_data takes strides up to 64");
  if (s.r * s.s > 65535) return invalid_argument("conv2d_grad_data takes windows of at most 65535 taps");
  auto* turned = static_cast<T*>(workspace);
  float* partial =
      plan.splits > 1 ? reinterpret_cast<float*>(static_cast<unsigned char*>(workspace) + turned_bytes<T>(s)) : nullptr;

  TurnWeights<T> turn{w,
                      turned,
                      static_cast<int>(s.groups),
                      static_cast<int>(s.k / s.groups),
                      static_cast<int>(s.c / s.groups),
                      tap_classes(s.r, s.stride_h, s.dilation_h),
                      tap_classes(s.s, s.stride_w, s.dilation_w),
                      kWord == 1 && is_wgmma(plan.tile)};
  const auto tiles = [](int size) { return static_cast<unsigned>((size + kTurnTile - 1) / kTurnTile); };
  FACET_TRY(FACET_LAUNCH((turn_weights<T>),
                         dim3(tiles(turn.channels) * tiles(turn.result_channels), static_cast<unsigned>(s.r * s.s),
                              static_cast<unsigned>(s.groups)),
                         dim3(kTurnTile, kTurnRows), 0, stream, turn));

  ConvGather g = gradient_gather(s, kWord);
  g.source = reinterpret_cast<const float*>(dy);
  set_result(g, dx, partial);
  const auto gather_residue = [&](const GradientAxis& vertical, const GradientAxis& horizontal) -> Status {
    g.vertical = vertical.gather;
    g.horizontal = horizontal.gather;
    const int64_t taps_before = int64_t{turn.vertical.before(vertical.first_tap)} * turn.horizontal.taps +
                                int64_t{vertical.gather.taps} * turn.horizontal.before(horizontal.first_tap);
    g.weights = reinterpret_cast<const float*>(turned + taps_before * turn.groups * turn.channels * turn.result_channels);
    FACET_TRY(complete(g, plan));
    return conv_gather(g, precision, plan, nullptr, Activation::none, stream);
  };
  FACET_TRY(for_each_residue(s, gather_residue));
  if (!partial) return {};
  return split_sum(partial, plan.splits, s.x_count(), nullptr, 1, Activation::none, dx, stream);
}

}  // namespace

GemmTiles conv2d_grad_data_tile_kinds() { return conv_gather_tile_kinds(); }

GemmPlan conv2d_grad_data_plan(const Conv2dShape& s, Precision precision, TensorCores cores) {
  return plan_gemm(size_of_residue(s, 1), precision, conv2d_grad_data_tile_kinds(), cores);
}

size_t conv2d_grad_data_workspace_bytes(const Conv2dShape& s, const GemmPlan& plan) {
  return is_depthwise(s) ? 0 : turned_bytes<float>(s) + partial_bytes(s, plan);
}

Status conv2d_grad_data(const Conv2dShape& s, Precision precision, const GemmPlan& plan, const float* dy, const float* w,
                        float* dx, float* workspace, Stream stream) {
  FACET_TRY(check(s));
  if (is_depthwise(s)) return depthwise_conv2d_grad_data(s, dy, w, dx, stream);
  return gather_dy(s, precision, plan, dy, w, dx, workspace, stream);
}

GemmPlan conv2d_grad_data_plan_stored_bf16(const Conv2dShape& s, TensorCores cores) {
  return plan_gemm(size_of_residue(s, 2), Precision::tf32, conv2d_grad_data_tile_kinds(),
                   cores != TensorCores::warp && takes_copy_engine(s) ? cores : TensorCores::warp,
                   copied_depth(taps_of_residue(s), (s.k / s.groups + 1) / 2));
}

size_t conv2d_grad_data_workspace_bytes_stored_bf16(const Conv2dShape& s, const GemmPlan& plan) {
  return is_depthwise(s) ? 0 : turned_bytes<Bf16>(s) + partial_bytes(s, plan);
}

Status conv2d_grad_data(const Conv2dShape& s, const GemmPlan& plan, const Bf16* dy, const float* w, Bf16* dx, void* workspace,
                        Stream stream) {
  FACET_TRY(check(s));
  if (is_depthwise(s)) return depthwise_conv2d_grad_data(s, dy, w, dx, stream);
  if (!takes_stored_bf16(s)) return invalid_argument("a convolution of stored bf16 takes even numbers of channels");
  return gather_dy(s, Precision::bf16, plan, dy, w, dx, workspace, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
