// Memory that is read next, fetched into a cache while something else is computed.
#pragma once

#include "backend/cpu/simd.h"

namespace facet::cpu::FACET_ISA_NS {

// Rows of a matrix, fetched into the first-level cache; by default none.
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

// Values that follow one another, share after share; by default none. Left to the second-level cache: the first-level one is
// the computation's.
class ValuesAhead {
 public:
  ValuesAhead() = default;
  ValuesAhead(const float* first, int64_t count, int64_t shares)
      : next_(first), left_(count), share_(round_up(ceil_div(count, shares), kLine)) {}

  // Fetches the next share.
  void fetch() {
    const int64_t count = smaller(share_, left_);
    for (int64_t i = 0; i < count; i += kLine) __builtin_prefetch(next_ + i, 0, 2);
    next_ += count;
    left_ -= count;
  }

 private:
  const float* next_ = nullptr;
  int64_t left_ = 0, share_ = 0;
};

}  // namespace facet::cpu::FACET_ISA_NS
