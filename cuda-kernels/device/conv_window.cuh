// The loader of conv2d_grad_weights: pixels of x under the taps of a window, as the panel of a matrix product whose depth runs
// over the pixels of y and whose rows are (tap, channel).
#pragma once

#include <cstdint>

#include "device/conv_axis.cuh"
#include "device/copy_async.cuh"
#include "device/fast_divide.cuh"
#include "device/gemm_load.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

struct ConvWindow {
  const float* x;  // [images, vertical.image, horizontal.image, groups * channels]
  WindowAxis vertical, horizontal;
  int images, groups, channels;                           // channels of a group
  bool vectorised;                                        // x is 16-byte aligned and channels a multiple of 4
  FastDivide by_results, by_width, by_channels, by_taps;  // results of an image; of its row; channels; horizontal taps

  __host__ __device__ int rows() const { return vertical.taps * horizontal.taps * channels; }
};

// One thread's part in copying the panels, row_contiguous or row_pairs, of kRows rows (or pairs, with channels and row counting
// pairs) from `first_row` on, from pixel `begin` of y to `end`.
template <int kThreads, int kRows, PanelLayout kLayout = PanelLayout::row_contiguous>
class ConvWindowLoader {
 public:
  __device__ ConvWindowLoader(const ConvWindow& window, int group, int first_row, int begin, int end)
      : w_(window),
        x_(window.x + group * window.channels),
        row_(first_row + place_row()),
        pixel_(begin + place_depth()),
        end_(end) {
    tap_of(row_, move_y_, move_x_, channel_);
  }

  // Issues the copies of the next step's panel, to `panel` of the shared memory.
  __device__ __forceinline__ void load(const SharedSpan<float>& shared, int panel) {
#pragma unroll
    for (int pass = 0; pass < kPasses; ++pass) {
      const int deeper = pass * (kThreads / kAcross);
      const int index = panel + panel_index<kRows, kLayout>(place_row(), place_depth() + deeper);
      int within, column;
      const int image = w_.by_results.quotient(pixel_ + deeper, within);
      const int y = w_.by_width.quotient(within, column) * w_.vertical.stride - w_.vertical.pad;
      const int x = column * w_.horizontal.stride - w_.horizontal.pad;
      const bool exists = pixel_ + deeper < end_;
      if (w_.vectorised) {
        copy_async_vec4_cached(&shared.vec4(index), address(image, y + move_y_, x + move_x_) + channel_,
                               exists && row_ < w_.rows() && inside(y + move_y_, x + move_x_));
      } else {
        for (int i = 0; i < 4; ++i) {
          int move_y, move_x, channel;
          tap_of(row_ + i, move_y, move_x, channel);
          copy_async_float(&shared[index + i], address(image, y + move_y, x + move_x) + channel,
                           exists && row_ + i < w_.rows() && inside(y + move_y, x + move_x));
        }
      }
    }
    pixel_ += kGemmDepth;
  }

 private:
  static constexpr int kAcross = kRows / 4;  // threads a depth of the panel
  static constexpr int kPasses = kRows * kGemmDepth / 4 / kThreads;
  static_assert(kRows * kGemmDepth / 4 % kThreads == 0 && kThreads % kAcross == 0, "whole passes");

  __device__ static int place_row() { return static_cast<int>(threadIdx.x) % kAcross * 4; }
  __device__ static int place_depth() { return static_cast<int>(threadIdx.x) / kAcross; }

  __device__ __forceinline__ void tap_of(int row, int& move_y, int& move_x, int& channel) const {
    int tap_x;
    const int tap_y = w_.by_taps.quotient(w_.by_channels.quotient(row, channel), tap_x);
    move_y = tap_y * w_.vertical.dilation;
    move_x = tap_x * w_.horizontal.dilation;
  }

  __device__ __forceinline__ bool inside(int y, int x) const {
    return static_cast<unsigned>(y) < static_cast<unsigned>(w_.vertical.image) &&
           static_cast<unsigned>(x) < static_cast<unsigned>(w_.horizontal.image);
  }

  __device__ __forceinline__ const float* address(int image, int y, int x) const {
    const int64_t line = int64_t{image} * w_.vertical.image + y;
    return x_ + (line * w_.horizontal.image + x) * (w_.groups * w_.channels);
  }

  const ConvWindow& w_;
  const float* x_;  // the group's first channel
  int row_, pixel_, end_;
  int move_y_, move_x_, channel_;  // of row_
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
