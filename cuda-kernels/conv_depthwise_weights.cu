#include <algorithm>

#include "conv_depthwise.h"
#include "device/conv_axis.cuh"
#include "device/fast_divide.cuh"
#include "device/vec.cuh"
#include "gemm_plan.h"
#include "split_sum.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr int kThreads = 128;
constexpr int kTapsAtOnce = 3;       // of a row of the window: sums that a thread holds for each of its channels
constexpr int64_t kPixelsEach = 32;  // of a thread, at least, where there are so many
constexpr int64_t kMostChunks = 256;

// T: float or Bf16.
template <class T>
struct DepthwiseWeights {
  const T* x;   // [images, vertical.image, horizontal.image, x_channels]
  const T* dy;  // [images, vertical.results, horizontal.results, channels]
  float* dw;    // [chunks, channels, vertical.taps * horizontal.taps]
  WindowAxis vertical, horizontal;
  int x_channels, channels, sharing;  // channel k of y belongs to channel k / sharing of x
  int pixels, pixels_each;            // of all images; of a chunk
  FastDivide by_rows, by_columns;     // rows of an image, results of a row
};

// Threads: x over groups of kWidth channels, y over pixels. Grid: rows of the window x tiles of channels x chunks of pixels;
// the rows of the window run together and find each other's dy in the L2 cache.
template <class T, int kWidth>
__global__ void __launch_bounds__(kThreads) depthwise_weights(DepthwiseWeights<T> d) {
  FACET_SHARED(float, sums, kThreads* kTapsAtOnce* kWidth);
  const int across = static_cast<int>(blockDim.x), down = static_cast<int>(blockDim.y);
  const int lane = static_cast<int>(threadIdx.x), place = static_cast<int>(threadIdx.y);
  const int tap_y = static_cast<int>(blockIdx.x);
  const int channel = (static_cast<int>(blockIdx.y) * across + lane) * kWidth;
  const bool exists = channel < d.channels;
  const int begin = static_cast<int>(blockIdx.z) * d.pixels_each;
  const int end = min(begin + d.pixels_each, d.pixels);
  const int taps = d.vertical.taps * d.horizontal.taps;
  const T* x = d.x + channel / d.sharing;
  const T* dy = d.dy + channel;

  for (int first_tap = 0; first_tap < d.horizontal.taps; first_tap += kTapsAtOnce) {
    float sum[kTapsAtOnce][kWidth] = {};
    for (int pixel = begin + place; exists && pixel < end; pixel += down) {
      int row, column;
      const int image = d.by_rows.quotient(d.by_columns.quotient(pixel, column), row);
      const int y = row * d.vertical.stride - d.vertical.pad + tap_y * d.vertical.dilation;
      if (y < 0 || y >= d.vertical.image) continue;
      const T* line = x + (int64_t{image} * d.vertical.image + y) * d.horizontal.image * d.x_channels;
      const int first_x = column * d.horizontal.stride - d.horizontal.pad;
      if constexpr (kWidth == 4) {
        const float4 g = load_vec4(dy + int64_t{pixel} * d.channels);
#pragma unroll
        for (int t = 0; t < kTapsAtOnce; ++t) {
          const int at = first_x + (first_tap + t) * d.horizontal.dilation;
          if (first_tap + t >= d.horizontal.taps || at < 0 || at >= d.horizontal.image) continue;
          const float4 v = load_vec4(line + int64_t{at} * d.x_channels);
          sum[t][0] = fmaf(g.x, v.x, sum[t][0]);
          sum[t][1] = fmaf(g.y, v.y, sum[t][1]);
          sum[t][2] = fmaf(g.z, v.z, sum[t][2]);
          sum[t][3] = fmaf(g.w, v.w, sum[t][3]);
        }
      } else {
        const float g = load_one(dy + int64_t{pixel} * d.channels);
#pragma unroll
        for (int t = 0; t < kTapsAtOnce; ++t) {
          const int at = first_x + (first_tap + t) * d.horizontal.dilation;
          if (first_tap + t >= d.horizontal.taps || at < 0 || at >= d.horizontal.image) continue;
          sum[t][0] = fmaf(g, load_one(line + int64_t{at} * d.x_channels), sum[t][0]);
        }
      }
    }

    // The block's threads of a channel, in their order.
#pragma unroll
    for (int t = 0; t < kTapsAtOnce; ++t)
#pragma unroll
      for (int c = 0; c < kWidth; ++c) sums[((t * kWidth + c) * down + place) * across + lane] = sum[t][c];
    __syncthreads();
    if (place == 0 && exists)
      for (int t = 0; t < kTapsAtOnce && first_tap + t < d.horizontal.taps; ++t)
        for (int c = 0; c < kWidth; ++c) {
          float all = 0.f;
          for (int i = 0; i < down; ++i) all += sums[((t * kWidth + c) * down + i) * across + lane];
          const int64_t row = int64_t{blockIdx.z} * d.channels + channel + c;
          d.dw[row * taps + tap_y * d.horizontal.taps + first_tap + t] = all;
        }
    __syncthreads();
  }
}

