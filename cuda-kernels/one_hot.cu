#include "device/labels.cuh"
#include "device/sums.cuh"
#include "one_hot.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <int kThreads>
__global__ void __launch_bounds__(kRowThreads)
    one_hot_rows(const int32_t* labels, float* y, int64_t rows, int classes, int32_t* fault) {
  const int64_t row = team_row<kThreads>();
  if (row >= rows) return;
  const int32_t label = checked_label(labels[row], classes, fault);
  for (int k = static_cast<int>(threadIdx.x) % kThreads; k < classes; k += kThreads)
    y[row * classes + k] = k == label ? 1.f : 0.f;
}

}  // namespace

Status one_hot(const int32_t* labels, float* y, int64_t rows, int64_t classes, int32_t* fault, Stream stream) {
  FACET_TRY(check_rows(rows, classes));
  return FACET_LAUNCH_ROWS(one_hot_rows, rows, classes, stream, labels, y, rows, static_cast<int>(classes), fault);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
