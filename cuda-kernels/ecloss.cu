#include <algorithm>

#include "device/ecloss_tile.cuh"
#include "device/platform.cuh"
#include "ecloss.h"
#include "ecloss_folded.h"
#include "ecloss_rows.h"
#include "ecloss_total.h"

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

size_t ecloss_workspace_bytes(const EcLossShape& shape, const EcLossRule& rule) {
  return std::max(static_cast<size_t>(Layout(shape).end) * sizeof(float), ecloss_folded_workspace_bytes(shape, rule));
}

Status ecloss(const EcLossShape& shape, const EcLossRule& rule, const float* x, const float* templates, float* loss,
              float* log_marginal, void* workspace, int32_t* fault, Stream stream) {
  FACET_TRY(check(shape));
  if (ecloss_folds(shape, rule))
    return ecloss_folded(shape, rule, {x, templates, loss, log_marginal, nullptr, nullptr}, workspace, fault, stream);
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
  const EcLossShares shares{base + layout.partial, per_channel ? splits : splits * shape.channels,
                            per_channel ? shape.channels : 1};
  return ecloss_total(shape, rule, base + layout.kl, shares, log_marginal, base + layout.kl_terms, loss, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
