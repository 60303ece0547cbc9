// Rows of features as they are stored: numbers of a step's type, or 16-bit ones, two a word, the first in the low half.
#pragma once

#include "backend/cpu/half.h"
#include "core/kernel.h"

namespace facet::cpu {

// The first param of the ops that read such rows.
enum class RowStorage : int64_t { floats = 0, bf16 = 1, f16 = 2 };

inline RowStorage row_storage(const Step& step) { return static_cast<RowStorage>(step.params[0].i); }

// What kernels of floats say to a step.
inline const char* refuse_stored_rows(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  return row_storage(step) == RowStorage::floats ? nullptr : "rows of floats only";
}

// Element (row, feature) of the first input of a step, as a double.
template <typename T>
class StoredRows {
 public:
  explicit StoredRows(const Step& step) : storage_(row_storage(step)), rows_(step.in[0]) {}

  double at(int64_t row, int64_t feature) const {
    const int64_t width = rows_.dims[1];
    if (storage_ == RowStorage::floats) return static_cast<double>(rows_.as<T>()[row * width + feature]);
    const auto word = static_cast<uint32_t>(rows_.as<int32_t>()[row * width + feature / 2]);
    const uint32_t bits = feature % 2 == 0 ? word & 0xFFFFu : word >> 16;
    return static_cast<double>(storage_ == RowStorage::bf16 ? from_bf16(bits) : from_f16(bits));
  }

 private:
  RowStorage storage_;
  TensorView rows_;
};

}  // namespace facet::cpu
