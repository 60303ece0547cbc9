#include <algorithm>

#include "conv_depthwise.h"
#include "device/conv_axis.cuh"
#include "device/fast_divide.cuh"
#include "device/gemm_store.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr int kThreads = 128;
constexpr int kBlocksAtOnce = 5;  // for which registers must suffice: left alone, the compiler takes up to 128 and spills
constexpr int kStrip = 4;  // neighbouring results of a row that a thread computes: they share weights and, mostly, sources
constexpr size_t kMostSharedBytes = 48 * 1024;
constexpr int64_t kMostBlocks = 65535;
// Floats behind each tap's weights in shared memory: the taps of a channel, which neighbouring threads stage, then lie in
// different banks, but for the first and the last of nine.
constexpr int kTapGap = 4;

// One dimension, with the taps of the forward convolution that its taps are: `first_tap` + t * `tap_period`.
struct DepthwiseAxis {
  GatherAxis gather;
  int first_tap, tap_period;
};

// T: float or Bf16.
template <class T>
struct DepthwiseGather {
  const T* source;       // [images, vertical.source, horizontal.source, source_channels]
  const float* weights;  // [weight rows, taps]
  const float* bias;     // null: none
  bool relu;
  T* result;  // [images, height, width, result_channels]
  DepthwiseAxis vertical, horizontal;
  int images, source_channels, result_channels, height, width;
  // Result channel j sums over the weight rows j * terms to j * terms + terms - 1; weight row i belongs to the source channel
  // i / sharing.
  int terms, sharing;
  int row_taps, taps;             // of the forward convolution
  int strips;                     // of all rows of all images
  bool staged;                    // a block's weights go through shared memory
  FastDivide by_strips, by_rows;  // strips of a row, rows of an image
};

// kWidth neighbouring channels.
template <int kWidth>
struct Channels {
  float v[kWidth];
};

template <int kWidth, class T>
__device__ __forceinline__ Channels<kWidth> load_channels(const T* from) {
  if constexpr (kWidth == 4) {
    const float4 v = load_vec4(from);
    return {{v.x, v.y, v.z, v.w}};
  } else {
    return {{load_one(from)}};
  }
}

