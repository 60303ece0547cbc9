#include "reference.h"
#include "shapes.h"

namespace facet::test {

namespace {

Values zeros(const CaseTensor& tensor) { return Values(static_cast<size_t>(tensor.count()), 0.0); }

// Coordinates moved by the start params.
std::vector<int64_t> moved(const Case& c, std::vector<int64_t> at) {
  for (size_t axis = 0; axis < at.size(); ++axis) at[axis] += c.params.at(axis).integer();
  return at;
}

}  // namespace

std::vector<Values> broadcast_reference(const Case& c, const std::vector<Values>& in) {
  Values y = zeros(c.out[0]);
  for (size_t i = 0; i < y.size(); ++i) y[i] = c.params.at(0).number * in[0][element(c.in[0], coordinates(c.out[0], i))];
  return {y};
}

std::vector<Values> concat_reference(const Case& c, const std::vector<Values>& in) {
  const auto axis = static_cast<size_t>(c.params.at(0).integer());
  Values y = zeros(c.out[0]);
  int64_t first = 0;
  for (size_t k = 0; k < in.size(); ++k) {
    for (size_t i = 0; i < in[k].size(); ++i) {
      auto at = coordinates(c.in[k], i);
      at[axis] += first;
      y[element(c.out[0], at)] = in[k][i];
    }
    first += c.in[k].dims[axis];
  }
  return {y};
}

std::vector<Values> slice_reference(const Case& c, const std::vector<Values>& in) {
  Values y = zeros(c.out[0]);
  for (size_t i = 0; i < y.size(); ++i) y[i] = in[0][element(c.in[0], moved(c, coordinates(c.out[0], i)))];
  return {y};
}

std::vector<Values> slice_grad_reference(const Case& c, const std::vector<Values>& in) {
  Values dx = zeros(c.out[0]);
  for (size_t i = 0; i < in[0].size(); ++i) dx[element(c.out[0], moved(c, coordinates(c.in[0], i)))] = in[0][i];
  return {dx};
}

std::vector<Values> transpose_reference(const Case& c, const std::vector<Values>& in) {
  Values y = zeros(c.out[0]);
  for (size_t i = 0; i < y.size(); ++i) {
    const auto at = coordinates(c.out[0], i);
    std::vector<int64_t> from(at.size());
    for (size_t axis = 0; axis < at.size(); ++axis) from[static_cast<size_t>(c.params.at(axis).integer())] = at[axis];
    y[i] = in[0][element(c.in[0], from)];
  }
  return {y};
}

}  // namespace facet::test
