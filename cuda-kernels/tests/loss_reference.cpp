#include <algorithm>
#include <cmath>

#include "reference.h"

namespace facet::test {

namespace {

size_t row_length(const Case& c) { return static_cast<size_t>(c.in[0].dims.back()); }

// Log-softmax of every row.
Values log_softmax(const Values& x, size_t length) {
  Values y = x;
  for (size_t row = 0; row < x.size(); row += length) {
    const double max = *std::max_element(&x[row], &x[row] + length);
    double sum = 0;
    for (size_t i = row; i < row + length; ++i) sum += std::exp(x[i] - max);
    for (size_t i = row; i < row + length; ++i) y[i] -= max + std::log(sum);
  }
  return y;
}

double counted(const Values& labels) {
  return static_cast<double>(std::count_if(labels.begin(), labels.end(), [](double t) { return t >= 0; }));
}

// The smoothed target of element i of [rows, classes].
double target(const Case& c, const Values& labels, size_t i) {
  const double smoothing = c.params.at(0).number;
  const size_t classes = row_length(c);
  const bool hit = labels[i / classes] == static_cast<double>(i % classes);
  return (hit ? 1 - smoothing : 0) + smoothing / static_cast<double>(classes);
}

}  // namespace

std::vector<Values> softmax_reference(const Case& c, const std::vector<Values>& in) {
  Values y = log_softmax(in[0], row_length(c));
  for (double& v : y) v = std::exp(v);
  return {y};
}

std::vector<Values> softmax_grad_reference(const Case& c, const std::vector<Values>& in) {
  const size_t length = row_length(c);
  Values dx = in[1];
  for (size_t row = 0; row < dx.size(); row += length) {
    double dot = 0;
    for (size_t i = row; i < row + length; ++i) dot += in[0][i] * in[1][i];
    for (size_t i = row; i < row + length; ++i) dx[i] = in[0][i] * (in[1][i] - dot);
  }
  return {dx};
}

std::vector<Values> softmax_xent_reference(const Case& c, const std::vector<Values>& in) {
  const size_t classes = row_length(c);
  const Values log_p = log_softmax(in[0], classes);
  const double rows = counted(in[1]);
  double loss = 0;
  Values probs = log_p;
  for (size_t i = 0; i < probs.size(); ++i) {
    probs[i] = std::exp(log_p[i]);
    if (in[1][i / classes] >= 0) loss -= target(c, in[1], i) * log_p[i] / rows;
  }
  return {{loss}, probs};
}

std::vector<Values> softmax_xent_grad_reference(const Case& c, const std::vector<Values>& in) {
  Values dlogits = in[0];
  for (size_t i = 0; i < dlogits.size(); ++i) {
    const bool counts = in[1][i / row_length(c)] >= 0;
    dlogits[i] = counts ? in[2][0] * (in[0][i] - target(c, in[1], i)) / counted(in[1]) : 0;
  }
  return {dlogits};
}

std::vector<Values> sigmoid_xent_reference(const Case&, const std::vector<Values>& in) {
  double loss = 0;
  for (size_t i = 0; i < in[0].size(); ++i) {
    const double z = in[0][i], t = in[1][i];
    if (t >= 0) loss += std::max(z, 0.0) - z * t + std::log1p(std::exp(-std::abs(z)));
  }
  return {{loss / std::max(counted(in[1]), 1.0)}};
}

std::vector<Values> sigmoid_xent_grad_reference(const Case&, const std::vector<Values>& in) {
  Values dlogits = in[0];
  const double scale = in[2][0] / std::max(counted(in[1]), 1.0);
  for (size_t i = 0; i < dlogits.size(); ++i)
    dlogits[i] = in[1][i] >= 0 ? scale * (1 / (1 + std::exp(-in[0][i])) - in[1][i]) : 0;
  return {dlogits};
}

std::vector<Values> one_hot_reference(const Case& c, const std::vector<Values>& in) {
  const auto classes = static_cast<size_t>(c.out[0].dims[1]);
  Values y(in[0].size() * classes, 0.0);
  for (size_t n = 0; n < in[0].size(); ++n)
    if (in[0][n] >= 0) y[n * classes + static_cast<size_t>(in[0][n])] = 1;
  return {y};
}

}  // namespace facet::test
