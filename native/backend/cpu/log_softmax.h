// The log-softmax of one row in double, for the reference kernels.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace facet::cpu {

// log of the sum of exp(row[0 .. n)), with the maximum taken out so that nothing overflows.
template <typename T>
double log_sum_exp(const T* row, int64_t n) {
  double most = static_cast<double>(row[0]);
  for (int64_t i = 1; i < n; ++i) most = std::max(most, static_cast<double>(row[i]));
  double sum = 0;
  for (int64_t i = 0; i < n; ++i) sum += std::exp(static_cast<double>(row[i]) - most);
  return most + std::log(sum);
}

}  // namespace facet::cpu
