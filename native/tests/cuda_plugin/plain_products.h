// A convolution, its gradients and a matrix product as plain loops, for the tests' kernels and the fake libraries.
#pragma once

#include <algorithm>
#include <cstdint>

namespace facet::test {

// NHWC images, KRSC weights.
struct PlainConvolution {
  int64_t n, h, w, c, k, r, s, p, q;
  int64_t stride_h, stride_w, pad_h, pad_w, dilation_h, dilation_w, groups;

  // Calls visit(index in x, index in w, index in y) for every product of a number of x with one of w.
  template <class Visit>
  void each_product(Visit visit) const {
    const int64_t channels = c / groups, results = k / groups;
    for (int64_t y = 0; y < n * p * q * k; ++y) {
      const int64_t ik = y % k, iq = y / k % q, ip = y / k / q % p, in = y / k / q / p, first = ik / results * channels;
      for (int64_t ir = 0; ir < r; ++ir) {
        for (int64_t is = 0; is < s; ++is) {
          const int64_t ih = ip * stride_h - pad_h + ir * dilation_h, iw = iq * stride_w - pad_w + is * dilation_w;
          if (ih < 0 || ih >= h || iw < 0 || iw >= w) continue;
          for (int64_t ic = 0; ic < channels; ++ic) {
            visit(((in * h + ih) * w + iw) * c + first + ic, ((ik * r + ir) * s + is) * channels + ic, y);
          }
        }
      }
    }
  }

  void forward(const float* x, const float* weights, float* y) const {
    std::fill_n(y, n * p * q * k, 0.0f);
    each_product([=](int64_t ix, int64_t iw, int64_t iy) { y[iy] += x[ix] * weights[iw]; });
  }
  void backward_data(const float* dy, const float* weights, float* dx) const {
    std::fill_n(dx, n * h * w * c, 0.0f);
    each_product([=](int64_t ix, int64_t iw, int64_t iy) { dx[ix] += dy[iy] * weights[iw]; });
  }
  void backward_weights(const float* x, const float* dy, float* dw) const {
    std::fill_n(dw, k * r * s * (c / groups), 0.0f);
    each_product([=](int64_t ix, int64_t iw, int64_t iy) { dw[iw] += dy[iy] * x[ix]; });
  }
};

// c[i, j] = sum over l of a[i, l] b[l, j], given the steps in memory from one row and one column to the next.
struct PlainMatrix {
  const float* first;
  int64_t row_step, column_step;
  float at(int64_t row, int64_t column) const { return first[row * row_step + column * column_step]; }
};

inline void plain_product(const PlainMatrix& a, const PlainMatrix& b, int64_t rows, int64_t columns, int64_t depth, float* c,
                          int64_t c_row_step, int64_t c_column_step) {
  for (int64_t i = 0; i < rows; ++i) {
    for (int64_t j = 0; j < columns; ++j) {
      float sum = 0;
      for (int64_t l = 0; l < depth; ++l) sum += a.at(i, l) * b.at(l, j);
      c[i * c_row_step + j * c_column_step] = sum;
    }
  }
}

}  // namespace facet::test
