#include <algorithm>

#include "device/ecloss_tile.cuh"
#include "device/platform.cuh"
#include "ecloss.h"
#include "ecloss_rows.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// A block adds p over its share of the images: partial[split, channel, template]. The logits are computed again rather than
// kept: they would take a float for every map and template. Grid: tiles of 64 templates x tiles of 64 channels x splits.
__global__ void __launch_bounds__(kEcLossThreads)
    ecloss_marginal_sums(EcLossOperands o, EcLossRows rows, int64_t images, float* partial) {
  FACET_SHARED(float, x_tile, kEcLossPixels* kEcLossMaps);
  FACET_SHARED(float, template_tile, kEcLossPixels* kEcLossTemplates);
  const int first_template = static_cast<int>(blockIdx.x) * kEcLossTemplates;
  const int first_map = static_cast<int>(blockIdx.y) * kEcLossMaps;
  const int first_channel = first_map + ecloss_thread_map();
  float sums[4][4] = {};
  for (int64_t image = blockIdx.z; image < images; image += gridDim.z) {
    float z[4][4];
    ecloss_logits(o, image, first_map, first_template, x_tile, template_tile, z);
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      if (first_channel + i >= o.channels) break;
      const int64_t row = image * o.channels + first_channel + i;
      const float scale = rows.scale ? rows.scale[row] : 1.f;
      const float max = rows.max[row];
      const float inverse_sum = rows.inverse_sum[row];
#pragma unroll
      for (int j = 0; j < 4; ++j) sums[i][j] = fmaf(expf(z[i][j] * scale - max), inverse_sum, sums[i][j]);
    }
  }
  const int t = first_template + ecloss_thread_template();
#pragma unroll
  for (int i = 0; i < 4; ++i)
#pragma unroll
    for (int j = 0; j < 4; ++j)
      if (first_channel + i < o.channels && t + j < o.template_count)
        partial[(int64_t{blockIdx.z} * o.channels + first_channel + i) * o.template_count + t + j] = sums[i][j];
}

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

// Enough blocks to fill a large GPU where there are images to share out; only the shape decides.
int64_t splits_of(const EcLossShape& s) {
  const int64_t tiles =
      ((s.channels + kEcLossMaps - 1) / kEcLossMaps) * ((s.templates + kEcLossTemplates - 1) / kEcLossTemplates);
  return std::min(s.images, (256 + tiles - 1) / tiles);
}

// The workspace, in floats.
struct Layout {
  int64_t scale, max, inverse_sum, mean_g, kl, kl_terms, partial, end;

  explicit Layout(const EcLossShape& s) {
    const int64_t rows = (s.maps() + 3) / 4 * 4;
    const int64_t marginals = (s.channels * s.templates + 3) / 4 * 4;
    scale = 0;
    max = scale + rows;
    inverse_sum = max + rows;
    mean_g = inverse_sum + rows;
    kl = mean_g + rows;
    kl_terms = kl + rows;
    partial = kl_terms + marginals;
    end = partial + splits_of(s) * s.channels * s.templates;
  }
};

}  // namespace

size_t ecloss_workspace_bytes(const EcLossShape& shape) { return static_cast<size_t>(Layout(shape).end) * sizeof(float); }

Status ecloss(const EcLossShape& shape, const EcLossRule& rule, const float* x, const float* templates, float* loss,
              float* log_marginal, void* workspace, Stream stream) {
  FACET_TRY(check(shape));
  const Layout layout(shape);
  auto* base = static_cast<float*>(workspace);
  const EcLossRows rows{rule.normalise ? base + layout.scale : nullptr, base + layout.max, base + layout.inverse_sum,
                        base + layout.mean_g, base + layout.kl};
  FACET_TRY(ecloss_row_statistics(shape, rule, x, templates, nullptr, rows, stream));

  const auto channels = static_cast<unsigned>(shape.channels);
  const auto count = static_cast<unsigned>(shape.templates);
  const int64_t splits = splits_of(shape);
  const dim3 tiles((count + kEcLossTemplates - 1) / kEcLossTemplates, (channels + kEcLossMaps - 1) / kEcLossMaps,
                   static_cast<unsigned>(splits));
  FACET_TRY(FACET_LAUNCH(ecloss_marginal_sums, tiles, kEcLossThreads, 0, stream, ecloss_operands(shape, x, templates), rows,
                         shape.images, base + layout.partial));

  const bool per_channel = rule.per_channel_marginal;
  const int64_t marginals = per_channel ? shape.channels : 1;
  // A marginal per channel is a row of the grid, whose second side is short.
  if (marginals > 65535) return invalid_argument("an ECLoss with a marginal per channel takes at most 65535 channels");
  const dim3 marginal_grid((count + kMarginalColumns - 1) / kMarginalColumns, static_cast<unsigned>(marginals));
  FACET_TRY(FACET_LAUNCH(ecloss_marginal, marginal_grid, dim3(kMarginalColumns, kMarginalRows), 0, stream,
                         base + layout.partial, per_channel ? splits : splits * shape.channels,
                         per_channel ? shape.channels : 1, static_cast<int>(shape.templates),
                         static_cast<double>(per_channel ? shape.images : shape.maps()), log_marginal, base + layout.kl_terms));
  return FACET_LAUNCH(ecloss_loss, 1, kLossThreads, 0, stream, base + layout.kl, shape.maps(), base + layout.kl_terms,
                      marginals, shape.templates, rule.lambda, loss);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
