#include "conv_sample.h"

#include <cmath>

namespace facet::bench {
namespace {

constexpr int kPlaces = 400;

struct Place {
  int64_t at[4];
};

// The rms of (values - exact) over the rms of exact, at places spread over the tensor.
template <typename F>
double relative_error(const TensorView& values, F&& exact) {
  const int64_t count = values.count();
  double square = 0, difference = 0;
  for (int i = 0; i < kPlaces; ++i) {
    // A stride by a large prime meets all rows, columns and channels.
    int64_t index = static_cast<int64_t>(i) * 1000003 % count;
    const float value = values.as<float>()[index];
    Place place{};
    for (int axis = 3; axis >= 0; --axis) {
      place.at[axis] = index % values.dims[axis];
      index /= values.dims[axis];
    }
    const double e = exact(place);
    square += e * e;
    difference += (value - e) * (value - e);
  }
  return std::sqrt(difference / square);
}

double at(const TensorView& t, int64_t a, int64_t b, int64_t c, int64_t d) {
  return t.as<float>()[((a * t.dims[1] + b) * t.dims[2] + c) * t.dims[3] + d];
}

}  // namespace

double ConvSample::forward_error(const TensorView& y) const {
  return relative_error(y, [&](const Place& p) {
    double sum = bias.as<float>()[p.at[3]];
    for (int64_t r = 0; r < layer.kernel; ++r) {
      for (int64_t s = 0; s < layer.kernel; ++s) {
        const int64_t h = p.at[1] * layer.stride + r - layer.padding(), v = p.at[2] * layer.stride + s - layer.padding();
        if (h < 0 || v < 0 || h >= layer.pixels || v >= layer.pixels) continue;
        for (int64_t c = 0; c < layer.channels; ++c) sum += at(x, p.at[0], h, v, c) * at(w, p.at[3], r, s, c);
      }
    }
    return sum;
  });
}

double ConvSample::data_error(const TensorView& dx) const {
  const int64_t out = layer.output_pixels();
  return relative_error(dx, [&](const Place& p) {
    double sum = 0;
    for (int64_t r = 0; r < layer.kernel; ++r) {
      for (int64_t s = 0; s < layer.kernel; ++s) {
        const int64_t h = p.at[1] + layer.padding() - r, v = p.at[2] + layer.padding() - s;
        if (h < 0 || v < 0 || h % layer.stride != 0 || v % layer.stride != 0) continue;
        const int64_t row = h / layer.stride, column = v / layer.stride;
        if (row >= out || column >= out) continue;
        for (int64_t k = 0; k < layer.outputs; ++k) sum += at(dy, p.at[0], row, column, k) * at(w, k, r, s, p.at[3]);
      }
    }
    return sum;
  });
}

double ConvSample::weights_error(const TensorView& dw) const {
  const int64_t out = layer.output_pixels();
  return relative_error(dw, [&](const Place& p) {
    double sum = 0;
    for (int64_t n = 0; n < x.dims[0]; ++n) {
      for (int64_t row = 0; row < out; ++row) {
        const int64_t h = row * layer.stride + p.at[1] - layer.padding();
        if (h < 0 || h >= layer.pixels) continue;
        for (int64_t column = 0; column < out; ++column) {
          const int64_t v = column * layer.stride + p.at[2] - layer.padding();
          if (v >= 0 && v < layer.pixels) sum += at(x, n, h, v, p.at[3]) * at(dy, n, row, column, p.at[0]);
        }
      }
    }
    return sum;
  });
}

}  // namespace facet::bench