// Threads: x over groups of kWidth channels, y over strips. kTaps and kStride are those of the rows, so that the sources of a
// strip are loaded once and stay in registers; kTaps 0 takes any. Grid: tiles of channels x bands of strips.
template <class T, int kWidth, int kTaps, int kStride>
__global__ void __launch_bounds__(kThreads, kBlocksAtOnce) depthwise_gather(DepthwiseGather<T> g) {
  FACET_DYNAMIC_SHARED(float, shared);
  const int tile_channels = static_cast<int>(blockDim.x) * kWidth;
  const int tile_rows = tile_channels * g.terms;  // of weights
  const int pitch = tile_rows + kTapGap;          // from tap to tap
  const int first_channel = static_cast<int>(blockIdx.x) * tile_channels;
  if (g.staged) {
    // By columns, so that the channels of a tap are neighbours.
    const int first_row = first_channel * g.terms;
    const int rows = min(tile_rows, g.result_channels * g.terms - first_row);
    for (int i = static_cast<int>(threadIdx.y * blockDim.x + threadIdx.x); i < rows * g.taps; i += kThreads)
      shared[i % g.taps * pitch + i / g.taps] = g.weights[int64_t{first_row} * g.taps + i];
    __syncthreads();
  }
  const int channel = first_channel + static_cast<int>(threadIdx.x) * kWidth;
  if (channel >= g.result_channels) return;
  const auto weights_of = [&](int term, int tap) {
    if constexpr (kWidth == 4) {  // with one term
      if (g.staged) {
        const float4 w = shared.vec4(tap * pitch + channel - first_channel);
        return Channels<kWidth>{{w.x, w.y, w.z, w.w}};
      }
    }
    Channels<kWidth> w;
#pragma unroll
    for (int i = 0; i < kWidth; ++i) {
      const int row = (channel + i) * g.terms + term;
      w.v[i] = g.staged ? shared[tap * pitch + row - first_channel * g.terms] : g.weights[int64_t{row} * g.taps + tap];
    }
    return w;
  };
  const GatherAxis& rows = g.vertical.gather;
  const GatherAxis& columns = g.horizontal.gather;

  const int step = static_cast<int>(gridDim.y * blockDim.y);
  for (int strip = static_cast<int>(blockIdx.y * blockDim.y + threadIdx.y); strip < g.strips; strip += step) {
    int first, row;
    const int image = g.by_rows.quotient(g.by_strips.quotient(strip, first), row);
    first *= kStrip;
    Channels<kWidth> sum[kStrip] = {};
    for (int term = 0; term < g.terms; ++term) {
      const T* source = g.source + (channel * g.terms + term) / g.sharing;
      for (int tap_y = 0; tap_y < rows.taps; ++tap_y) {
        const int y = row * rows.stride + rows.first + tap_y * rows.step;
        if (y < 0 || y >= rows.source) continue;
        const T* line = source + (int64_t{image} * rows.source + y) * columns.source * g.source_channels;
        const int first_of_row = (g.vertical.first_tap + tap_y * g.vertical.tap_period) * g.row_taps;
        const auto load = [&](int x) {
          return x >= 0 && x < columns.source ? load_channels<kWidth>(line + int64_t{x} * g.source_channels)
                                              : Channels<kWidth>{};
        };
        const auto add = [&](int result, const Channels<kWidth>& s, const Channels<kWidth>& w) {
#pragma unroll
          for (int i = 0; i < kWidth; ++i) sum[result].v[i] = fmaf(s.v[i], w.v[i], sum[result].v[i]);
        };
        if constexpr (kTaps > 0) {
          // step is 1 or -1: with -1 the window is read from its last tap on.
          const bool forward = columns.step > 0;
          const int x = first * kStride + columns.first - (forward ? 0 : kTaps - 1);
          Channels<kWidth> sources[(kStrip - 1) * kStride + kTaps];
#pragma unroll
          for (int i = 0; i < (kStrip - 1) * kStride + kTaps; ++i) sources[i] = load(x + i);
#pragma unroll
          for (int t = 0; t < kTaps; ++t) {
            const Channels<kWidth> w = weights_of(term, first_of_row + (forward ? t : kTaps - 1 - t));
#pragma unroll
            for (int i = 0; i < kStrip; ++i) add(i, sources[i * kStride + t], w);
          }
        } else {
          for (int t = 0; t < columns.taps; ++t) {
            const Channels<kWidth> w = weights_of(term, first_of_row + g.horizontal.first_tap + t * g.horizontal.tap_period);
#pragma unroll
            for (int i = 0; i < kStrip; ++i) add(i, load((first + i) * columns.stride + columns.first + t * columns.step), w);
          }
        }
      }
    }

    const int64_t line = int64_t{image} * g.height + row * rows.spread + rows.offset;
#pragma unroll
    for (int i = 0; i < kStrip; ++i) {
      if (first + i >= columns.results) break;
#pragma unroll
      for (int c = 0; c < kWidth; ++c) {
        if (g.bias) sum[i].v[c] += g.bias[channel + c];
        if (g.relu) sum[i].v[c] = relu_of(sum[i].v[c]);
      }
      T* to = g.result + (line * g.width + (first + i) * columns.spread + columns.offset) * g.result_channels + channel;
      if constexpr (kWidth == 4)
        store_vec4(to, make_float4(sum[i].v[0], sum[i].v[1], sum[i].v[2], sum[i].v[3]));
      else
        store_one(to, sum[i].v[0]);
    }
  }
}

template <int kWidth, class T>
Status launch_width(DepthwiseGather<T>& g, Stream stream) {
  const int columns = (g.result_channels + kWidth - 1) / kWidth;
  unsigned across = 1;
  while (across < 32 && static_cast<int>(across) < columns) across *= 2;
  const unsigned down = kThreads / across;
  const int row_strips = (g.horizontal.gather.results + kStrip - 1) / kStrip;
  const int64_t strips = int64_t{row_strips} * g.vertical.gather.results * g.images;
  if (strips > 0x7fffffff - kMostBlocks * down)
    return invalid_argument("a depthwise convolution has too many pixels; use a smaller batch");
  if (strips == 0) return {};
  g.strips = static_cast<int>(strips);
  g.by_strips = FastDivide(row_strips);
  g.by_rows = FastDivide(g.vertical.gather.results);
  const size_t pitch = across * kWidth * static_cast<size_t>(g.terms) + kTapGap;
  const size_t shared_bytes = sizeof(float) * pitch * static_cast<size_t>(g.taps);
  g.staged = shared_bytes <= kMostSharedBytes;
  // Four strips a thread at least, where there are so many: the weights are staged once for them.
  const int64_t bands = std::min<int64_t>((strips + down * 4 - 1) / (down * 4), kMostBlocks);
  const dim3 grid((static_cast<unsigned>(columns) + across - 1) / across, static_cast<unsigned>(bands));
  const dim3 block(across, down);
  const size_t bytes = g.staged ? shared_bytes : 0;
  const GatherAxis& row = g.horizontal.gather;
  if (row.taps == 3 && row.stride == 1 && std::abs(row.step) == 1)
    return FACET_LAUNCH((depthwise_gather<T, kWidth, 3, 1>), grid, block, bytes, stream, g);
  if (row.taps == 3 && row.stride == 2 && row.step == 1)
    return FACET_LAUNCH((depthwise_gather<T, kWidth, 3, 2>), grid, block, bytes, stream, g);
  return FACET_LAUNCH((depthwise_gather<T, kWidth, 0, 0>), grid, block, bytes, stream, g);
}

