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

}  // namespace facet::test
