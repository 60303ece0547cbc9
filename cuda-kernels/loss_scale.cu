#include "device/platform.cuh"
#include "loss_scale.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

__global__ void next_scale(const float* scale, const float* good, const float* squares, float interval, float* factor,
                           float* scale_out, float* good_out) {
  const float s = *scale, count = *good, test = *squares - *squares;  // 0, or NaN
  const bool finite = test == 0.f;
  *factor = finite ? 1.f / s : test;
  const bool last = count + 1.f >= interval;
  const float next = !finite ? fmaxf(s / 2.f, 1.f) : last ? fminf(s * 2.f, kMostLossScale) : s;
  *scale_out = interval == 0.f ? s : next;
  *good_out = interval == 0.f ? count : !finite || last ? 0.f : count + 1.f;
}

}  // namespace

Status loss_scale(const float* scale, const float* good, const float* squares, int64_t interval, float* factor,
                  float* scale_out, float* good_out, Stream stream) {
  if (interval < 0 || interval > 1 << 24) return invalid_argument("the interval of a loss's scale is 0 to 2^24");
  return FACET_LAUNCH(next_scale, 1, 1, 0, stream, scale, good, squares, static_cast<float>(interval), factor, scale_out,
                      good_out);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
