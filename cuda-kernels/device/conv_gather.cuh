// A convolution seen from its result, and the loader that turns it into a matrix product without writing the matrix: row =
// pixel of the result, depth = (tap, channel) of the source, column = channel of the result (implicit GEMM; Chetlur et al.
// 2014).
//
// The forward pass gathers from x; the gradient of the data gathers from dy, a residue of the stride at a time, with the taps
// that meet it (conv2d_grad_data.cu).
#pragma once

#include <cstdint>

#include "device/conv_axis.cuh"
#include "device/copy_async.cuh"
#include "device/fast_divide.cuh"
#include "device/gemm_load.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Where source and weights are stored as bf16 they are gathered as words, pairs of channels, and `channels` counts words.
struct ConvGather {
  const float* source;   // [images, vertical.source, horizontal.source, groups * channels]
  const float* weights;  // [groups * result_channels, taps, channels]
  float* result;         // [images, height, width, groups * result_channels]; with several splits, one such array a split
  bool stored_bf16;      // source and weights
  Bf16* bf16_result;     // in place of `result`, unless null; of stored_bf16 only
  GatherAxis vertical, horizontal;
  int images, groups;
  int channels, result_channels;  // of a group
  int height, width;
  int depth_each;        // what a split takes of taps * channels
  int64_t split_stride;  // floats from one split's result to the next one's
  // source and weights are 16-byte aligned and channels a multiple of 4.
  bool vectorised;
  // Besides, channels is a multiple of the tile's depth: a step takes 16 (or 32) channels of one tap, and the taps of these
  // channels follow each other, so that they find the source's pixels in the L1 cache.
  bool whole_steps;
  FastDivide by_results, by_width, by_channels, by_taps;  // results of an image; of its row; channels; horizontal taps

  __host__ __device__ int pixels() const { return images * vertical.results * horizontal.results; }
  __host__ __device__ int depth() const { return vertical.taps * horizontal.taps * channels; }
};

// One thread's part in copying the pixels' and the weights' panels of a tile, from depth `begin` to `end`.
template <class Tile>
class ConvGatherLoader {
 public:
  __device__ ConvGatherLoader(const ConvGather& g, int group, int first_row, int first_column, int begin, int end)
      : g_(g), column_(first_column + place_row()), depth_(begin), end_(end) {
    const int pixels = g.pixels();
    int within;
    const int first_image = g.by_results.quotient(first_row, within);
    const int row_floats = g.horizontal.source * g.groups * g.channels;
    source_ = g.source + first_image * (int64_t{g.vertical.source} * row_floats) + group * g.channels;
#pragma unroll
    for (int pass = 0; pass < kPassesA; ++pass) {
      const int pixel = first_row + place_row() + pass * kRowsAPass;
      const int image = g.by_results.quotient(pixel < pixels ? pixel : 0, within);
      int column;
      const int row = g.by_width.quotient(within, column);
      // A row that does not exist lies outside the image for every tap.
      y_[pass] = pixel < pixels ? row * g.vertical.stride + g.vertical.first : kNowhere;
      x_[pass] = column * g.horizontal.stride + g.horizontal.first;
      offset_[pass] = pixel < pixels ? ((image - first_image) * g.vertical.source + y_[pass]) * row_floats +
                                           x_[pass] * (g.groups * g.channels)
                                     : 0;
    }
    weights_ = g.weights + (int64_t{group} * g.result_channels + column_) * g.depth();
    if (g.whole_steps) {
      int tap;
      const int block = begin / Tile::kDepth;
      const int taps = g.vertical.taps * g.horizontal.taps;
      channel_ = taps == 0 ? 0 : block / taps * Tile::kDepth;
      tap = taps == 0 ? 0 : block % taps;
      tap_y_ = g.by_taps.quotient(tap, tap_x_);
    }
  }

  // Issues the copies of the next step's panels.
  __device__ __forceinline__ void load(const SharedSpan<float>& shared, int stage) {
    if (g_.whole_steps)
      load_whole_step(shared, stage);
    else if (g_.vectorised)
      load_vectors(shared, stage);
    else
      load_floats(shared, stage);
    depth_ += Tile::kDepth;
  }

 private:
  static constexpr int kAcross = Tile::kDepth / 4;  // threads a row of a panel
  static constexpr int kRowsAPass = Tile::kThreads / kAcross;
  static constexpr int kPassesA = Tile::kRows / kRowsAPass;
  static constexpr int kPassesB = Tile::kColumns / kRowsAPass;
  static constexpr int kNowhere = -(1 << 30);
  static_assert(Tile::kRows % kRowsAPass == 0 && Tile::kColumns % kRowsAPass == 0, "whole passes");

  __device__ static int place_row() { return static_cast<int>(threadIdx.x) / kAcross; }
  __device__ static int place_depth() { return static_cast<int>(threadIdx.x) % kAcross * 4; }

