#include "concat.h"
#include "device/strided.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// Copies an input's rows into the longer rows of y.
struct Rows {
  const float* x;
  float* y;  // at the input's first element of row 0

  __device__ void visit(int64_t i, const int64_t (&at)[1]) const { y[at[0]] = x[i]; }

  __device__ void visit4(int64_t i, const int64_t (&at)[1]) const { store_vec4(y + at[0], load_vec4(x + i)); }
};

}  // namespace

Status concat(const ConcatInput* inputs, int input_count, int64_t rows, float* y, Stream stream) {
  int64_t row_length = 0;
  for (int i = 0; i < input_count; ++i) row_length += inputs[i].length;
  for (int i = 0; i < input_count; ++i) {
    const auto& [x, length] = inputs[i];
    StridedAxes<1> axes{2, {rows, length}, {{row_length, 1}}};
    axes.merge();
    FACET_TRY(launch_strided(Rows{x, y}, axes, aligned_for_vec4(x, y), stream));
    y += length;
  }
  return {};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
