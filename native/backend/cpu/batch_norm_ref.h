// What the references of batch normalisation and of its parts share: a channel's moments.
#pragma once

#include "backend/cpu/reference.h"

namespace facet::cpu {

struct Moments {
  double mean, variance;  // biased
};

// Of channel c of x [rows, channels].
template <typename T>
Moments moments_of(const T* x, int64_t rows, int64_t channels, int64_t c) {
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < rows; ++i) sum += static_cast<double>(x[i * channels + c]);
  const double n = static_cast<double>(rows), mean = sum / n;
  for (int64_t i = 0; i < rows; ++i) {
    const double d = static_cast<double>(x[i * channels + c]) - mean;
    squares += d * d;
  }
  return {mean, squares / n};
}

}  // namespace facet::cpu
