// conv2d and conv2d_grad_data where every channel is a group of its own (one input, one output), f32. Both are sums over taps;
// the inputs of one stride offset share theirs, and the gradient takes these offsets in turn within a row. Weights are used as
// [R*S][C], turned round in scratch.
#include "backend/cpu/depthwise_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

size_t weights_bytes(const Step& step, int) { return static_cast<size_t>(step.in[1].count()) * sizeof(float); }

const float* turn_weights(const Depthwise& s, const Step& step, const KernelContext& ctx) {
  const float* w = step.in[1].as<float>();
  float* to = ScratchCutter(ctx.scratch).take<float>(s.taps() * s.channels);
  for (int64_t tap = 0; tap < s.taps(); ++tap) {
    for (int64_t c = 0; c < s.channels; ++c) to[tap * s.channels + c] = w[c * s.taps() + tap];
  }
  return to;
}

struct Images {
  int64_t in_h, in_w, channels, kernel_w;
  const float* weights;
  const float* bias;  // or null
  bool relu;
  float ceiling;  // with relu
  bool cached;
  int64_t y_row;  // elements to the next row of outputs, which is asked for: memory takes long to give lines to write
};

// Q outputs whose neighbours are y_step apart; x is that of the first.
template <int Q>
inline void run_tile(const Images& s, const RunTaps& taps, const float* x, float* y, int64_t y_step) {
  for_vectors(0, s.channels, [&](int64_t c, int64_t lanes) {
    const VecF start = s.bias == nullptr ? VecF{} : load_lanes(s.bias + c, lanes);
    VecF sum[Q];
    FACET_UNROLL
    for (int m = 0; m < Q; ++m) {
      sum[m] = start;
      __builtin_prefetch(y + m * y_step + s.y_row + c, 0, 2);
    }
    for (int i = 0; i < taps.count; ++i) {
      const VecF factor = load_lanes(s.weights + taps.w[i] + c, lanes);
      const float* from = x + taps.x[i] + c;
      FACET_UNROLL
      for (int m = 0; m < Q; ++m) sum[m] += load_lanes(from + m * taps.step, lanes) * factor;
    }
    FACET_UNROLL
    for (int m = 0; m < Q; ++m) store_lanes(y + m * y_step + c, s.relu ? relu(sum[m], s.ceiling) : sum[m], lanes);
  });
}

// Q outputs of one vector of channels under nine taps.
template <int Q, int S>
inline void run_square_tile(const RunTaps& taps, const VecF (&w)[9], VecF start, const Images& s, const float* x, float* y,
                            int64_t y_step, int64_t lanes) {
  VecF sum[Q];
  FACET_UNROLL
  for (int m = 0; m < Q; ++m) sum[m] = start;
  prefetch_next<Q, S>(taps, x);
  if constexpr (S == 1) {  // at a step of two it costs more than it gains: there are four inputs for an output
    FACET_UNROLL
    for (int m = 0; m < Q; ++m) __builtin_prefetch(y + m * y_step + s.y_row, 0, 2);
  }
  FACET_UNROLL
  for (int r = 0; r < 3; ++r) {
    const Columns<Q, S> columns(x + taps.x[3 * r], taps.column, lanes);
    FACET_UNROLL
    for (int t = 0; t < 3; ++t) {
      FACET_UNROLL
      for (int m = 0; m < Q; ++m) sum[m] += columns.at[m * S + t] * w[3 * r + t];
    }
  }
  FACET_UNROLL
  for (int m = 0; m < Q; ++m) store_lanes(y + m * y_step, s.relu ? relu(sum[m], s.ceiling) : sum[m], lanes);
}

// A run under nine taps, one vector of channels after the other.
template <int S>
void run_square(const Images& s, const RunTaps& taps, int64_t count, const float* x, float* y, int64_t y_step) {
  for_vectors(0, s.channels, [&](int64_t c, int64_t lanes) {
    const VecF start = s.bias == nullptr ? VecF{} : load_lanes(s.bias + c, lanes);
    VecF w[9];
    FACET_UNROLL
    for (int i = 0; i < 9; ++i) w[i] = load_lanes(s.weights + taps.w[i] + c, lanes);
    int64_t m = 0;
    for (; m + kRunTile <= count; m += kRunTile) {
      run_square_tile<kRunTile, S>(taps, w, start, s, x + m * taps.step + c, y + m * y_step + c, y_step, lanes);
    }
    for (; m < count; ++m) run_square_tile<1, S>(taps, w, start, s, x + m * taps.step + c, y + m * y_step + c, 0, lanes);
  });
}

