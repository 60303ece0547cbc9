#include "device/sums.cuh"
#include "l2_normalize.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <int kThreads>
__global__ void __launch_bounds__(kRowThreads)
    l2_normalize_rows(const float* x, float* y, int64_t rows, int length, float epsilon) {
  FACET_SHARED(float, scratch, kRowThreads / 32);
  const int64_t row = team_row<kThreads>();
  if (row >= rows) return;
  const RowTeam<kThreads> team(scratch);
  float squares = 0.f;
  for (int i = team.thread(); i < length; i += kThreads) squares = fmaf(x[row * length + i], x[row * length + i], squares);
  const float inverse = 1.f / sqrtf(team.sum(squares) + epsilon);
  for (int i = team.thread(); i < length; i += kThreads) y[row * length + i] = x[row * length + i] * inverse;
}

template <int kThreads>
__global__ void __launch_bounds__(kRowThreads)
    l2_normalize_grad_rows(const float* x, const float* dy, float* dx, int64_t rows, int length, float epsilon) {
  FACET_SHARED(float, scratch, kRowThreads / 32);
  const int64_t row = team_row<kThreads>();
  if (row >= rows) return;
  const RowTeam<kThreads> team(scratch);
  float squares = 0.f;
  float dot = 0.f;
  for (int i = team.thread(); i < length; i += kThreads) {
    const float v = x[row * length + i];
    squares = fmaf(v, v, squares);
    dot = fmaf(v, dy[row * length + i], dot);
  }
  const float square = team.sum(squares) + epsilon;
  const float slope = team.sum(dot) / square;
  const float inverse = 1.f / sqrtf(square);
  for (int i = team.thread(); i < length; i += kThreads)
    dx[row * length + i] = (dy[row * length + i] - x[row * length + i] * slope) * inverse;
}

}  // namespace

Status l2_normalize(const float* x, float* y, int64_t rows, int64_t length, float epsilon, Stream stream) {
  FACET_TRY(check_rows(rows, length));
  if (rows == 0) return {};
  return FACET_LAUNCH_ROWS(l2_normalize_rows, rows, length, stream, x, y, rows, static_cast<int>(length), epsilon);
}

Status l2_normalize_grad(const float* x, const float* dy, float* dx, int64_t rows, int64_t length, float epsilon,
                         Stream stream) {
  FACET_TRY(check_rows(rows, length));
  if (rows == 0) return {};
  return FACET_LAUNCH_ROWS(l2_normalize_grad_rows, rows, length, stream, x, dy, dx, rows, static_cast<int>(length), epsilon);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
