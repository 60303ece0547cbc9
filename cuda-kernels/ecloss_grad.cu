#include <algorithm>
#include <cmath>

#include "device/ecloss_tile.cuh"
#include "device/platform.cuh"
#include "ecloss.h"
#include "ecloss_folded.h"
#include "ecloss_grad.h"
#include "ecloss_rows.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// The gradient of the logits in shared memory, [64 maps][64 templates], a row a little longer for its 16-byte vectors to spread
// over the banks; and 16 templates at a time for its product with them.
constexpr int kLogitPitch = kEcLossTemplates + 4;
constexpr int kTemplateRows = 16;

struct GradientOperands {
  const float* log_marginal;
  int64_t channel_stride;  // of log_marginal: T per channel, 0 for one marginal of all
  float lambda, log_count;
  const float* dloss;
  float maps;
  float* dx;
  bool vectorised_dx;
};

// What turns a logit of one map into its gradient: factor * exp(z scale - max) * (z scale - max - shift - mean_g).
struct RowTerms {
  float scale, max, mean_g, factor;
};

__device__ __forceinline__ RowTerms row_terms(const EcLossRows& rows, int64_t row, float minus_dloss_per_map) {
  const float scale = rows.scale ? rows.scale[row] : 1.f;
  return {scale, rows.max[row], rows.mean_g[row], minus_dloss_per_map * rows.inverse_sum[row] * scale};
}

// Flash style, nothing of size maps x templates reaches memory: for 64 templates at a time the logits are computed again,
// turned into their gradient in shared memory, and multiplied by the templates into registers. A thread owns 4 maps times
// kPixels / 16 pixels, 16 apart. Grid: images x tiles of 64 channels x chunks of kPixels pixels (each chunk computes the logits
// again).
template <int kPixels>
__global__ void __launch_bounds__(kEcLossThreads, 2) ecloss_dx(EcLossOperands o, GradientOperands g, EcLossRows rows) {
  constexpr int kThreadPixels = kPixels / 16;
  FACET_SHARED(float, x_tile, kEcLossPixels* kEcLossMaps);
  FACET_SHARED(float, template_tile, kEcLossPixels* kEcLossTemplates);
  FACET_SHARED(float, dz_tile, kEcLossMaps* kLogitPitch);
  FACET_SHARED(float, template_rows, kTemplateRows* kPixels);
  const int thread = static_cast<int>(threadIdx.x);
  const int64_t image = blockIdx.x;
  const int first_map = static_cast<int>(blockIdx.y) * kEcLossMaps;
  const int first_pixel = static_cast<int>(blockIdx.z) * kPixels;
  const int map = ecloss_thread_map();
  const int first_channel = first_map + map;

  RowTerms terms[4];
  const float minus_dloss_per_map = -*g.dloss / g.maps;
#pragma unroll
  for (int i = 0; i < 4; ++i)
    terms[i] = first_channel + i < o.channels ? row_terms(rows, image * o.channels + first_channel + i, minus_dloss_per_map)
                                              : RowTerms{0.f, 0.f, 0.f, 0.f};

  float dx[kThreadPixels][4];
#pragma unroll
  for (int j = 0; j < kThreadPixels; ++j)
#pragma unroll
    for (int i = 0; i < 4; ++i) dx[j][i] = 0.f;

  for (int first_template = 0; first_template < o.template_count; first_template += kEcLossTemplates) {
    float z[4][4];
    ecloss_logits(o, image, first_map, first_template, x_tile, template_tile, z);
    // The barriers within ecloss_logits also end the reading of dz_tile by the product before.
    const int t = ecloss_thread_template();
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const int channel = first_channel + i < o.channels ? first_channel + i : o.channels - 1;
      float dz[4];
#pragma unroll
      for (int j = 0; j < 4; ++j) {
        const bool exists = first_template + t + j < o.template_count;
        const float u = z[i][j] * terms[i].scale - terms[i].max;
        const float shift =
            exists ? g.lambda * (g.log_marginal[channel * g.channel_stride + first_template + t + j] + g.log_count) : 0.f;
        dz[j] = exists ? terms[i].factor * expf(u) * (u - shift - terms[i].mean_g) : 0.f;
      }
      dz_tile.vec4((map + i) * kLogitPitch + t) = make_float4(dz[0], dz[1], dz[2], dz[3]);
    }

    for (int first_row = 0; first_row < kEcLossTemplates; first_row += kTemplateRows) {
      __syncthreads();  // dz_tile is written, template_rows has been read
      for (int v = thread; v < kTemplateRows * kPixels / 4; v += kEcLossThreads) {
        const int row = first_template + first_row + v / (kPixels / 4);
        const int pixel = v % (kPixels / 4) * 4;
        template_rows.vec4(v * 4) = row < o.template_count
                                        ? load_vec4_or_zero(o.templates + int64_t{row} * o.pixels, first_pixel + pixel,
                                                            o.pixels, o.vectorised_templates)
                                        : make_float4(0.f, 0.f, 0.f, 0.f);
      }
      __syncthreads();
#pragma unroll
      for (int row = 0; row < kTemplateRows; row += 4) {
        float4 dz[4];  // of four maps, for four templates
#pragma unroll
        for (int i = 0; i < 4; ++i) dz[i] = dz_tile.vec4((map + i) * kLogitPitch + first_row + row);
#pragma unroll
        for (int j = 0; j < kThreadPixels; ++j) {
          const int at = row * kPixels + thread % 16 + 16 * j;
          const float t0 = template_rows[at];
          const float t1 = template_rows[at + kPixels];
          const float t2 = template_rows[at + 2 * kPixels];
          const float t3 = template_rows[at + 3 * kPixels];
#pragma unroll
          for (int i = 0; i < 4; ++i)
            dx[j][i] = fmaf(dz[i].x, t0, fmaf(dz[i].y, t1, fmaf(dz[i].z, t2, fmaf(dz[i].w, t3, dx[j][i]))));
        }
      }
    }
  }

