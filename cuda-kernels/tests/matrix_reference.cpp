#include "matrix_reference.h"

#include <algorithm>
#include <cmath>

namespace facet::test {

Values rounded_to_tf32(const Values& values) {
  Values rounded;
  for (const double v : values) {
    int exponent;
    const double mantissa = std::frexp(v, &exponent);  // in [0.5, 1): 11 bits with the leading one
    rounded.push_back(std::ldexp(std::round(std::ldexp(mantissa, 11)), exponent - 11));
  }
  return rounded;
}

Values rounded_to_bf16(const Values& values) {
  Values rounded;
  for (const double v : values) {
    int exponent;
    const double mantissa = std::frexp(v, &exponent);  // in [0.5, 1): 8 bits with the leading one
    rounded.push_back(std::ldexp(std::nearbyint(std::ldexp(mantissa, 8)), exponent - 8));
  }
  return rounded;
}

std::vector<Values> matmul_reference(const Case& c, const std::vector<Values>& in) {
  const bool trans_a = c.params.at(0).integer() != 0;
  const bool trans_b = c.params.at(1).integer() != 0;
  const bool relu = c.params.at(2).integer() != 0;
  const int64_t m = c.out[0].dims[0], n = c.out[0].dims[1], k = c.in[0].dims[trans_a ? 0 : 1];
  Values product(static_cast<size_t>(m * n));
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j) {
      double sum = in.size() > 2 ? in[2][static_cast<size_t>(j)] : 0;
      for (int64_t l = 0; l < k; ++l)
        sum += in[0][static_cast<size_t>(trans_a ? l * m + i : i * k + l)] *
               in[1][static_cast<size_t>(trans_b ? j * k + l : l * n + j)];
      product[static_cast<size_t>(i * n + j)] = relu ? std::max(sum, 0.0) : sum;
    }
  return {product};
}

namespace {

// Calls `visit` with the indices of an element of x, of w and of y for every product of the convolution.
template <class Visitor>
void for_each_product(const Case& c, const CaseTensor& x, const CaseTensor& w, const CaseTensor& y, const Visitor& visit) {
  const auto param = [&](size_t i) { return c.params.at(i).integer(); };
  const int64_t height = x.dims[1], width = x.dims[2], channels = x.dims[3];
  const int64_t k_count = w.dims[0], r_count = w.dims[1], s_count = w.dims[2], group_channels = w.dims[3];
  for (int64_t n = 0; n < y.dims[0]; ++n)
    for (int64_t p = 0; p < y.dims[1]; ++p)
      for (int64_t q = 0; q < y.dims[2]; ++q)
        for (int64_t k = 0; k < k_count; ++k) {
          const int64_t first_channel = k / (k_count / param(8)) * group_channels;
          const int64_t at_y = ((n * y.dims[1] + p) * y.dims[2] + q) * k_count + k;
          for (int64_t r = 0; r < r_count; ++r)
            for (int64_t s = 0; s < s_count; ++s) {
              const int64_t h = p * param(0) - param(2) + r * param(6);
              const int64_t v = q * param(1) - param(3) + s * param(7);
              if (h < 0 || h >= height || v < 0 || v >= width) continue;
              const int64_t at_x = ((n * height + h) * width + v) * channels + first_channel;
              const int64_t at_w = ((k * r_count + r) * s_count + s) * group_channels;
              for (int64_t i = 0; i < group_channels; ++i)
                visit(static_cast<size_t>(at_x + i), static_cast<size_t>(at_w + i), static_cast<size_t>(at_y));
            }
        }
}

}  // namespace

std::vector<Values> conv2d_reference(const Case& c, const std::vector<Values>& in) {
  Values y(static_cast<size_t>(c.out[0].count()));
  for (size_t i = 0; i < y.size(); ++i) y[i] = in.size() > 2 ? in[2][i % in[2].size()] : 0;
  for_each_product(c, c.in[0], c.in[1], c.out[0],
                   [&](size_t at_x, size_t at_w, size_t at_y) { y[at_y] += in[0][at_x] * in[1][at_w]; });
  for (size_t i = 0; in.size() > 3 && i < y.size(); ++i) y[i] += in[3][i];
  const int64_t activation = c.params.at(9).integer();
  for (double& v : y) {
    if (activation != 0) v = std::max(v, 0.0);
    if (activation == 2) v = std::min(v, 6.0);
  }
  return {y};
}

std::vector<Values> conv2d_grad_data_reference(const Case& c, const std::vector<Values>& in) {
  Values dx(static_cast<size_t>(c.out[0].count()));
  for_each_product(c, c.out[0], c.in[1], c.in[0],
                   [&](size_t at_x, size_t at_w, size_t at_y) { dx[at_x] += in[0][at_y] * in[1][at_w]; });
  return {dx};
}

std::vector<Values> conv2d_grad_weights_reference(const Case& c, const std::vector<Values>& in) {
  Values dw(static_cast<size_t>(c.out[0].count()));
  for_each_product(c, c.in[0], c.out[0], c.in[1],
                   [&](size_t at_x, size_t at_w, size_t at_y) { dw[at_w] += in[0][at_x] * in[1][at_y]; });
  return {dw};
}

}  // namespace facet::test
