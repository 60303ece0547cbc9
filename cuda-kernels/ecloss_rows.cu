#include <cmath>

#include "device/ecloss_tile.cuh"
#include "device/platform.cuh"
#include "ecloss_rows.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr int kScaleChannels = 32;
constexpr int kScaleRows = 8;

// Grid: images x tiles of 32 channels. A warp reads 32 neighbouring channels of a pixel; the eight warps share the pixels.
__global__ void __launch_bounds__(kScaleChannels* kScaleRows)
    ecloss_map_scale(const float* x, int pixels, int channels, float* scale) {
  FACET_SHARED(float, sums, kScaleRows* kScaleChannels);
  const int lane = static_cast<int>(threadIdx.x);
  const int row = static_cast<int>(threadIdx.y);
  const int channel = static_cast<int>(blockIdx.y) * kScaleChannels + lane;
  const float* map = x + int64_t{blockIdx.x} * pixels * channels + channel;
  float sum = 0.f;
  if (channel < channels)
    for (int pixel = row; pixel < pixels; pixel += kScaleRows) {
      const float v = map[int64_t{pixel} * channels];
      sum = fmaf(v, v, sum);
    }
  sums[row * kScaleChannels + lane] = sum;
  __syncthreads();
  if (row != 0 || channel >= channels) return;
  for (int r = 1; r < kScaleRows; ++r) sum += sums[r * kScaleChannels + lane];
  scale[int64_t{blockIdx.x} * channels + channel] = 1.f / (sqrtf(sum / static_cast<float>(pixels)) + 1e-12f);
}

// Running sums of one map in one thread, over the templates that this thread has seen.
struct RowSums {
  float max = -INFINITY;  // over all threads of the row
  float exp = 0.f;        // sum of exp(u)
  float expm1 = 0.f;      // sum of exp(u) - 1, exact where exp(u) is near 1
  float exp_g = 0.f;      // sum of exp(u) g

  // A larger maximum: u shrinks by `d` <= 0 in each of the `seen` terms.
  __device__ void rescale(float new_max, float seen) {
    const float d = max - new_max;
    max = new_max;
    if (seen == 0.f) return;  // d may be -infinity
    const float factor = expf(d);
    expm1 = fmaf(factor, expm1, seen * expm1f(d));
    exp_g = factor * fmaf(d, exp, exp_g);
    exp *= factor;
  }

  // `shift` is lambda (log_marginal + log T).
  __device__ void add(float z, float shift) {
    const float u = z - max;
    const float e = expf(u);
    exp += e;
    expm1 += expm1f(u);
    exp_g = fmaf(e, u - shift, exp_g);
  }
};

struct MarginalShift {
  const float* log_marginal;  // null: no shift
  int64_t channel_stride;     // T per channel, 0 for one marginal of all
  float lambda, log_count;

  __device__ float at(int channel, int t) const {
    return log_marginal ? lambda * (log_marginal[channel * channel_stride + t] + log_count) : 0.f;
  }
};

// Grid: images x tiles of 64 channels.
__global__ void __launch_bounds__(kEcLossThreads) ecloss_rows(EcLossOperands o, MarginalShift shift, EcLossRows rows) {
  FACET_SHARED(float, x_tile, kEcLossPixels* kEcLossMaps);
  FACET_SHARED(float, template_tile, kEcLossPixels* kEcLossTemplates);
  const int64_t image = blockIdx.x;
  const int first_map = static_cast<int>(blockIdx.y) * kEcLossMaps;
  const int first_channel = first_map + ecloss_thread_map();
  float scale[4];
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const bool exists = first_channel + i < o.channels;
    scale[i] = exists && rows.scale ? rows.scale[image * o.channels + first_channel + i] : 1.f;
  }

  RowSums sums[4];
  float seen = 0.f;
  for (int first_template = 0; first_template < o.template_count; first_template += kEcLossTemplates) {
    float z[4][4];
    ecloss_logits(o, image, first_map, first_template, x_tile, template_tile, z);
    const int t = first_template + ecloss_thread_template();
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      float largest = -INFINITY;
#pragma unroll
      for (int j = 0; j < 4; ++j) {
        z[i][j] *= scale[i];
        if (t + j < o.template_count) largest = fmaxf(largest, z[i][j]);
      }
      largest = ecloss_row_max(largest);
      if (largest > sums[i].max) sums[i].rescale(largest, seen);
      const int channel = first_channel + i < o.channels ? first_channel + i : o.channels - 1;
#pragma unroll
      for (int j = 0; j < 4; ++j)
        if (t + j < o.template_count) sums[i].add(z[i][j], shift.at(channel, t + j));
    }
    seen += fminf(fmaxf(static_cast<float>(o.template_count - t), 0.f), 4.f);
  }

#pragma unroll
  for (int i = 0; i < 4; ++i) {
    const float sum = ecloss_row_sum(sums[i].exp);
    const float sum_m1 = ecloss_row_sum(sums[i].expm1);
    const float mean_g = ecloss_row_sum(sums[i].exp_g) / sum;
    if (ecloss_thread_template() != 0 || first_channel + i >= o.channels) continue;
    const int64_t row = image * o.channels + first_channel + i;
    rows.max[row] = sums[i].max;
    rows.inverse_sum[row] = 1.f / sum;
    rows.mean_g[row] = mean_g;
    if (rows.kl) {
      const float count = static_cast<float>(o.template_count);
      rows.kl[row] = mean_g - (sum > 0.5f * count ? log1pf(sum_m1 / count) : logf(sum / count));
    }
  }
}

}  // namespace

Status ecloss_row_statistics(const EcLossShape& shape, const EcLossRule& rule, const float* x, const float* templates,
                             const float* log_marginal, const EcLossRows& rows, Stream stream) {
  FACET_TRY(check(shape));
  const auto images = static_cast<unsigned>(shape.images);
  const auto channels = static_cast<int>(shape.channels);
  if (rows.scale) {
    const dim3 grid(images, static_cast<unsigned>((channels + kScaleChannels - 1) / kScaleChannels));
    FACET_TRY(FACET_LAUNCH(ecloss_map_scale, grid, dim3(kScaleChannels, kScaleRows), 0, stream, x,
                           static_cast<int>(shape.pixels()), channels, rows.scale));
  }
  const MarginalShift shift{log_marginal, rule.per_channel_marginal ? shape.templates : 0, rule.lambda,
                            static_cast<float>(std::log(static_cast<double>(shape.templates)))};
  const dim3 grid(images, static_cast<unsigned>((channels + kEcLossMaps - 1) / kEcLossMaps));
  return FACET_LAUNCH(ecloss_rows, grid, kEcLossThreads, 0, stream, ecloss_operands(shape, x, templates), shift, rows);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