#pragma unroll
  for (int j = 0; j < kThreadPixels; ++j) {
    const int pixel = first_pixel + thread % 16 + 16 * j;
    if (pixel >= o.pixels) break;
    float* out = g.dx + (image * o.pixels + pixel) * o.channels + first_channel;
    if (g.vectorised_dx && first_channel < o.channels) {
      store_vec4(out, make_float4(dx[j][0], dx[j][1], dx[j][2], dx[j][3]));
    } else {
#pragma unroll
      for (int i = 0; i < 4; ++i)
        if (first_channel + i < o.channels) out[i] = dx[j][i];
    }
  }
}

template <int kPixels>
Status launch_dx(const EcLossShape& shape, const EcLossOperands& operands, const GradientOperands& gradient,
                 const EcLossRows& rows, Stream stream) {
  const dim3 grid(static_cast<unsigned>(shape.images), static_cast<unsigned>((shape.channels + kEcLossMaps - 1) / kEcLossMaps),
                  static_cast<unsigned>((shape.pixels() + kPixels - 1) / kPixels));
  return FACET_LAUNCH((ecloss_dx<kPixels>), grid, kEcLossThreads, 0, stream, operands, gradient, rows);
}

int64_t padded_maps(const EcLossShape& shape) { return (shape.maps() + 3) / 4 * 4; }

}  // namespace

size_t ecloss_grad_workspace_bytes(const EcLossShape& shape, const EcLossRule& rule) {
  return std::max(static_cast<size_t>(4 * padded_maps(shape)) * sizeof(float), ecloss_folded_workspace_bytes(shape, rule));
}

Status ecloss_grad(const EcLossShape& shape, const EcLossRule& rule, const float* x, const float* templates,
                   const float* log_marginal, const float* dloss, float* dx, void* workspace, int32_t* fault, Stream stream) {
  FACET_TRY(check(shape));
  if (ecloss_folds(shape, rule)) {
    const EcLossTensors tensors{x, templates, nullptr, const_cast<float*>(log_marginal), dloss, dx};
    return ecloss_folded(shape, rule, tensors, workspace, fault, stream);
  }
  auto* base = static_cast<float*>(workspace);
  const int64_t maps = padded_maps(shape);
  const EcLossRows rows{rule.normalise ? base : nullptr, base + maps, base + 2 * maps, base + 3 * maps, nullptr};
  FACET_TRY(ecloss_row_statistics(shape, rule, x, templates, log_marginal, rows, stream));

  const EcLossOperands operands = ecloss_operands(shape, x, templates);
  const GradientOperands gradient{log_marginal, rule.per_channel_marginal ? shape.templates : 0,
                                  rule.lambda,  static_cast<float>(std::log(static_cast<double>(shape.templates))),
                                  dloss,        static_cast<float>(shape.maps()),
                                  dx,           shape.channels % 4 == 0 && aligned_for_vec4(dx)};
  // 64 pixels hold the maps of 7 x 7 and 8 x 8, 224 those of 14 x 14 at once.
  if (shape.pixels() <= 64) return launch_dx<64>(shape, operands, gradient, rows, stream);
  return launch_dx<224>(shape, operands, gradient, rows, stream);
}

size_t ecloss_with_grad_workspace_bytes(const EcLossShape& shape, const EcLossRule& rule) {
  return std::max(ecloss_workspace_bytes(shape, rule), ecloss_grad_workspace_bytes(shape, rule));
}

Status ecloss_with_grad(const EcLossShape& shape, const EcLossRule& rule, const float* x, const float* templates,
                        const float* dloss, float* loss, float* log_marginal, float* dx, void* workspace, int32_t* fault,
                        Stream stream) {
  FACET_TRY(check(shape));
  if (ecloss_folds(shape, rule))
    return ecloss_folded(shape, rule, {x, templates, loss, log_marginal, dloss, dx}, workspace, fault, stream);
  FACET_TRY(ecloss(shape, rule, x, templates, loss, log_marginal, workspace, fault, stream));
  return ecloss_grad(shape, rule, x, templates, log_marginal, dloss, dx, workspace, fault, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
