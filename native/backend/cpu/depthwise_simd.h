// Convolutions in which every channel is a group of its own, seen row by row: the outputs of a row fall into runs that meet the
// same taps (all of them inside the image, fewer at its edges). Vectors run over the channels. Loads, not multiplications, are
// what these kernels are bound by while the data lie in the cache: under 3x3 kernels, neighbouring outputs share the columns
// that they load, and what belongs to a tap stays in a register along a run.
#pragma once

#include "backend/cpu/conv_rows_simd.h"
#include "backend/cpu/elementwise_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {

inline constexpr int kRunTile = 4;  // outputs computed together

// x, w and y in the forward roles; the gradients find their tensors in the same places.
struct Depthwise {
  int64_t images, h, w, channels, out_h, out_w, kernel_h, kernel_w;
  Conv2dParams conv;

  Depthwise(const Step& step, const TensorView& x, const TensorView& weights, const TensorView& y)
      : images(x.dims[0]),
        h(x.dims[1]),
        w(x.dims[2]),
        channels(x.dims[3]),
        out_h(y.dims[1]),
        out_w(y.dims[2]),
        kernel_h(weights.dims[1]),
        kernel_w(weights.dims[2]),
        conv(Conv2dParams::of(step)) {}

  int64_t taps() const { return kernel_h * kernel_w; }
};

inline const char* refuse_depthwise(const Step& step, const TensorView& weights) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  const int64_t groups = Conv2dParams::of(step).groups;
  if (groups == 1 || weights.dims[3] != 1 || weights.dims[0] != groups) return "not depthwise";
  return weights.dims[1] > kMaxKernel || weights.dims[2] > kMaxKernel ? "kernel larger than 32" : nullptr;
}

// What the outputs of a run meet: tap i multiplies inputs from x[i] on with the weights from w[i] on ([R*S][C]).
struct RunTaps {
  int count;
  int64_t step;    // elements of x between the inputs of neighbouring outputs
  int64_t column;  // elements of x between neighbouring columns
  bool square;     // the taps are three rows of three neighbouring columns, the step is one column or two
  // What the next row of outputs will be the first to meet: rows of x from `next` on, 0 where the tensors fit the cache.
  int64_t next, next_rows, row;
  int64_t x[kMaxKernel * kMaxKernel];
  int64_t w[kMaxKernel * kMaxKernel];
};

// Tensors with more elements than this leave the cache between the rows that read the same inputs.
inline constexpr int64_t kCachedElements = 1024 * 1024;

// body(first, count, taps) for the runs of output row i; x offsets are those of the run's first output, in one image.
template <typename F>
inline void for_runs(const ConvAxis& rows, const ConvAxis& columns, int64_t i, int64_t in_h, int64_t in_w, int64_t kernel_w,
                     int64_t channels, bool cached, F&& body) {
  const auto inside = [&](int64_t j, int t) {
    const int64_t at = j * columns.in_step + columns.in_offset[t];
    return at >= 0 && at < in_w;
  };
  const bool square =
      rows.taps == 3 && columns.taps == 3 && columns.in_highest() - columns.in_lowest() == 2 && columns.in_step <= 2;
  RunTaps taps;
  taps.step = columns.in_step * channels;
  taps.column = channels;
  taps.row = in_w * channels;
  taps.next = taps.next_rows = 0;
  for (int64_t j = 0; j < columns.count;) {
    bool whole = true;
    taps.count = 0;
    for (int r = 0; r < rows.taps; ++r) {
      const int64_t at = i * rows.in_step + rows.in_offset[r];
      if (at < 0 || at >= in_h) continue;
      for (int t = 0; t < columns.taps; ++t) {
        if (!inside(j, t)) {
          whole = false;
          continue;
        }
        taps.x[taps.count] = (at * in_w + j * columns.in_step + columns.in_offset[t]) * channels;
        taps.w[taps.count++] = (rows.tap[r] * kernel_w + columns.tap[t]) * channels;
      }
    }
    // Offsets ascend: a run on which all taps meet the image ends where the last one leaves it.
    int64_t end = j + 1;
    if (whole && columns.taps == 0) {
      end = columns.count;
    } else if (whole) {
      end = larger(smaller((in_w - 1 - columns.in_highest()) / columns.in_step + 1, columns.count), j + 1);
    }
    taps.square = square && taps.count == 9;
    if (taps.square && !cached) {
      const int64_t next = i * rows.in_step + rows.in_highest() + 1;
      taps.next_rows = smaller(rows.in_step, larger<int64_t>(in_h - next, 0));
      taps.next = (next * in_w + j * columns.in_step + columns.in_lowest()) * channels;
    }
    body(j, end - j, taps);
    j = end;
  }
}

// The columns of one row that Q outputs at a step of S meet under three neighbouring taps.
template <int Q, int S>
struct Columns {
  static constexpr int kCount = (Q - 1) * S + 3;
  VecF at[kCount];

  Columns(const float* x, int64_t column, int64_t lanes) {
    FACET_UNROLL
    for (int k = 0; k < kCount; ++k) at[k] = load_lanes(x + k * column, lanes);
  }
};

// Asks for the next row's inputs of Q outputs at a step of S: rows are too far apart for the processor to foresee. x is that of
// the tile and the channel.
template <int Q, int S>
inline void prefetch_next(const RunTaps& taps, const float* x) {
  for (int64_t r = 0; r < taps.next_rows; ++r) {
    const float* from = x + taps.next + r * taps.row;
    FACET_UNROLL
    for (int k = 0; k < Q * S; ++k) __builtin_prefetch(from + k * taps.column, 0, 2);
  }
}

}  // namespace facet::cpu::FACET_ISA_NS
