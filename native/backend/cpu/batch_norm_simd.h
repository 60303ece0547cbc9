// What the batch normalisation kernels share: x as rows of channels, and the pass y = (x - mean) * scale + beta.
#pragma once

#include "backend/cpu/sums_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {

struct ChannelRows {
  int64_t rows, channels;
  explicit ChannelRows(const TensorView& x) : rows(x.count() / x.dims[x.rank - 1]), channels(x.dims[x.rank - 1]) {}
};

// y = act((x - mean) * scale + beta) over all rows; mean, scale and beta are per channel. The mean is subtracted first: folding
// it into beta would cancel digits where it is far from zero.
inline void normalise_rows(ThreadPool& pool, ChannelRows s, const float* x, const float* mean, const float* scale,
                           const float* beta, bool activate, float* y) {
  parallel_rows(pool, s.rows, s.channels, [=](int64_t row) {
    const float* from = x + row * s.channels;
    float* to = y + row * s.channels;
    for_vectors(0, s.channels, [=](int64_t c, int64_t lanes) {
      const VecF v = (load_lanes(from + c, lanes) - load_lanes(mean + c, lanes)) * load_lanes(scale + c, lanes) +
                     load_lanes(beta + c, lanes);
      store_lanes(to + c, activate ? relu(v) : v, lanes);
    });
  });
}

// dy, or with the optional y the gradient before the fused ReLU: dy where y > 0.
struct MaskedGradient {
  const float* dy;
  const float* y;  // or null

  explicit MaskedGradient(const Step& step)
      : dy(step.in[4].as<float>()), y(step.in.size() > 5 ? step.in[5].as<float>() : nullptr) {}

  VecF operator()(int64_t index, int64_t lanes) const {
    const VecF d = load_lanes(dy + index, lanes);
    return y == nullptr ? d : load_lanes(y + index, lanes) > 0.0f ? d : VecF{};
  }
};

// The two sums of every gradient of batch normalisation, per channel: sum of g and of g * (x - mean).
inline void sum_gradients(ColumnSums<2>& sums, ThreadPool& pool, ChannelRows s, const float* x, const float* mean,
                          MaskedGradient gradient) {
  sums.run(pool, [=](int64_t row, int64_t c, int64_t lanes, VecF(&terms)[2]) {
    const int64_t index = row * s.channels + c;
    const VecF g = gradient(index, lanes);
    terms[0] = g;
    terms[1] = g * (load_lanes(x + index, lanes) - load_lanes(mean + c, lanes));
  });
}

}  // namespace facet::cpu::FACET_ISA_NS
