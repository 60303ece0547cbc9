// What the batch normalisation kernels share: x as rows of channels, and the pass y = (x - mean) * scale + beta.
#pragma once

#include "backend/cpu/sums_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {

struct ChannelRows {
  int64_t rows, channels;
  explicit ChannelRows(const TensorView& x) : rows(x.count() / x.dims[x.rank - 1]), channels(x.dims[x.rank - 1]) {}
};

// How far before it is read a map is asked for, in elements: 4 KB. The processor does not foresee by itself what comes next
// from memory where rows of channels are read together with vectors that belong to channels.
inline constexpr int64_t kAheadElements = 1024;

inline void prefetch_ahead(const float* p) { __builtin_prefetch(p + kAheadElements, 0, 3); }

// body(row) for all rows, the last parts first: those that the pass before left in the cache. What comes after this pass finds
// the first rows there. Within a part rows ascend, as memory is read fastest.
template <typename F>
inline void rows_from_behind(ThreadPool& pool, ChannelRows s, F&& body) {
  const int64_t per_task = larger<int64_t>(kElementsPerTask / s.channels, 1), tasks = ceil_div(s.rows, per_task);
  pool.parallel_for(tasks, [&](int64_t task, int) {
    const int64_t begin = (tasks - 1 - task) * per_task, end = smaller(begin + per_task, s.rows);
    for (int64_t row = begin; row < end; ++row) body(row);
  });
}

// y = act((x - mean) * scale + beta) over all rows; mean, scale and beta are per channel. The mean is subtracted first: folding
// it into beta would cancel digits where it is far from zero.
inline void normalise_rows(ThreadPool& pool, ChannelRows s, const float* x, const float* mean, const float* scale,
                           const float* beta, Activation activation, float* y) {
  const bool activate = activation != Activation::none;
  const float ceiling = static_cast<float>(ceiling_of(activation));
  rows_from_behind(pool, s, [=](int64_t row) {
    const float* from = x + row * s.channels;
    float* to = y + row * s.channels;
    for_vectors(0, s.channels, [=](int64_t c, int64_t lanes) {
      prefetch_ahead(from + c);
      const VecF v = (load_lanes(from + c, lanes) - load_lanes(mean + c, lanes)) * load_lanes(scale + c, lanes) +
                     load_lanes(beta + c, lanes);
      store_lanes(to + c, activate ? relu(v, ceiling) : v, lanes);
    });
  });
}

// How far before it is read a map is asked for where ColumnSums reads it: some rows at once, one vector after the other.
inline int64_t rows_ahead(ChannelRows s) { return larger(kFloatTerms * s.channels, 2 * kAheadElements); }

// Mean and biased variance of every channel. Variances are taken about the first row, so that a mean far from zero does not
// cancel them.
class ChannelMoments {
 public:
  ChannelMoments(ScratchCutter& cutter, ChannelRows s)
      : s_(s), sums_(cutter, s.rows, s.channels), shift_(cutter.take<float>(s.channels)) {}

  void run(ThreadPool& pool, const float* x) {
    std::memcpy(shift_, x, static_cast<size_t>(s_.channels) * sizeof(float));
    const float* shift = shift_;
    const int64_t channels = s_.channels;
    const int64_t ahead = rows_ahead(s_);
    sums_.run(pool, [=](int64_t row, int64_t c, int64_t lanes, VecF(&terms)[2]) {
      __builtin_prefetch(x + row * channels + c + ahead, 0, 3);
      const VecF d = load_lanes(x + row * channels + c, lanes) - load_lanes(shift + c, lanes);
      terms[0] = d;
      terms[1] = d * d;
    });
  }

  double mean(int64_t c) const { return static_cast<double>(shift_[c]) + offset(c); }
  double variance(int64_t c) const {
    return larger(sums_.total(1)[c] / static_cast<double>(s_.rows) - offset(c) * offset(c), 0.0);
  }

 private:
  double offset(int64_t c) const { return sums_.total(0)[c] / static_cast<double>(s_.rows); }

