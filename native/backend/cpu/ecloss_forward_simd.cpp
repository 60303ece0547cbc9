#include <cmath>

#include "backend/cpu/ecloss_passes_simd.h"
#include "backend/cpu/simd_math.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

// Turns the logits of kLanes channels into e = exp(z - max), copies z - max to `kept` if there is one, and gives for every
// channel KL(p || uniform) and 1 over the sum of e.
void exponentiate(int64_t templates, float* logits, VecF most, float* kept, double (&divergence)[kLanes],
                  float (&inverse)[kLanes]) {
  VecD sum{}, weighted{};
  for_spans(templates, [&](int64_t first, int64_t end) {
    VecF part{}, part_weighted{};
    for (int64_t t = first; t < end; ++t) {
      float* at = logits + t * kLanes;
      const VecF z = load(at) - most, e = exp_not_positive(z);
      if (kept != nullptr) stream(kept + t * kLanes, z);
      store(at, e);
      part += e;
      part_weighted += e * z;
    }
    sum += widen(part);
    weighted += widen(part_weighted);
  });
  for (int l = 0; l < kLanes; ++l) {
    divergence[l] = std::log(static_cast<double>(templates) / sum[l]) + weighted[l] / sum[l];
    inverse[l] = static_cast<float>(1.0 / sum[l]);
  }
}

void add_to(double* sums, VecF p) {
  VecD total;
  std::memcpy(&total, sums, sizeof total);
  total += widen(p);
  std::memcpy(sums, &total, sizeof total);
}

// Sums of the probabilities of one task's tiles.
class Marginal {
 public:
  // `sums` [marginal_values] is the task's, `column` [templates][kLanes] the thread's.
  Marginal(const EcLossShape& s, double* sums, float* column) : s_(s), sums_(sums), column_(column) {}

  // Vector v of a tile.
  void add(int v, const float* e, VecF inverse) const {
    for (int64_t t = 0; t < s_.templates; ++t) {
      const VecF p = load(e + t * kLanes) * inverse;
      if (s_.params.per_channel_marginal) {
        add_to(sums_ + v * s_.column() + t * kLanes, p);
      } else {
        store(column_ + t * kLanes, v == 0 ? p : load(column_ + t * kLanes) + p);
      }
    }
  }

  // After the last vector of a tile.
  void end_tile() const {
    if (s_.params.per_channel_marginal) return;
    for (int64_t i = 0; i < s_.column(); i += kLanes) add_to(sums_ + i, load(column_ + i));
  }

 private:
  const EcLossShape& s_;
  double* sums_;
  float* column_;
};

// Writes log(mean + 1e-30) of T sums over `maps` maps, the sums `step` apart; returns the mean's divergence from uniform.
double finish_marginal(const double* sums, int64_t step, int64_t templates, double maps, float* log_marginal) {
  double divergence = std::log(static_cast<double>(templates));
  for (int64_t t = 0; t < templates; ++t) {
    const double p = sums[t * step] / maps, log_p = std::log(p + 1e-30);
    log_marginal[t] = static_cast<float>(log_p);
    divergence += p * log_p;
  }
  return divergence;
}

// Adds the tasks' sums in order and finishes every marginal; returns their mean divergence from uniform.
double finish_marginals(const EcLossShape& s, const EcLossWork& work, float* log_marginal) {
  double* sums = work.marginals;
  const int64_t of_task = work.marginal_values(s), of_chunk = work.groups * of_task;
  for (int64_t i = of_chunk; i < work.chunks * of_chunk; ++i) sums[i % of_chunk] += sums[i];
  if (s.params.per_channel_marginal) {
    double divergence = 0;
    for (int64_t c = 0; c < s.channels; ++c) {
      const double* of_channel = sums + c / s.width * of_task + c % s.width / kLanes * s.column() + c % kLanes;
      divergence +=
          finish_marginal(of_channel, kLanes, s.templates, static_cast<double>(s.images), log_marginal + c * s.templates);
    }
    return divergence / static_cast<double>(s.channels);
  }
  for (int64_t t = 0; t < s.templates; ++t) {
    double total = 0;
    for (int lane = 0; lane < kLanes; ++lane) total += sums[t * kLanes + lane];
    sums[t * kLanes] = total;
  }
  return finish_marginal(sums, kLanes, s.templates, s.maps(), log_marginal);
}

}  // namespace

void run_forward(const EcLossShape& s, const EcLossWork& work, ThreadPool& pool, float* loss, float* log_marginal) {
  const int64_t marginal_values = work.marginal_values(s);
  pool.parallel_for(work.tasks(), [&](int64_t task, int thread) {
    double* sums = work.marginals + task * marginal_values;
    std::memset(sums, 0, static_cast<size_t>(marginal_values) * sizeof(double));
    const EcLossTile tile = work.tile(s, thread);
    const Marginal marginal(s, sums, tile.column);
    const EcLossTiles tiles = work.tiles_of(s, task);
    double total = 0;
    for (int64_t i = tiles.first; i < tiles.end; ++i) {
      const int64_t image = tiles.image(i), block = tiles.block_of(i);
      const int vectors = s.block_vectors(block);
      tile.load_maps(s, image, block);
      tile.multiply(s, vectors, work.templates, work.zeros,
                    i + 1 < tiles.end ? maps_ahead(s, tiles.image(i + 1), tiles.block_of(i + 1)) : Ahead{});
      float* kept = work.kept_tile(s, image, block);
      for (int v = 0; v < vectors; ++v) {
        const int64_t lanes = smaller<int64_t>(kLanes, s.block_channels(block) - v * kLanes);
        double divergence[kLanes];
        float inverse[kLanes];
        float* logits = tile.logits + v * s.column();
        const VecF most = finish_logits(s, logits);
        exponentiate(s.templates, logits, most, kept == nullptr ? nullptr : kept + v * s.column(), divergence, inverse);
        for (int64_t l = 0; l < lanes; ++l) total += divergence[l];
        marginal.add(v, logits, load_first(inverse, lanes));
      }
      marginal.end_tile();
      if (kept != nullptr) std::memcpy(kept + s.templates * s.width, tile.scale, static_cast<size_t>(s.width) * sizeof(float));
    }
    work.divergences[task] = total;
    finish_streams();
  });

  double mean_divergence = 0;
  for (int64_t task = 0; task < work.tasks(); ++task) mean_divergence += work.divergences[task];
  mean_divergence /= s.maps();
  *loss = static_cast<float>(s.params.lambda * finish_marginals(s, work, log_marginal) - mean_divergence);
}

}  // namespace facet::cpu::FACET_ISA_NS
