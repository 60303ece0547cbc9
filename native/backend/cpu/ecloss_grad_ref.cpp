#include "backend/cpu/ecloss_row.h"
#include "backend/cpu/mirror_orbits.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// One row of logits in double for every thread.
size_t scratch_bytes(const Step& s, int threads) {
  return sizeof(double) * static_cast<size_t>(EcLossSizes::of(s).templates) * static_cast<size_t>(threads);
}

// x templates log_marginal dloss[1] -> dx; one task a map. dloss/dz_t = -p_t (g_t - p . g) / M with g = log p - lambda
// log_marginal.
template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  if (const KernelError error = check_orbits(s)) return error;
  const auto params = EcLossParams::of(s);
  const auto size = EcLossSizes::of(s);
  const T *x = s.in[0].as<T>(), *templates = s.in[1].as<T>(), *log_marginal = s.in[2].as<T>();
  const double dloss = static_cast<double>(*s.in[3].as<T>());
  T* dx = s.out[0].as<T>();
  ctx.pool.parallel_for(size.maps(), [&](int64_t m, int thread) {
    const int64_t c = m % size.channels, first = m / size.channels * size.cells * size.channels + c;
    const T* marginal = log_marginal + (params.per_channel_marginal ? c * size.templates : 0);
    double* row = reinterpret_cast<double*>(ctx.scratch) + thread * size.templates;
    const double scale = map_scale(x + first, size, params.normalise);
    template_log_softmax(x + first, templates, size, scale, row);
    const auto g = [&](int64_t t) { return row[t] - params.lambda * static_cast<double>(marginal[t]); };
    double mean_g = 0;
    for (int64_t t = 0; t < size.templates; ++t) mean_g += std::exp(row[t]) * g(t);
    for (int64_t t = 0; t < size.templates; ++t)
      row[t] = -dloss * std::exp(row[t]) * (g(t) - mean_g) / static_cast<double>(size.maps());
    for (int64_t i = 0; i < size.cells; ++i) {
      double sum = 0;
      for (int64_t t = 0; t < size.templates; ++t) sum += row[t] * static_cast<double>(templates[t * size.cells + i]);
      dx[first + i * size.channels] = static_cast<T>(scale * sum);
    }
  });
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS_SCRATCH(ecloss_grad, run, scratch_bytes)
