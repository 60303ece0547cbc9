// Memory that is read next, fetched into the second-level cache while something else is computed.
#pragma once

#include "backend/cpu/simd.h"

namespace facet::cpu::FACET_ISA_NS {

// Rows of a matrix; by default none.
struct Ahead {
  const float* first = nullptr;
  int64_t rows = 0, row = 0;  // their number, and their distance in floats
  int64_t columns = 0;

  // Fetches the part-th of `parts` shares.
  void fetch(int64_t part, int64_t parts) const {
    for (int64_t r = rows * part / parts; r < rows * (part + 1) / parts; ++r) {
      for (int64_t c = 0; c < columns; c += kLine) __builtin_prefetch(first + r * row + c, 0, 3);
    }
  }
};

}  // namespace facet::cpu::FACET_ISA_NS