  ChannelRows s_;
  ColumnSums<2> sums_;
  float* shift_;
};

// dy, or with the optional beta the gradient before the fused activation: dy where that lets v = (x - mean) * scale + beta
// through. v is computed anew, from an x that is read anyway, rather than y read.
struct MaskedGradient {
  const float* dy;
  const float* beta;  // or null
  const float* mean;
  const float* scale;  // gamma / deviation
  float ceiling;       // of v

  // dy is input `at`, the optional beta the one behind it.
  MaskedGradient(const Step& step, size_t at, Activation activation, const float* channel_means, const float* channel_scales)
      : dy(step.in[at].as<float>()),
        beta(step.in.size() > at + 1 ? step.in[at + 1].as<float>() : nullptr),
        mean(channel_means),
        scale(channel_scales),
        ceiling(static_cast<float>(ceiling_of(activation))) {}

  // For the element at `index`, of channel c; `centred` is its x - mean.
  VecF operator()(int64_t index, int64_t c, VecF centred, int64_t lanes) const {
    const VecF d = load_lanes(dy + index, lanes);
    if (beta == nullptr) return d;
    const VecF v = centred * load_lanes(scale + c, lanes) + load_lanes(beta + c, lanes), above = v > 0.0f ? d : VecF{};
    return v < ceiling ? above : VecF{};
  }

  VecF centre(VecF x, int64_t c, int64_t lanes) const { return x - load_lanes(mean + c, lanes); }
};

// gamma / deviation, rounded once.
inline float channel_scale(float gamma, double inverse_deviation) {
  return static_cast<float>(static_cast<double>(gamma) * inverse_deviation);
}

// Scratch of the gradients' sums and of the scale that MaskedGradient reads.
struct GradientSumsScratch {
  ColumnSums<2> sums;
  float* scale;
  size_t bytes;

  GradientSumsScratch(ScratchCutter cutter, ChannelRows s)
      : sums(cutter, s.rows, s.channels), scale(cutter.take<float>(s.channels)), bytes(cutter.used()) {}

  static size_t bytes_of(const Step& step, int) {
    return GradientSumsScratch(ScratchCutter(nullptr), ChannelRows(step.in[0])).bytes;
  }
};

// The two sums of every gradient of batch normalisation, per channel: sum of g and of g * (x - mean).
inline void sum_gradients(ColumnSums<2>& sums, ThreadPool& pool, ChannelRows s, const float* x, MaskedGradient gradient) {
  const int64_t ahead = rows_ahead(s);
  sums.run(pool, [=](int64_t row, int64_t c, int64_t lanes, VecF(&terms)[2]) {
    const int64_t index = row * s.channels + c;
    __builtin_prefetch(x + index + ahead, 0, 3);
    __builtin_prefetch(gradient.dy + index + ahead, 0, 3);
    const VecF centred = gradient.centre(load_lanes(x + index, lanes), c, lanes);
    terms[0] = gradient(index, c, centred, lanes);
    terms[1] = terms[0] * centred;
  });
}

// dx = (g - offset - (x - mean) * slope) * scale over all rows, g being the masked gradient; the others are per channel.
inline void normalise_gradients(ThreadPool& pool, ChannelRows s, const float* x, MaskedGradient gradient, const float* offset,
                                const float* slope, float* dx) {
  rows_from_behind(pool, s, [=](int64_t row) {
    for_vectors(0, s.channels, [=](int64_t c, int64_t lanes) {
      const int64_t index = row * s.channels + c;
      prefetch_ahead(x + index);
      prefetch_ahead(gradient.dy + index);
      const VecF centred = gradient.centre(load_lanes(x + index, lanes), c, lanes);
      const VecF d =
          gradient(index, c, centred, lanes) - load_lanes(offset + c, lanes) - centred * load_lanes(slope + c, lanes);
      store_lanes(dx + index, d * load_lanes(gradient.scale + c, lanes), lanes);
    });
  });
}

}  // namespace facet::cpu::FACET_ISA_NS