// Pixels a block's threads see at once when the tile of channels is `across` threads wide.
unsigned threads_across(int64_t columns) {
  unsigned across = 1;
  while (across < 32 && across < columns) across *= 2;
  return across;
}

// A cut of the pixels that depends on the shape alone.
DepthSplit chunks_of(const Conv2dShape& s) {
  const int64_t pixels = s.n * s.p * s.q;
  const int64_t down = kThreads / threads_across((s.k + 3) / 4);
  const int64_t chunks = std::clamp<int64_t>(pixels / (down * kPixelsEach), 1, kMostChunks);
  const int64_t each = (pixels + chunks - 1) / chunks;
  return {static_cast<int>((pixels + each - 1) / each), static_cast<int>(each)};
}

template <class T>
Status launch(const Conv2dShape& s, const T* x, const T* dy, float* dw, float* workspace, Stream stream) {
  const DepthSplit chunks = chunks_of(s);
  const bool shared = chunks.splits > 1;
  if (shared && !workspace) return invalid_argument("this depthwise conv2d_grad_weights needs a workspace");
  DepthwiseWeights<T> d{};
  d.x = x;
  d.dy = dy;
  d.dw = shared ? workspace : dw;
  d.vertical = window_axis(s.h, s.p, s.stride_h, s.pad_top, s.dilation_h, s.r);
  d.horizontal = window_axis(s.w, s.q, s.stride_w, s.pad_left, s.dilation_w, s.s);
  d.x_channels = static_cast<int>(s.c);
  d.channels = static_cast<int>(s.k);
  d.sharing = static_cast<int>(s.k / s.c);
  d.pixels = static_cast<int>(s.n * s.p * s.q);
  d.pixels_each = chunks.depth_each;
  d.by_rows = FastDivide(static_cast<int>(s.p));
  d.by_columns = FastDivide(static_cast<int>(s.q));
  const bool vectorised = s.k == s.c && s.c % 4 == 0 && aligned_for_vec4(x, dy);
  const int64_t columns = vectorised ? s.k / 4 : s.k;
  const unsigned across = threads_across(columns);
  const int64_t tiles = (columns + across - 1) / across;
  if (tiles > 65535) return invalid_argument("a depthwise convolution has at most 2 million channels");
  const dim3 grid(static_cast<unsigned>(s.r), static_cast<unsigned>(tiles), static_cast<unsigned>(chunks.splits));
  const dim3 block(across, kThreads / across);
  if (vectorised)
    FACET_TRY(FACET_LAUNCH((depthwise_weights<T, 4>), grid, block, 0, stream, d));
  else
    FACET_TRY(FACET_LAUNCH((depthwise_weights<T, 1>), grid, block, 0, stream, d));
  if (!shared) return {};
  return split_sum(workspace, chunks.splits, s.w_count(), nullptr, 1, Activation::none, dw, stream);
}

}  // namespace

size_t depthwise_conv2d_grad_weights_workspace_bytes(const Conv2dShape& s) {
  const int chunks = chunks_of(s).splits;
  return chunks == 1 ? 0 : static_cast<size_t>(chunks * s.w_count()) * sizeof(float);
}

Status depthwise_conv2d_grad_weights(const Conv2dShape& s, const float* x, const float* dy, float* dw, float* workspace,
                                     Stream stream) {
  return launch(s, x, dy, dw, workspace, stream);
}

Status depthwise_conv2d_grad_weights(const Conv2dShape& s, const Bf16* x, const Bf16* dy, float* dw, float* workspace,
                                     Stream stream) {
  return launch(s, x, dy, dw, workspace, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
