#include <cmath>

#include "reference.h"

namespace facet::test {

namespace {

size_t row_length(const Case& c) { return static_cast<size_t>(c.in[0].dims.back()); }

// The gradient where a fused activation lets v = gamma x^ + beta through.
double gradient(const Case& c, const std::vector<Values>& in, double normalised, size_t i) {
  if (in.size() < 6) return in[4][i];
  const size_t k = i % in[5].size();
  const double v = in[1][k] * normalised + in[5][k];
  return v > 0 && (c.params.at(1).integer() == 1 || v < 6) ? in[4][i] : 0;
}

// Both gradients of batch norm; `constant`: the statistics do not depend on x.
std::vector<Values> batch_norm_grad(const Case& c, const std::vector<Values>& in, const Values& invstd, bool constant) {
  const size_t channels = row_length(c);
  const double n = static_cast<double>(in[0].size() / channels);
  Values dx(in[0].size()), dgamma(channels, 0.0), dbeta(channels, 0.0);
  const auto normalised = [&](size_t i) { return (in[0][i] - in[2][i % channels]) * invstd[i % channels]; };
  for (size_t i = 0; i < dx.size(); ++i) {
    dgamma[i % channels] += gradient(c, in, normalised(i), i) * normalised(i);
    dbeta[i % channels] += gradient(c, in, normalised(i), i);
  }
  for (size_t i = 0; i < dx.size(); ++i) {
    const size_t k = i % channels;
    const double through = constant ? 0 : (dbeta[k] + normalised(i) * dgamma[k]) / n;
    dx[i] = in[1][k] * invstd[k] * (gradient(c, in, normalised(i), i) - through);
  }
  return {dx, dgamma, dbeta};
}

Values inverse_deviations(const Values& variances, double epsilon) {
  Values invstd;
  for (const double v : variances) invstd.push_back(1 / std::sqrt(v + epsilon));
  return invstd;
}

// gamma (x - mean) invstd + beta, then no activation, ReLU or ReLU6.
Values normalised(const std::vector<Values>& in, const Values& mean, const Values& invstd, int64_t activation) {
  Values y = in[0];
  for (size_t i = 0; i < y.size(); ++i) {
    const size_t k = i % mean.size();
    y[i] = in[1][k] * (y[i] - mean[k]) * invstd[k] + in[2][k];
    if (activation != 0 && y[i] <= 0) y[i] = 0;
    if (activation == 2 && y[i] > 6) y[i] = 6;
  }
  return y;
}

}  // namespace

std::vector<Values> batch_norm_train_reference(const Case& c, const std::vector<Values>& in) {
  const size_t channels = row_length(c);
  const double n = static_cast<double>(in[0].size() / channels);
  const double momentum = c.params.at(1).number;
  Values mean(channels, 0.0), variance(channels, 0.0);
  for (size_t i = 0; i < in[0].size(); ++i) mean[i % channels] += in[0][i] / n;
  for (size_t i = 0; i < in[0].size(); ++i) variance[i % channels] += std::pow(in[0][i] - mean[i % channels], 2) / n;
  Values next_mean = in[3], next_variance = in[4];
  for (size_t k = 0; k < channels; ++k) {
    next_mean[k] += momentum * (mean[k] - next_mean[k]);
    next_variance[k] += momentum * ((n == 1 ? variance[k] : variance[k] * n / (n - 1)) - next_variance[k]);
  }
  const Values invstd = inverse_deviations(variance, c.params.at(0).number);
  return {normalised(in, mean, invstd, c.params.at(2).integer()), mean, invstd, next_mean, next_variance};
}

std::vector<Values> batch_norm_infer_reference(const Case& c, const std::vector<Values>& in) {
  return {normalised(in, in[3], inverse_deviations(in[4], c.params.at(0).number), c.params.at(1).integer())};
}

std::vector<Values> batch_norm_train_grad_reference(const Case& c, const std::vector<Values>& in) {
  return batch_norm_grad(c, in, in[3], false);
}

std::vector<Values> batch_norm_infer_grad_reference(const Case& c, const std::vector<Values>& in) {
  return batch_norm_grad(c, in, inverse_deviations(in[3], c.params.at(0).number), true);
}

std::vector<Values> l2_normalize_reference(const Case& c, const std::vector<Values>& in) {
  const size_t length = row_length(c);
  Values y = in[0];
  for (size_t row = 0; row < y.size(); row += length) {
    double square = c.params.at(0).number;
    for (size_t i = row; i < row + length; ++i) square += in[0][i] * in[0][i];
    for (size_t i = row; i < row + length; ++i) y[i] /= std::sqrt(square);
  }
  return {y};
}

std::vector<Values> l2_normalize_grad_reference(const Case& c, const std::vector<Values>& in) {
  const size_t length = row_length(c);
  Values dx = in[1];
  for (size_t row = 0; row < dx.size(); row += length) {
    double square = c.params.at(0).number, dot = 0;
    for (size_t i = row; i < row + length; ++i) {
      square += in[0][i] * in[0][i];
      dot += in[0][i] * in[1][i];
    }
    for (size_t i = row; i < row + length; ++i) dx[i] = (in[1][i] - in[0][i] * dot / square) / std::sqrt(square);
  }
  return {dx};
}

}  // namespace facet::test
