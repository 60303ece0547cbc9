#include "device/row_softmax.cuh"
#include "softmax.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <int kThreads>
__global__ void __launch_bounds__(kRowThreads) softmax_rows(const float* x, float* y, int64_t rows, int length) {
  FACET_SHARED(float, scratch, kRowThreads / 32);
  const int64_t row = team_row<kThreads>();
  if (row >= rows) return;
  const RowTeam<kThreads> team(scratch);
  const RowSoftmax s = row_softmax(team, x + row * length, length);
  const float inverse = 1.f / s.sum;
  for (int i = team.thread(); i < length; i += kThreads) y[row * length + i] = expf(x[row * length + i] - s.max) * inverse;
}

template <int kThreads>
__global__ void __launch_bounds__(kRowThreads)
    softmax_grad_rows(const float* y, const float* dy, float* dx, int64_t rows, int length) {
  FACET_SHARED(float, scratch, kRowThreads / 32);
  const int64_t row = team_row<kThreads>();
  if (row >= rows) return;
  const RowTeam<kThreads> team(scratch);
  float dot = 0.f;
  for (int i = team.thread(); i < length; i += kThreads) dot = fmaf(y[row * length + i], dy[row * length + i], dot);
  dot = team.sum(dot);
  for (int i = team.thread(); i < length; i += kThreads)
    dx[row * length + i] = y[row * length + i] * (dy[row * length + i] - dot);
}

}  // namespace

Status softmax(const float* x, float* y, int64_t rows, int64_t length, Stream stream) {
  FACET_TRY(check_rows(rows, length));
  if (rows == 0) return {};
  return FACET_LAUNCH_ROWS(softmax_rows, rows, length, stream, x, y, rows, static_cast<int>(length));
}

Status softmax_grad(const float* y, const float* dy, float* dx, int64_t rows, int64_t length, Stream stream) {
  FACET_TRY(check_rows(rows, length));
  if (rows == 0) return {};
  return FACET_LAUNCH_ROWS(softmax_grad_rows, rows, length, stream, y, dy, dx, rows, static_cast<int>(length));
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
