// What the batch normalisation kernels share: x as rows of channels, and the pass y = (x - mean) * scale + beta.
#pragma once

#include "backend/cpu/sums_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {

struct ChannelRows {
  int64_t rows, channels;
  explicit ChannelRows(const TensorView& x) : rows(x.count() / x.dims[x.rank - 1]), channels(x.dims[x.rank - 1]) {}
};

// body(row) for all rows, the last ones first: those that the pass before left in the cache. What comes after this pass finds
// the first rows there.
template <typename F>
inline void rows_from_behind(ThreadPool& pool, ChannelRows s, F&& body) {
  parallel_rows(pool, s.rows, s.channels, [&](int64_t row) { body(s.rows - 1 - row); });
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
      const VecF v = (load_lanes(from + c, lanes) - load_lanes(mean + c, lanes)) * load_lanes(scale + c, lanes) +
                     load_lanes(beta + c, lanes);
      store_lanes(to + c, activate ? relu(v, ceiling) : v, lanes);
    });
  });
}

// dy, or with the optional beta the gradient before the fused activation: dy where that lets v = (x - mean) * scale + beta
// through. v is computed anew, from an x that is read anyway, rather than y read.
struct MaskedGradient {
  const float* dy;
  const float* beta;  // or null
  const float* mean;
  const float* scale;  // gamma / deviation
  float ceiling;       // of v

  MaskedGradient(const Step& step, const float* channel_means, const float* channel_scales)
      : dy(step.in[4].as<float>()),
        beta(step.in.size() > 5 ? step.in[5].as<float>() : nullptr),
        mean(channel_means),
        scale(channel_scales),
        ceiling(static_cast<float>(ceiling_of(static_cast<Activation>(step.params[1].i)))) {}

  // For the element at `index`, of channel c; `centred` is its x - mean.
  VecF operator()(int64_t index, int64_t c, VecF centred, int64_t lanes) const {
    const VecF d = load_lanes(dy + index, lanes);
    if (beta == nullptr) return d;
    const VecF v = centred * load_lanes(scale + c, lanes) + load_lanes(beta + c, lanes), above = v > 0.0f ? d : VecF{};
    return v < ceiling ? above : VecF{};
  }

  VecF centre(VecF x, int64_t c, int64_t lanes) const { return x - load_lanes(mean + c, lanes); }
};

// The two sums of every gradient of batch normalisation, per channel: sum of g and of g * (x - mean).
inline void sum_gradients(ColumnSums<2>& sums, ThreadPool& pool, ChannelRows s, const float* x, MaskedGradient gradient) {
  sums.run(pool, [=](int64_t row, int64_t c, int64_t lanes, VecF(&terms)[2]) {
    const int64_t index = row * s.channels + c;
    const VecF centred = gradient.centre(load_lanes(x + index, lanes), c, lanes);
    terms[0] = gradient(index, c, centred, lanes);
    terms[1] = terms[0] * centred;
  });
}

}  // namespace facet::cpu::FACET_ISA_NS