template <class T>
Status launch(DepthwiseGather<T>& g, Stream stream) {
  const bool vectorised = g.terms == 1 && g.sharing == 1 && g.result_channels % 4 == 0 && aligned_for_vec4(g.source, g.result);
  return vectorised ? launch_width<4>(g, stream) : launch_width<1>(g, stream);
}

template <class T>
DepthwiseGather<T> gather_of(const Conv2dShape& s, const T* source, const float* w, T* result) {
  DepthwiseGather<T> g{};
  g.source = source;
  g.weights = w;
  g.result = result;
  g.images = static_cast<int>(s.n);
  g.row_taps = static_cast<int>(s.s);
  g.taps = static_cast<int>(s.r * s.s);
  return g;
}

template <class T>
Status launch_forward(const Conv2dShape& s, const T* x, const float* w, const float* bias, Activation activation, T* y,
                      Stream stream) {
  DepthwiseGather<T> g = gather_of(s, x, w, y);
  g.bias = bias;
  g.relu = activation == Activation::relu;
  g.vertical = {forward_axis(s.h, s.p, s.stride_h, s.pad_top, s.dilation_h, s.r), 0, 1};
  g.horizontal = {forward_axis(s.w, s.q, s.stride_w, s.pad_left, s.dilation_w, s.s), 0, 1};
  g.source_channels = static_cast<int>(s.c);
  g.result_channels = static_cast<int>(s.k);
  g.height = static_cast<int>(s.p);
  g.width = static_cast<int>(s.q);
  g.terms = 1;
  g.sharing = static_cast<int>(s.k / s.c);
  return launch(g, stream);
}

template <class T>
Status launch_grad_data(const Conv2dShape& s, const T* dy, const float* w, T* dx, Stream stream) {
  DepthwiseGather<T> g = gather_of(s, dy, w, dx);
  g.source_channels = static_cast<int>(s.k);
  g.result_channels = static_cast<int>(s.c);
  g.height = static_cast<int>(s.h);
  g.width = static_cast<int>(s.w);
  g.terms = static_cast<int>(s.k / s.c);
  g.sharing = 1;
  const TapClasses rows = tap_classes(s.r, s.stride_h, s.dilation_h);
  const TapClasses columns = tap_classes(s.s, s.stride_w, s.dilation_w);
  for (int64_t a = 0; a < s.stride_h; ++a) {
    const GradientAxis vertical = gradient_axis(s.h, s.p, s.stride_h, s.pad_top, s.dilation_h, rows, a);
    for (int64_t b = 0; b < s.stride_w; ++b) {
      const GradientAxis horizontal = gradient_axis(s.w, s.q, s.stride_w, s.pad_left, s.dilation_w, columns, b);
      g.vertical = {vertical.gather, vertical.first_tap, rows.period};
      g.horizontal = {horizontal.gather, horizontal.first_tap, columns.period};
      FACET_TRY(launch(g, stream));
    }
  }
  return {};
}

}  // namespace

Status depthwise_conv2d(const Conv2dShape& s, const float* x, const float* w, const float* bias, Activation activation,
                        float* y, Stream stream) {
  return launch_forward(s, x, w, bias, activation, y, stream);
}

Status depthwise_conv2d(const Conv2dShape& s, const Bf16* x, const float* w, const float* bias, Activation activation, Bf16* y,
                        Stream stream) {
  return launch_forward(s, x, w, bias, activation, y, stream);
}

Status depthwise_conv2d_grad_data(const Conv2dShape& s, const float* dy, const float* w, float* dx, Stream stream) {
  return launch_grad_data(s, dy, w, dx, stream);
}

Status depthwise_conv2d_grad_data(const Conv2dShape& s, const Bf16* dy, const float* w, Bf16* dx, Stream stream) {
  return launch_grad_data(s, dy, w, dx, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
