// Joining tensors along an axis.
#pragma once

#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// One input, seen as rows: `length` is the product of its dims from the axis on.
template <class T>
struct ConcatInput {
  const T* x;
  int64_t length;
};

// Row r of y is row r of every input, one after the other. rows: the product of the dims before the axis. At most 2^31-1
// elements an input. Nothing overlaps.
Status concat(const ConcatInput<float>* inputs, int input_count, int64_t rows, float* y, Stream stream);
Status concat(const ConcatInput<Bf16>* inputs, int input_count, int64_t rows, Bf16* y, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
