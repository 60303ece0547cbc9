#include <algorithm>
#include <cmath>

#include "reference.h"
#include "shapes.h"

namespace facet::test {

std::vector<Values> copy_reference(const Case&, const std::vector<Values>& in) { return {in[0]}; }

std::vector<Values> fill_reference(const Case& c, const std::vector<Values>&) {
  return {Values(static_cast<size_t>(c.out[0].count()), c.params.at(0).number)};
}

std::vector<Values> relu_reference(const Case&, const std::vector<Values>& in) {
  Values y = in[0];
  for (double& v : y) v = v > 0 || std::isnan(v) ? v : 0;
  return {y};
}

std::vector<Values> relu_grad_reference(const Case& c, const std::vector<Values>& in) {
  const int64_t rule = c.params.at(0).integer();
  Values dx = in[1];
  for (size_t i = 0; i < dx.size(); ++i) {
    if (rule != 2 && !(in[0][i] > 0)) dx[i] = 0;
    if (rule != 0 && !(dx[i] > 0)) dx[i] = 0;
  }
  return {dx};
}

std::vector<Values> bias_add_reference(const Case&, const std::vector<Values>& in) {
  Values y = in[0];
  for (size_t i = 0; i < y.size(); ++i) y[i] += in[1][i % in[1].size()];
  return {y};
}

std::vector<Values> sgd_reference(const Case& c, const std::vector<Values>& in) {
  const double momentum = c.params.at(0).number;
  const double weight_decay = c.params.at(1).number;
  const bool nesterov = c.params.at(2).integer() != 0;
  Values p = in[0], v = in[2];
  for (size_t i = 0; i < p.size(); ++i) {
    const double g = in[1][i] * (in.size() > 4 ? in[4][0] : 1) + weight_decay * p[i];
    v[i] = momentum * v[i] + g;
    p[i] -= in[3][0] * (nesterov ? g + momentum * v[i] : v[i]);
  }
  return {p, v};
}

// Of finite gradients; the cases have no others.
std::vector<Values> loss_scale_reference(const Case& c, const std::vector<Values>& in) {
  const double scale = in[0][0], good = in[1][0];
  const auto interval = static_cast<double>(c.params.at(0).integer());
  if (interval == 0) return {{1 / scale}, {scale}, {good}};
  const bool last = good + 1 >= interval;
  return {{1 / scale}, {last ? scale * 2 : scale}, {last ? 0 : good + 1}};
}

namespace {

double clipped(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

double unary(int64_t kind, double a, double b, double x) {
  switch (kind) {
    case 0:
      return a * x + b;
    case 1:
      return std::exp(x);
    case 2:
      return std::log(x);
    case 3:
      return std::sqrt(x);
    case 4:
      return x * x;
    case 5:
      return std::abs(x);
    case 6:
      return 1 / (1 + std::exp(-x));
    case 7:
      return std::tanh(x);
    case 8:
      return 1 / x;
    case 9:
      return x > 0 ? 1 : x < 0 ? -1 : x;
    case 10:
      return x > 0 ? x : a * x;
    case 11:
      return clipped(x, a, b);
    case 12:
      return clipped(a * x + b, 0, 1);
    case 13:
      return x * clipped(a * x + b, 0, 1);
    default:
      return std::pow(x, a);
  }
}

double unary_derivative(int64_t kind, double a, double b, double t) {
  switch (kind) {
    case 10:
      return t > 0 ? 1 : a;
    case 11:
      return t > a && t < b ? 1 : 0;
    case 12:
      return t > 0 && t < 1 ? a : 0;
    default: {
      const double gate = a * t + b;
      return gate <= 0 ? 0 : gate >= 1 ? 1 : gate + a * t;
    }
  }
}

}  // namespace

std::vector<Values> unary_reference(const Case& c, const std::vector<Values>& in) {
  Values y = in[0];
  for (double& v : y) v = unary(c.params.at(0).integer(), c.params.at(1).number, c.params.at(2).number, v);
  return {y};
}

std::vector<Values> unary_grad_reference(const Case& c, const std::vector<Values>& in) {
  Values dx = in[1];
  for (size_t i = 0; i < dx.size(); ++i)
    dx[i] *= unary_derivative(c.params.at(0).integer(), c.params.at(1).number, c.params.at(2).number, in[0][i]);
  return {dx};
}

std::vector<Values> binary_reference(const Case& c, const std::vector<Values>& in) {
  Values y(static_cast<size_t>(c.out[0].count()));
  for (size_t i = 0; i < y.size(); ++i) {
    const auto at = coordinates(c.out[0], i);
    const double a = in[0][element(c.in[0], at)];
    const double b = in[1][element(c.in[1], at)];
    const int64_t kind = c.params.at(0).integer();
    y[i] = kind == 0 ? a + b : kind == 1 ? a - b : kind == 2 ? a * b : a / b;
  }
  return {y};
}

std::vector<Values> dropout_reference(const Case& c, const std::vector<Values>& in) {
  const auto mix = [](uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  };
  const double rate = c.params.at(0).number;
  uint64_t key = 0;
  for (const uint64_t part : {static_cast<uint64_t>(in[1][0]), static_cast<uint64_t>(c.params.at(1).integer()), uint64_t{0}})
    key = mix(key + part + 0x9e3779b97f4a7c15u);
  Values y = in[0];
  for (size_t i = 0; i < y.size(); ++i) {
    uint32_t h = (static_cast<uint32_t>(i) ^ static_cast<uint32_t>(key)) * 0x9e3779b1u;
    h = ((h ^ (h >> 15)) + static_cast<uint32_t>(key >> 32)) * 0x85ebca77u;
    h = (h ^ (h >> 13)) * 0xc2b2ae3du;
    h = (h ^ (h >> 16)) >> 8;
    y[i] = h >= static_cast<uint32_t>(rate * 16777216.0) ? y[i] / (1 - rate) : 0;
  }
  return {y};
}

std::vector<Values> prelu_reference(const Case&, const std::vector<Values>& in) {
  Values y = in[0];
  for (size_t i = 0; i < y.size(); ++i)
    if (!(y[i] > 0)) y[i] *= in[1][i % in[1].size()];
  return {y};
}

std::vector<Values> prelu_grad_reference(const Case&, const std::vector<Values>& in) {
  Values dx = in[2];
  Values dslope(in[1].size(), 0.0);
  for (size_t i = 0; i < dx.size(); ++i) {
    if (in[0][i] > 0) continue;
    dslope[i % dslope.size()] += in[0][i] * dx[i];
    dx[i] *= in[1][i % dslope.size()];
  }
  return {dx, dslope};
}

}  // namespace facet::test
