// One map of ECLoss in double, for the reference kernels.
#pragma once

#include <cmath>

#include "backend/cpu/log_softmax.h"
#include "core/kernel.h"

namespace facet::cpu {

// Sizes of an ECLoss step: x[N,H,W,C], templates[T,H*W]. A map is a pair of an image n and a channel c.
struct EcLossSizes {
  int64_t images, cells, channels, templates;

  static EcLossSizes of(const Step& s) {
    const TensorView& x = s.in[0];
    return {x.dims[0], x.dims[1] * x.dims[2], x.dims[3], s.in[1].dims[0]};
  }
  int64_t maps() const { return images * channels; }
};

// What a map is multiplied with before it meets the templates: 1 over its root mean square (+1e-12), or 1.
template <typename T>
double map_scale(const T* map, const EcLossSizes& size, bool normalise) {
  if (!normalise) return 1.0;
  double squares = 0;
  for (int64_t i = 0; i < size.cells; ++i) {
    const double v = static_cast<double>(map[i * size.channels]);
    squares += v * v;
  }
  return 1.0 / (std::sqrt(squares / static_cast<double>(size.cells)) + 1e-12);
}

// log_p[0 .. T) = log-softmax of the map's products with the templates. `map` is the first cell; its cells are C apart.
template <typename T>
void template_log_softmax(const T* map, const T* templates, const EcLossSizes& size, double scale, double* log_p) {
  for (int64_t t = 0; t < size.templates; ++t) {
    double sum = 0;
    for (int64_t i = 0; i < size.cells; ++i) {
      sum += static_cast<double>(map[i * size.channels]) * static_cast<double>(templates[t * size.cells + i]);
    }
    log_p[t] = scale * sum;
  }
  const double log_sum = log_sum_exp(log_p, size.templates);
  for (int64_t t = 0; t < size.templates; ++t) log_p[t] -= log_sum;
}

}  // namespace facet::cpu
