#include <algorithm>

#include "reference.h"
#include "shapes.h"

namespace facet::test {

std::vector<Values> reduce_reference(const Case& c, const std::vector<Values>& in) {
  Values y(static_cast<size_t>(c.out[0].count()), 0.0);
  for (size_t i = 0; i < in[0].size(); ++i) y[element(c.out[0], coordinates(c.in[0], i))] += in[0][i];
  if (c.params.at(0).integer() == 1)
    for (double& v : y) v /= static_cast<double>(in[0].size() / y.size());
  return {y};
}

std::vector<Values> sum_squares_reference(const Case&, const std::vector<Values>& in) {
  double sum = 0;
  for (const double v : in[0]) sum += v * v;
  return {{sum}};
}

std::vector<Values> correct_count_reference(const Case& c, const std::vector<Values>& in) {
  double correct = 0;
  const auto classes = c.in[0].dims[1];
  for (int64_t n = 0; n < c.in[0].dims[0]; ++n) {
    const auto row = in[0].begin() + n * classes;
    if (static_cast<double>(std::max_element(row, row + classes) - row) == in[1][static_cast<size_t>(n)]) ++correct;
  }
  return {{correct}};
}

}  // namespace facet::test