  template <int kRows>
  __device__ static int index(int pass, int depth) {
    return panel_index<kRows, PanelLayout::depth_contiguous, Tile::kDepth>(place_row() + pass * kRowsAPass, depth);
  }

  __device__ __forceinline__ bool inside(int pass, int move_y, int move_x) const {
    return static_cast<unsigned>(y_[pass] + move_y) < static_cast<unsigned>(g_.vertical.source) &&
           static_cast<unsigned>(x_[pass] + move_x) < static_cast<unsigned>(g_.horizontal.source);
  }

  __device__ __forceinline__ bool column_exists(int pass) const { return column_ + pass * kRowsAPass < g_.result_channels; }

  // From a pixel's first tap to the one `move_y` rows and `move_x` columns on.
  __device__ __forceinline__ int move(int move_y, int move_x) const {
    return (move_y * g_.horizontal.source + move_x) * (g_.groups * g_.channels);
  }

  __device__ __forceinline__ const float* weights_of(int pass) const {
    return weights_ + int64_t{pass * kRowsAPass} * g_.depth();
  }

  __device__ __forceinline__ void load_whole_step(const SharedSpan<float>& shared, int stage) {
    const int move_y = tap_y_ * g_.vertical.step;
    const int move_x = tap_x_ * g_.horizontal.step;
    const int delta = move(move_y, move_x) + channel_ + place_depth();
#pragma unroll
    for (int pass = 0; pass < kPassesA; ++pass)
      copy_async_vec4_cached(&shared.vec4(stage + index<Tile::kRows>(pass, place_depth())), source_ + (offset_[pass] + delta),
                             inside(pass, move_y, move_x));
    const int place = (tap_y_ * g_.horizontal.taps + tap_x_) * g_.channels + channel_ + place_depth();
#pragma unroll
    for (int pass = 0; pass < kPassesB; ++pass)
      copy_async_vec4(&shared.vec4(stage + Tile::kPanelA + index<Tile::kColumns>(pass, place_depth())),
                      weights_of(pass) + place, column_exists(pass));
    if (++tap_x_ < g_.horizontal.taps) return;
    tap_x_ = 0;
    if (++tap_y_ < g_.vertical.taps) return;
    tap_y_ = 0;
    channel_ += Tile::kDepth;
  }

  __device__ __forceinline__ void load_vectors(const SharedSpan<float>& shared, int stage) {
    const int place = depth_ + place_depth();
    int channel, tap_x;
    const int tap_y = g_.by_taps.quotient(g_.by_channels.quotient(place, channel), tap_x);
    const int move_y = tap_y * g_.vertical.step;
    const int move_x = tap_x * g_.horizontal.step;
    const int delta = move(move_y, move_x) + channel;
#pragma unroll
    for (int pass = 0; pass < kPassesA; ++pass)
      copy_async_vec4_cached(&shared.vec4(stage + index<Tile::kRows>(pass, place_depth())), source_ + (offset_[pass] + delta),
                             place < end_ && inside(pass, move_y, move_x));
#pragma unroll
    for (int pass = 0; pass < kPassesB; ++pass)
      copy_async_vec4(&shared.vec4(stage + Tile::kPanelA + index<Tile::kColumns>(pass, place_depth())),
                      weights_of(pass) + place, place < end_ && column_exists(pass));
  }

  __device__ __forceinline__ void load_floats(const SharedSpan<float>& shared, int stage) {
    for (int i = 0; i < 4; ++i) {
      const int place = depth_ + place_depth() + i;
      int channel, tap_x;
      const int tap_y = g_.by_taps.quotient(g_.by_channels.quotient(place, channel), tap_x);
      const int move_y = tap_y * g_.vertical.step;
      const int move_x = tap_x * g_.horizontal.step;
      const int delta = move(move_y, move_x) + channel;
#pragma unroll
      for (int pass = 0; pass < kPassesA; ++pass)
        copy_async_float(&shared[stage + index<Tile::kRows>(pass, place_depth() + i)], source_ + (offset_[pass] + delta),
                         place < end_ && inside(pass, move_y, move_x));
#pragma unroll
      for (int pass = 0; pass < kPassesB; ++pass)
        copy_async_float(&shared[stage + Tile::kPanelA + index<Tile::kColumns>(pass, place_depth() + i)],
                         weights_of(pass) + place, place < end_ && column_exists(pass));
    }
  }

  const ConvGather& g_;
  const float* source_;   // the block's first image, the group's first channel
  const float* weights_;  // of the thread's first column
  int column_;
  // Of each of the thread's pixels: the place of its first tap, and how far that is from source_.
  int y_[kPassesA], x_[kPassesA], offset_[kPassesA];
  int depth_, end_;
  int channel_ = 0, tap_y_ = 0, tap_x_ = 0;  // of the next whole step
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