// Row i of the rows, the outputs of the columns; x is the image, y the row's begin.
void run_row(const Images& s, const ConvAxis& rows, int64_t i, const ConvAxis& columns, const float* x, float* y) {
  const int64_t y_step = columns.out_step * s.channels;
  for_runs(rows, columns, i, s.in_h, s.in_w, s.kernel_w, s.channels, s.cached,
           [&](int64_t j, int64_t count, const RunTaps& taps) {
             float* to = y + columns.out_first * s.channels + j * y_step;
             if (taps.square) {
               if (columns.in_step == 1) return run_square<1>(s, taps, count, x, to, y_step);
               return run_square<2>(s, taps, count, x, to, y_step);
             }
             int64_t m = 0;
             for (; m + kRunTile <= count; m += kRunTile)
               run_tile<kRunTile>(s, taps, x + m * taps.step, to + m * y_step, y_step);
             for (; m < count; ++m) run_tile<1>(s, taps, x + m * taps.step, to + m * y_step, y_step);
           });
}

// body(row) for rows of outputs in bands of some neighbours, which read the same inputs.
template <typename F>
void row_bands(ThreadPool& pool, int64_t rows, int64_t products_of_row, F&& body) {
  constexpr int64_t kBandRows = 8, kBands = 16;  // bands of fewer rows where there would be fewer bands than this
  const int64_t band = larger(smaller(kBandRows, rows / kBands), kElementsPerTask / larger<int64_t>(products_of_row, 1));
  parallel_rows(pool, rows, kElementsPerTask / larger<int64_t>(band, 1), body);
}

const char* refuse(const Step& step) { return step.in.size() > 3 ? "adds another map" : refuse_depthwise(step, step.in[1]); }

KernelError run_forward(const Step& step, const KernelContext& ctx) {
  const Depthwise s(step, step.in[0], step.in[1], step.out[0]);
  const float* x = step.in[0].as<float>();
  const float* bias = step.in.size() > 2 ? step.in[2].as<float>() : nullptr;
  float* y = step.out[0].as<float>();
  const Images images{s.h,
                      s.w,
                      s.channels,
                      s.kernel_w,
                      turn_weights(s, step, ctx),
                      bias,
                      s.conv.activation != Activation::none,
                      static_cast<float>(ceiling_of(s.conv.activation)),
                      step.in[0].count() <= kCachedElements,
                      s.out_w * s.channels};
  const ConvAxis rows = forward_axis(s.out_h, s.kernel_h, s.conv.stride_h, s.conv.pad_top, s.conv.dilation_h);
  const ConvAxis columns = forward_axis(s.out_w, s.kernel_w, s.conv.stride_w, s.conv.pad_left, s.conv.dilation_w);
  row_bands(ctx.pool, s.images * s.out_h, s.out_w * s.channels * s.taps(), [&](int64_t row) {
    run_row(images, rows, row % s.out_h, columns, x + row / s.out_h * s.h * s.w * s.channels, y + row * s.out_w * s.channels);
  });
  return nullptr;
}

KernelError run_data(const Step& step, const KernelContext& ctx) {
  const Depthwise s(step, step.out[0], step.in[1], step.in[0]);
  const Conv2dParams& p = s.conv;
  const float* dy = step.in[0].as<float>();
  float* dx = step.out[0].as<float>();
  const Images images{s.out_h,
                      s.out_w,
                      s.channels,
                      s.kernel_w,
                      turn_weights(s, step, ctx),
                      nullptr,
                      false,
                      0.0f,
                      step.in[0].count() <= kCachedElements,
                      s.w * s.channels};
  row_bands(ctx.pool, s.images * s.h, s.w * s.channels * s.taps(), [&](int64_t row) {
    const int64_t image = row / s.h, h = row % s.h;
    const ConvAxis rows = transposed_axis(s.h, s.kernel_h, p.stride_h, p.pad_top, p.dilation_h, h % p.stride_h);
    for (int64_t phase = 0; phase < smaller(p.stride_w, s.w); ++phase) {
      run_row(images, rows, h / p.stride_h, transposed_axis(s.w, s.kernel_w, p.stride_w, p.pad_left, p.dilation_w, phase),
              dy + image * s.out_h * s.out_w * s.channels, dx + row * s.w * s.channels);
    }
  });
  return nullptr;
}

}  // namespace

extern const Kernel kDepthwise, kDepthwiseGradData;
const Kernel kDepthwise = {FACET_KERNEL_NAME("conv2d") "_depthwise", refuse, weights_bytes, run_forward};
const Kernel kDepthwiseGradData = {FACET_KERNEL_NAME("conv2d_grad_data") "_depthwise", refuse, weights_bytes, run_data};

}  // namespace facet::cpu::FACET_ISA_NS
