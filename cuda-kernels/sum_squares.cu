#include "device/column_sums.cuh"
#include "sum_squares.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

struct Squares {
  static constexpr int kValues = 1;
  const float* x;

  __device__ void add(int64_t i, int64_t, double (&sum)[1]) const {
    const double v = x[i];
    sum[0] = fma(v, v, sum[0]);
  }

  __device__ void add4(int64_t i, int64_t, double (&sum)[4]) const {
    const float4 v = load_vec4(x + i);
    sum[0] = fma(double{v.x}, double{v.x}, sum[0]);
    sum[1] = fma(double{v.y}, double{v.y}, sum[1]);
    sum[2] = fma(double{v.z}, double{v.z}, sum[2]);
    sum[3] = fma(double{v.w}, double{v.w}, sum[3]);
  }
};

// The columns' sums.
struct Keep {
  double* sums;

  __device__ void finish(int64_t, int64_t c, const double (&sum)[1]) const { sums[c] = sum[0]; }
};

__global__ void add_columns(const double* sums, int count, float* y) {
  double total = 0.0;
  for (int c = 0; c < count; ++c) total += sums[c];
  *y = static_cast<float>(total);
}

// The elements as rows of four where they are so many, for the sake of wide loads.
int64_t columns_of(int64_t count) { return count % 4 == 0 ? 4 : 1; }

}  // namespace

size_t sum_squares_workspace_bytes(int64_t count) {
  const int64_t columns = columns_of(count);
  return column_workspace_bytes<Squares>(1, count / columns, columns) + 4 * sizeof(double);
}

Status sum_squares(const float* x, int64_t count, float* y, void* workspace, Stream stream) {
  if (count < 0) return invalid_argument("the element count is negative");
  const int64_t columns = columns_of(count);
  auto* sums = static_cast<double*>(workspace);
  FACET_TRY(launch_column_sums(Squares{x}, Keep{sums}, 1, count / columns, columns, aligned_for_vec4(x), sums + 4, stream));
  return FACET_LAUNCH(add_columns, 1, 1, 0, stream, sums, static_cast<int>(columns), y);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
