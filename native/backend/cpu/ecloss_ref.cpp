// ECLoss of Lin et al., arXiv 2207.02179, in the family MI_lambda of docs/ops.md.
#include "backend/cpu/ecloss_row.h"
#include "backend/cpu/mirror_orbits.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// Doubles of scratch: sums of p per channel [C,T], sums of KL per channel [C], and a row of logits [T] for every thread.
size_t scratch_bytes(const Step& s, int threads) {
  const auto size = EcLossSizes::of(s);
  const int64_t doubles = size.channels * size.templates + size.channels + threads * size.templates;
  return sizeof(double) * static_cast<size_t>(doubles);
}

// Writes log(mean + 1e-30) of `count` added rows and returns the mean's KL divergence from uniform.
template <typename T>
double finish_marginal(const double* sums, int64_t templates, int64_t count, T* log_marginal) {
  double kl = std::log(static_cast<double>(templates));
  for (int64_t t = 0; t < templates; ++t) {
    const double p = sums[t] / static_cast<double>(count), log_p = std::log(p + 1e-30);
    log_marginal[t] = static_cast<T>(log_p);
    kl += p * log_p;
  }
  return kl;
}

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  if (const KernelError error = check_orbits(s)) return error;
  const auto params = EcLossParams::of(s);
  const auto size = EcLossSizes::of(s);
  const T *x = s.in[0].as<T>(), *templates = s.in[1].as<T>();
  T *loss = s.out[0].as<T>(), *log_marginal = s.out[1].as<T>();
  const int64_t T_count = size.templates, C = size.channels;
  double* sums = reinterpret_cast<double*>(ctx.scratch);
  double* kls = sums + C * T_count;
  double* rows = kls + C;

  ctx.pool.parallel_for(C, [&](int64_t c, int thread) {
    double *log_p = rows + thread * T_count, *sum = sums + c * T_count;
    std::fill_n(sum, T_count, 0.0);
    kls[c] = 0;
    for (int64_t n = 0; n < size.images; ++n) {
      const T* map = x + n * size.cells * C + c;
      template_log_softmax(map, templates, size, map_scale(map, size, params.normalise), log_p);
      double kl = std::log(static_cast<double>(T_count));
      for (int64_t t = 0; t < T_count; ++t) {
        const double p = std::exp(log_p[t]);
        sum[t] += p;
        kl += p * log_p[t];
      }
      kls[c] += kl;
    }
  });

  double mean_kl = 0, marginal_kl = 0;
  for (int64_t c = 0; c < C; ++c) mean_kl += kls[c];
  mean_kl /= static_cast<double>(size.maps());
  if (params.per_channel_marginal) {
    for (int64_t c = 0; c < C; ++c) {
      marginal_kl +=
          finish_marginal(sums + c * T_count, T_count, size.images, log_marginal + c * T_count) / static_cast<double>(C);
    }
  } else {
    for (int64_t c = 1; c < C; ++c) {
      for (int64_t t = 0; t < T_count; ++t) sums[t] += sums[c * T_count + t];
    }
    marginal_kl = finish_marginal(sums, T_count, size.maps(), log_marginal);
  }
  *loss = static_cast<T>(params.lambda * marginal_kl - mean_kl);
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS_SCRATCH(ecloss, run, scratch_bytes)
