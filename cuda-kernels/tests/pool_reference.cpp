#include <algorithm>
#include <cmath>
#include <functional>

#include "reference.h"
#include "shapes.h"

namespace facet::test {

namespace {

Values zeros(const CaseTensor& tensor) { return Values(static_cast<size_t>(tensor.count()), 0.0); }

// The numbers of the elements of x in the window of element i of y, in row-major order.
std::vector<size_t> window(const Case& c, const CaseTensor& x, const CaseTensor& y, size_t i) {
  const auto p = [&](size_t k) { return c.params.at(k).integer(); };
  const auto at = coordinates(y, i);
  std::vector<size_t> cells;
  for (int64_t r = 0; r < p(0); ++r)
    for (int64_t s = 0; s < p(1); ++s) {
      const int64_t h = at[1] * p(2) - p(4) + r;
      const int64_t w = at[2] * p(3) - p(5) + s;
      if (h >= 0 && h < x.dims[1] && w >= 0 && w < x.dims[2]) cells.push_back(element(x, {at[0], h, w, at[3]}));
    }
  return cells;
}

double cells_counted(const Case& c, size_t in_image) {
  const double all = static_cast<double>(c.params.at(0).integer() * c.params.at(1).integer());
  return c.params.at(8).integer() != 0 ? all : static_cast<double>(in_image);
}

// Calls visit(number in x, weight) for each of the four elements of x that element i of y reads.
void visit_taps(const CaseTensor& x, const CaseTensor& y, size_t i, const std::function<void(size_t, double)>& visit) {
  const auto at = coordinates(y, i);
  int64_t low[2], high[2];
  double fraction[2];
  for (size_t k = 0; k < 2; ++k) {
    const auto from = static_cast<double>(x.dims[k + 1]);
    const double place = (static_cast<double>(at[k + 1]) + 0.5) * from / static_cast<double>(y.dims[k + 1]) - 0.5;
    const double clamped = std::clamp(place, 0.0, from - 1);
    low[k] = static_cast<int64_t>(clamped);
    high[k] = std::min(low[k] + 1, x.dims[k + 1] - 1);
    fraction[k] = clamped - static_cast<double>(low[k]);
  }
  for (const bool down : {false, true})
    for (const bool right : {false, true})
      visit(element(x, {at[0], down ? high[0] : low[0], right ? high[1] : low[1], at[3]}),
            (down ? fraction[0] : 1 - fraction[0]) * (right ? fraction[1] : 1 - fraction[1]));
}

}  // namespace

std::vector<Values> max_pool2d_reference(const Case& c, const std::vector<Values>& in) {
  Values y = zeros(c.out[0]);
  for (size_t i = 0; i < y.size(); ++i) {
    y[i] = -INFINITY;
    for (const size_t cell : window(c, c.in[0], c.out[0], i)) y[i] = std::max(y[i], in[0][cell]);
  }
  return {y};
}

std::vector<Values> max_pool2d_grad_reference(const Case& c, const std::vector<Values>& in) {
  Values dx = zeros(c.out[0]);
  for (size_t i = 0; i < in[1].size(); ++i) {
    const auto cells = window(c, c.in[0], c.in[1], i);
    const auto first = std::max_element(cells.begin(), cells.end(), [&](size_t a, size_t b) { return in[0][a] < in[0][b]; });
    dx[*first] += in[1][i];
  }
  return {dx};
}

std::vector<Values> avg_pool2d_reference(const Case& c, const std::vector<Values>& in) {
  Values y = zeros(c.out[0]);
  for (size_t i = 0; i < y.size(); ++i) {
    const auto cells = window(c, c.in[0], c.out[0], i);
    for (const size_t cell : cells) y[i] += in[0][cell] / cells_counted(c, cells.size());
  }
  return {y};
}

std::vector<Values> avg_pool2d_grad_reference(const Case& c, const std::vector<Values>& in) {
  Values dx = zeros(c.out[0]);
  for (size_t i = 0; i < in[0].size(); ++i) {
    const auto cells = window(c, c.out[0], c.in[0], i);
    for (const size_t cell : cells) dx[cell] += in[0][i] / cells_counted(c, cells.size());
  }
  return {dx};
}

std::vector<Values> resize_bilinear_reference(const Case& c, const std::vector<Values>& in) {
  Values y = zeros(c.out[0]);
  for (size_t i = 0; i < y.size(); ++i)
    visit_taps(c.in[0], c.out[0], i, [&](size_t cell, double weight) { y[i] += weight * in[0][cell]; });
  return {y};
}

std::vector<Values> resize_bilinear_grad_reference(const Case& c, const std::vector<Values>& in) {
  Values dx = zeros(c.out[0]);
  for (size_t i = 0; i < in[0].size(); ++i)
    visit_taps(c.out[0], c.in[0], i, [&](size_t cell, double weight) { dx[cell] += weight * in[0][i]; });
  return {dx};
}

}  // namespace facet::test
