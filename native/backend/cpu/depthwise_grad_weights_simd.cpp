// conv2d_grad_weights where every channel is a group of its own, f32. Rows of output pixels are summed in chunks that depend on
// the shape only, each into sums [R*S][C] of its own that stay in the cache; the chunks are added in order.
#include "backend/cpu/depthwise_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kMaxChunks = 32;
constexpr int64_t kTotalsPerTask = 96;  // channels whose chunks one task adds
constexpr int64_t kOutputsPerSum =
    4;  // a chunk adds at least so many outputs to each of its sums, or its sums cost more than they do

Depthwise shape_of(const Step& step) { return {step, step.in[0], step.out[0], step.in[1]}; }
int64_t chunks_of(const Depthwise& s) {
  const int64_t rows = s.images * s.out_h, most = smaller(rows, kMaxChunks);
  return larger<int64_t>(smaller(most, rows * s.out_w / (kOutputsPerSum * s.taps())), 1);
}

const char* refuse(const Step& step) { return refuse_depthwise(step, step.out[0]); }

size_t scratch_bytes(const Step& step, int) {
  return static_cast<size_t>(chunks_of(shape_of(step)) * step.out[0].count()) * sizeof(float);
}

// Adds what Q neighbouring outputs of a run give to the sums of its taps; x is that of the first.
template <int Q>
inline void add_tile(int64_t channels, const RunTaps& taps, const float* x, const float* dy, float* sums) {
  for_vectors(0, channels, [&](int64_t c, int64_t lanes) {
    VecF d[Q];
    FACET_UNROLL
    for (int m = 0; m < Q; ++m) d[m] = load_lanes(dy + m * channels + c, lanes);
    for (int i = 0; i < taps.count; ++i) {
      const float* from = x + taps.x[i] + c;
      VecF sum = load_lanes(from, lanes) * d[0];
      FACET_UNROLL
      for (int m = 1; m < Q; ++m) sum += load_lanes(from + m * taps.step, lanes) * d[m];
      float* to = sums + taps.w[i] + c;
      store_lanes(to, load_lanes(to, lanes) + sum, lanes);
    }
  });
}

// The same for one vector of channels under nine taps, whose sums are in registers.
template <int Q, int S>
inline void add_square_tile(const RunTaps& taps, const float* x, const float* dy, int64_t dy_row, VecF (&sums)[9],
                            int64_t lanes) {
  VecF d[Q];
  FACET_UNROLL
  for (int m = 0; m < Q; ++m) d[m] = load_lanes(dy + m * taps.column, lanes);
  prefetch_next<Q, S>(taps, x);
  if (taps.next_rows > 0) {
    FACET_UNROLL
    for (int m = 0; m < Q; ++m) __builtin_prefetch(dy + dy_row + m * taps.column, 0, 2);
  }
  FACET_UNROLL
  for (int r = 0; r < 3; ++r) {
    const Columns<Q, S> columns(x + taps.x[3 * r], taps.column, lanes);
    FACET_UNROLL
    for (int t = 0; t < 3; ++t) {
      FACET_UNROLL
      for (int m = 0; m < Q; ++m) sums[3 * r + t] += columns.at[m * S + t] * d[m];
    }
  }
}

template <int S>
void add_square(int64_t channels, const RunTaps& taps, int64_t count, const float* x, const float* dy, int64_t dy_row,
                float* sums) {
  for_vectors(0, channels, [&](int64_t c, int64_t lanes) {
    VecF run[9] = {};
    int64_t m = 0;
    for (; m + kRunTile <= count; m += kRunTile) {
      add_square_tile<kRunTile, S>(taps, x + m * taps.step + c, dy + m * channels + c, dy_row, run, lanes);
    }
    for (; m < count; ++m) add_square_tile<1, S>(taps, x + m * taps.step + c, dy + m * channels + c, dy_row, run, lanes);
    FACET_UNROLL
    for (int i = 0; i < 9; ++i) {
      float* to = sums + taps.w[i] + c;
      store_lanes(to, load_lanes(to, lanes) + run[i], lanes);
    }
  });
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const Depthwise s = shape_of(step);
  const float* x = step.in[0].as<float>();
  const float* dy = step.in[1].as<float>();
  float* dw = step.out[0].as<float>();
  const ConvAxis rows = forward_axis(s.out_h, s.kernel_h, s.conv.stride_h, s.conv.pad_top, s.conv.dilation_h);
  const ConvAxis columns = forward_axis(s.out_w, s.kernel_w, s.conv.stride_w, s.conv.pad_left, s.conv.dilation_w);
  const int64_t count = s.taps() * s.channels, chunks = chunks_of(s), all_rows = s.images * s.out_h;
  const bool cached = step.in[0].count() <= kCachedElements;
  float* sums = ScratchCutter(ctx.scratch).take<float>(chunks * count);
  ctx.pool.parallel_for(chunks, [&](int64_t chunk, int) {
    float* part = sums + chunk * count;
    std::memset(part, 0, static_cast<size_t>(count) * sizeof(float));
    for (int64_t row = chunk * all_rows / chunks; row < (chunk + 1) * all_rows / chunks; ++row) {
      const float* image = x + row / s.out_h * s.h * s.w * s.channels;
      const float* d = dy + row * s.out_w * s.channels;
      for_runs(rows, columns, row % s.out_h, s.h, s.w, s.kernel_w, s.channels, cached,
               [&](int64_t j, int64_t n, const RunTaps& taps) {
                 const float* from = d + j * s.channels;
                 if (taps.square) {
                   const int64_t dy_row = s.out_w * s.channels;
                   if (columns.in_step == 1) return add_square<1>(s.channels, taps, n, image, from, dy_row, part);
                   return add_square<2>(s.channels, taps, n, image, from, dy_row, part);
                 }
                 int64_t m = 0;
                 for (; m + kRunTile <= n; m += kRunTile)
                   add_tile<kRunTile>(s.channels, taps, image + m * taps.step, from + m * s.channels, part);
                 for (; m < n; ++m) add_tile<1>(s.channels, taps, image + m * taps.step, from + m * s.channels, part);
               });
    }
  });
  ctx.pool.parallel_for(ceil_div(s.channels, kTotalsPerTask), [&](int64_t task, int) {
    const int64_t begin = task * kTotalsPerTask, end = smaller(begin + kTotalsPerTask, s.channels);
    for (int64_t tap = 0; tap < s.taps(); ++tap) {
      for_vectors(begin, end, [&](int64_t c, int64_t lanes) {
        VecD total{};
        for (int64_t chunk = 0; chunk < chunks; ++chunk) {
          total += widen(load_lanes(sums + chunk * count + tap * s.channels + c, lanes));
        }
        for (int64_t l = 0; l < lanes; ++l) dw[(c + l) * s.taps() + tap] = static_cast<float>(total[l]);
      });
    }
  });
  return nullptr;
}

}  // namespace

extern const Kernel kDepthwiseGradWeights;
const Kernel kDepthwiseGradWeights = {FACET_KERNEL_NAME("conv2d_grad_weights") "_depthwise", refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
