#include "device/platform.cuh"
#include "ecloss_total.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr int kMarginalColumns = 32;
constexpr int kMarginalRows = 8;

// Adds `count` rows of partial sums, `stride` rows apart, into one marginal: log_marginal, and the marginal's terms of the KL
// from uniform, q log q - q + 1 with q = T pbar. The two last cancel in the exact sum; with them a rounding error of pbar
// enters only squared. Grid: tiles of 32 templates x marginals.
__global__ void __launch_bounds__(kMarginalColumns* kMarginalRows)
    ecloss_marginal(const float* partial, int64_t count, int64_t stride, int templates, double maps, float* log_marginal,
                    float* kl_terms) {
  FACET_SHARED(double, sums, kMarginalRows* kMarginalColumns);
  const int lane = static_cast<int>(threadIdx.x);
  const int band = static_cast<int>(threadIdx.y);
  const int t = static_cast<int>(blockIdx.x) * kMarginalColumns + lane;
  double sum = 0.0;
  if (t < templates)
    for (int64_t r = band; r < count; r += kMarginalRows) sum += partial[(int64_t{blockIdx.y} + r * stride) * templates + t];
  sums[band * kMarginalColumns + lane] = sum;
  __syncthreads();
  if (band != 0 || t >= templates) return;
  for (int b = 1; b < kMarginalRows; ++b) sum += sums[b * kMarginalColumns + lane];
  const double mean = sum / maps;
  const double q = mean * templates;
  // log1p keeps the digits of a q near 1, log those of a q so small that q - 1 is -1.
  const double log_q = q > 0.5 ? log1p(q - 1.0) : q > 0.0 ? log(q) : 0.0;
  const int64_t at = int64_t{blockIdx.y} * templates + t;
  log_marginal[at] = static_cast<float>(log(mean + 1e-30));
  kl_terms[at] = static_cast<float>(q * log_q - (q - 1.0));
}

constexpr int kLossThreads = 256;

// The sum of `count` floats in double, by the whole block of kLossThreads in a fixed order; thread 0 gets it.
__device__ double block_sum(const float* values, int64_t count, const SharedSpan<double>& scratch) {
  const int thread = static_cast<int>(threadIdx.x);
  double sum = 0.0;
  for (int64_t i = thread; i < count; i += kLossThreads) sum += values[i];
  __syncthreads();  // the sum before has been read
  scratch[thread] = sum;
  for (int half = kLossThreads / 2; half > 0; half /= 2) {
    __syncthreads();
    if (thread < half) scratch[thread] += scratch[thread + half];
  }
  return thread == 0 ? scratch[0] : 0.0;
}

// One block. maps: of x; marginals: rows of kl_terms.
__global__ void __launch_bounds__(kLossThreads) ecloss_loss(const float* kl, int64_t maps, const float* kl_terms,
                                                            int64_t marginals, int64_t templates, float lambda, float* loss) {
  FACET_SHARED(double, scratch, kLossThreads);
  const double confident = block_sum(kl, maps, scratch) / static_cast<double>(maps);
  const double terms = static_cast<double>(marginals) * static_cast<double>(templates);
  const double diverse = block_sum(kl_terms, marginals * templates, scratch) / terms;
  if (threadIdx.x == 0) *loss = static_cast<float>(lambda * diverse - confident);
}

}  // namespace

Status ecloss_total(const EcLossShape& shape, const EcLossRule& rule, const float* kl, const EcLossShares& shares,
                    float* log_marginal, float* terms, float* loss, Stream stream) {
  const int64_t marginals = rule.per_channel_marginal ? shape.channels : 1;
  // A marginal per channel is a row of the grid, whose second side is short.
  if (marginals > 65535) return invalid_argument("an ECLoss with a marginal per channel takes at most 65535 channels");
  const int64_t maps = rule.per_channel_marginal ? shape.images : shape.maps();
  const dim3 grid(static_cast<unsigned>((shape.templates + kMarginalColumns - 1) / kMarginalColumns),
                  static_cast<unsigned>(marginals));
  FACET_TRY(FACET_LAUNCH(ecloss_marginal, grid, dim3(kMarginalColumns, kMarginalRows), 0, stream, shares.sums, shares.count,
                         shares.stride, static_cast<int>(shape.templates), static_cast<double>(maps), log_marginal, terms));
  return FACET_LAUNCH(ecloss_loss, 1, kLossThreads, 0, stream, kl, shape.maps(), terms, marginals, shape.templates, rule.lambda,
                      loss);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
