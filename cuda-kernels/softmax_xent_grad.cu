#include "device/column_sums.cuh"
#include "device/labels.cuh"
#include "device/sums.cuh"
#include "softmax_xent.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

struct CountedRows {
  static constexpr int kValues = 1;
  const int32_t* labels;

  __device__ void add(int64_t i, int64_t, double (&sum)[1]) const {
    if (labels[i] >= 0) sum[0] += 1.0;
  }
};

// What a row's p - t is multiplied with.
struct RowScale {
  const float* dloss;
  float* scale;

  __device__ void finish(int64_t, int64_t, const double (&sum)[1]) const {
    *scale = sum[0] == 0.0 ? 0.f : static_cast<float>(*dloss / sum[0]);
  }
};

template <int kThreads>
__global__ void __launch_bounds__(kRowThreads)
    softmax_xent_grad_rows(const float* probs, const int32_t* labels, float target, float smoothed, const float* scale,
                           int64_t rows, int classes, float* dlogits, int32_t* fault) {
  const int64_t row = team_row<kThreads>();
  if (row >= rows) return;
  const int32_t label = checked_label(labels[row], classes, fault);
  const float factor = label == kIgnoredLabel ? 0.f : *scale;
  for (int k = static_cast<int>(threadIdx.x) % kThreads; k < classes; k += kThreads) {
    const float t = k == label ? target : smoothed;
    dlogits[row * classes + k] = factor == 0.f ? 0.f : factor * (probs[row * classes + k] - t);
  }
}

}  // namespace

Status softmax_xent_grad(const SoftmaxXentShape& shape, const float* probs, const int32_t* labels, const float* dloss,
                         double smoothing, float* dlogits, int32_t* fault, void* workspace, Stream stream) {
  FACET_TRY(check_rows(shape.rows, shape.classes));
  auto* scale = static_cast<float*>(workspace);
  FACET_TRY(launch_total(CountedRows{labels}, RowScale{dloss, scale}, shape.rows, scale + 4, stream));
  const double smoothed = smoothing / static_cast<double>(shape.classes);
  return FACET_LAUNCH_ROWS(softmax_xent_grad_rows, shape.rows, shape.classes, stream, probs, labels,
                           static_cast<float>(1.0 - smoothing + smoothed), static_cast<float>(smoothed), scale, shape.rows,
                           static_cast<int>(shape.classes), dlogits, fault);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
