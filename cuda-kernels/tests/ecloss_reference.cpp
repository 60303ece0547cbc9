#include <algorithm>
#include <cmath>

#include "reference.h"

namespace facet::test {

namespace {

// The maps of an ECLoss case with their softmax over the templates.
struct TemplateSoftmax {
  int64_t images, pixels, channels, templates;
  double lambda;
  bool per_channel, normalise;
  Values scale;  // [maps], 1 without normalisation
  Values log_p;  // [maps, templates]

  TemplateSoftmax(const Case& c, const Values& x, const Values& t)
      : images(c.in[0].dims[0]),
        pixels(c.in[0].dims[1] * c.in[0].dims[2]),
        channels(c.in[0].dims[3]),
        templates(c.in[1].dims[0]),
        lambda(c.params.at(0).number),
        per_channel(c.params.at(1).integer() != 0),
        normalise(c.params.at(2).integer() != 0),
        scale(static_cast<size_t>(maps()), 1.0) {
    for (int64_t m = 0; m < maps(); ++m) add_map(m, x, t);
  }

  int64_t maps() const { return images * channels; }
  int64_t marginals() const { return per_channel ? channels : 1; }
  int64_t marginal_of(int64_t map) const { return per_channel ? map % channels : 0; }
  size_t element(int64_t map, int64_t pixel) const {
    return static_cast<size_t>((map / channels * pixels + pixel) * channels + map % channels);
  }
  size_t at(int64_t row, int64_t t) const { return static_cast<size_t>(row * templates + t); }

 private:
  void add_map(int64_t m, const Values& x, const Values& t) {
    double squares = 0;
    for (int64_t i = 0; i < pixels; ++i) squares += x[element(m, i)] * x[element(m, i)];
    double& s = scale[static_cast<size_t>(m)];
    if (normalise) s = 1 / (std::sqrt(squares / static_cast<double>(pixels)) + 1e-12);
    Values z(static_cast<size_t>(templates), 0.0);
    for (int64_t k = 0; k < templates; ++k)
      for (int64_t i = 0; i < pixels; ++i)
        z[static_cast<size_t>(k)] += s * x[element(m, i)] * t[static_cast<size_t>(k * pixels + i)];
    const double max = *std::max_element(z.begin(), z.end());
    double sum = 0;
    for (const double v : z) sum += std::exp(v - max);
    for (const double v : z) log_p.push_back(v - max - std::log(sum));
  }
};

}  // namespace

std::vector<Values> ecloss_reference(const Case& c, const std::vector<Values>& in) {
  const TemplateSoftmax s(c, in[0], in[1]);
  const double log_count = std::log(static_cast<double>(s.templates));
  Values marginal(static_cast<size_t>(s.marginals() * s.templates), 0.0);
  double confident = 0;
  for (int64_t m = 0; m < s.maps(); ++m)
    for (int64_t t = 0; t < s.templates; ++t) {
      const double log_p = s.log_p[s.at(m, t)];
      confident += std::exp(log_p) * (log_p + log_count) / static_cast<double>(s.maps());
      marginal[s.at(s.marginal_of(m), t)] +=
          std::exp(log_p) * static_cast<double>(s.marginals()) / static_cast<double>(s.maps());
    }
  double diverse = 0;
  Values log_marginal;
  for (const double p : marginal) {
    log_marginal.push_back(std::log(p + 1e-30));
    diverse += p * (log_marginal.back() + log_count) / static_cast<double>(s.marginals());
  }
  return {{s.lambda * diverse - confident}, log_marginal};
}

std::vector<Values> ecloss_grad_reference(const Case& c, const std::vector<Values>& in) {
  const TemplateSoftmax s(c, in[0], in[1]);
  Values dx(in[0].size(), 0.0);
  for (int64_t m = 0; m < s.maps(); ++m) {
    const auto g = [&](int64_t t) { return s.log_p[s.at(m, t)] - s.lambda * in[2][s.at(s.marginal_of(m), t)]; };
    double mean = 0;
    for (int64_t t = 0; t < s.templates; ++t) mean += std::exp(s.log_p[s.at(m, t)]) * g(t);
    for (int64_t t = 0; t < s.templates; ++t) {
      const double dz = -in[3][0] / static_cast<double>(s.maps()) * std::exp(s.log_p[s.at(m, t)]) * (g(t) - mean);
      for (int64_t i = 0; i < s.pixels; ++i)
        dx[s.element(m, i)] += dz * s.scale[static_cast<size_t>(m)] * in[1][static_cast<size_t>(t * s.pixels + i)];
    }
  }
  return {dx};
}

std::vector<Values> ecloss_with_grad_reference(const Case& c, const std::vector<Values>& in) {
  std::vector<Values> results = ecloss_reference(c, in);
  results.push_back(ecloss_grad_reference(c, {in[0], in[1], results[1], in[2]})[0]);
  return results;
}

}  // namespace facet::test
