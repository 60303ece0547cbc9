#include "concat.h"
#include "device/strided.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// Copies an input's rows into the longer rows of y.
template <class T>
struct Rows {
  const T* x;
  T* y;  // at the input's first element of row 0

  __device__ void visit(int64_t i, const int64_t (&at)[1]) const { store_one(y + at[0], load_one(x + i)); }

  __device__ void visit4(int64_t i, const int64_t (&at)[1]) const { store_vec4(y + at[0], load_vec4(x + i)); }
};

template <class T>
Status launch(const ConcatInput<T>* inputs, int input_count, int64_t rows, T* y, Stream stream) {
  int64_t row_length = 0;
  for (int i = 0; i < input_count; ++i) row_length += inputs[i].length;
  for (int i = 0; i < input_count; ++i) {
    const auto& [x, length] = inputs[i];
    StridedAxes<1> axes{2, {rows, length}, {{row_length, 1}}};
    axes.merge();
    FACET_TRY(launch_strided(Rows<T>{x, y}, axes, aligned_for_vec4(x, y), stream));
    y += length;
  }
  return {};
}

}  // namespace

Status concat(const ConcatInput<float>* inputs, int input_count, int64_t rows, float* y, Stream stream) {
  return launch(inputs, input_count, rows, y, stream);
}

Status concat(const ConcatInput<Bf16>* inputs, int input_count, int64_t rows, Bf16* y, Stream stream) {
  return launch(inputs, input_count, rows, y, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
