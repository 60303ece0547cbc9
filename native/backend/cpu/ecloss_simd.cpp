// ecloss, f32: loss and log-marginal (docs/ops.md). The maps of a block of channels are summed over chunks of images; the
// chunks depend on the shape only and are added in order.
#include <cmath>

#include "backend/cpu/ecloss_tile_simd.h"
#include "backend/cpu/simd_math.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kWantedTasks = 32;

struct Layout {
  int64_t chunks;  // of images
  int64_t sums;    // marginal sums a template and chunk: one a channel, or one a lane

  explicit Layout(const EcLossShape& s)
      : chunks(smaller(s.images, ceil_div(kWantedTasks, s.blocks))), sums(s.params.per_channel_marginal ? s.width : kLanes) {}
};

struct Scratch {
  float* by_template;
  float* zeros;
  double* marginals;    // [chunks][blocks][templates][sums]
  double* divergences;  // [chunks][blocks]
  std::byte* tiles;     // one per thread
  size_t tile_bytes;
  size_t bytes;

  Scratch(ScratchCutter cutter, const EcLossShape& s, const Layout& l, int threads) {
    by_template = cutter.take<float>(s.packed_by_template());
    zeros = cutter.take<float>(s.width);
    marginals = cutter.take<double>(l.chunks * s.blocks * s.templates * l.sums);
    divergences = cutter.take<double>(l.chunks * s.blocks);
    ScratchCutter measure(nullptr);
    EcLossTile tile(s, measure);
    tile_bytes = measure.used();
    tiles = cutter.take<std::byte>(static_cast<int64_t>(tile_bytes) * threads);
    bytes = cutter.used();
  }
};

// Turns the logits of kLanes channels into probabilities; divergence[lane] = KL(p || uniform).
void to_probabilities(const EcLossShape& s, const EcLossTile& tile, int64_t c, double (&divergence)[kLanes]) {
  const VecF most = tile.greatest(s, c);
  VecD sum{}, weighted{};
  for (int64_t t = 0; t < s.templates; ++t) {
    float* at = tile.logits + t * s.width + c;
    const VecF z = load(at) - most, e = exp(z);
    sum += widen(e);
    weighted += widen(e) * widen(z);
    store(at, e);
  }
  float inverse[kLanes];
  for (int l = 0; l < kLanes; ++l) {
    divergence[l] = std::log(static_cast<double>(s.templates) / sum[l]) + weighted[l] / sum[l];
    inverse[l] = static_cast<float>(1.0 / sum[l]);
  }
  const VecF factor = load(inverse);
  for (int64_t t = 0; t < s.templates; ++t) {
    float* at = tile.logits + t * s.width + c;
    store(at, load(at) * factor);
  }
}

void add_to(double* sums, VecF p) {
  VecD total;
  std::memcpy(&total, sums, sizeof total);
  total += widen(p);
  std::memcpy(sums, &total, sizeof total);
}

// Adds the probabilities of the tile, channel by channel or lane by lane.
void add_marginal(const EcLossShape& s, const EcLossTile& tile, int64_t valid, double* marginal) {
  for (int64_t t = 0; t < s.templates; ++t) {
    const float* p = tile.logits + t * s.width;
    if (s.params.per_channel_marginal) {
      for (int64_t c = 0; c < valid; c += kLanes) add_to(marginal + t * s.width + c, load(p + c));
    } else {
      VecF total{};
      for_vectors(0, valid, [&](int64_t c, int64_t lanes) { total += load_lanes(p + c, lanes); });
      add_to(marginal + t * kLanes, total);
    }
  }
}

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

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

size_t scratch_bytes(const Step& step, int threads) {
  const EcLossShape s(step);
  return Scratch(ScratchCutter(nullptr), s, Layout(s), threads).bytes;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const EcLossShape s(step);
  const Layout l(s);
  const Scratch scratch(ScratchCutter(ctx.scratch), s, l, ctx.pool.size());
  float* loss = step.out[0].as<float>();
  float* log_marginal = step.out[1].as<float>();
  std::memset(scratch.zeros, 0, static_cast<size_t>(s.width) * sizeof(float));
  pack_by_template(s, scratch.by_template, ctx.pool);

  const int64_t part = s.templates * l.sums;
  ctx.pool.parallel_for(l.chunks * s.blocks, [&](int64_t task, int thread) {
    const int64_t chunk = task / s.blocks, block = task % s.blocks, valid = s.block_channels(block);
    double* marginal = scratch.marginals + task * part;
    std::memset(marginal, 0, static_cast<size_t>(part) * sizeof(double));
    ScratchCutter cutter(scratch.tiles + static_cast<size_t>(thread) * scratch.tile_bytes);
    const EcLossTile tile(s, cutter);
    double total = 0;
    for (int64_t n = chunk * s.images / l.chunks; n < (chunk + 1) * s.images / l.chunks; ++n) {
      tile.load_maps(s, n, block);
      tile.multiply(s, scratch.by_template, scratch.zeros);
      for (int64_t c = 0; c < valid; c += kLanes) {
        double divergence[kLanes];
        to_probabilities(s, tile, c, divergence);
        for (int64_t i = 0; i < smaller<int64_t>(kLanes, valid - c); ++i) total += divergence[i];
      }
      add_marginal(s, tile, valid, marginal);
    }
    scratch.divergences[task] = total;
  });

  double mean_divergence = 0, marginal_divergence = 0;
  for (int64_t task = 0; task < l.chunks * s.blocks; ++task) mean_divergence += scratch.divergences[task];
  mean_divergence /= s.maps();
  // Chunks first; then, with one marginal for all maps, blocks and lanes too.
  double* sums = scratch.marginals;
  const int64_t all_blocks = s.blocks * part;
  for (int64_t i = all_blocks; i < l.chunks * all_blocks; ++i) sums[i % all_blocks] += sums[i];
  if (s.params.per_channel_marginal) {
    for (int64_t c = 0; c < s.channels; ++c) {
      const double* of_channel = sums + c / s.width * part + c % s.width;
      marginal_divergence +=
          finish_marginal(of_channel, s.width, s.templates, static_cast<double>(s.images), log_marginal + c * s.templates);
    }
    marginal_divergence /= static_cast<double>(s.channels);
  } else {
    for (int64_t t = 0; t < s.templates; ++t) {
      double total = 0;
      for (int64_t block = 0; block < s.blocks; ++block) {
        for (int lane = 0; lane < kLanes; ++lane) total += sums[block * part + t * kLanes + lane];
      }
      sums[t * kLanes] = total;
    }
    marginal_divergence = finish_marginal(sums, kLanes, s.templates, s.maps(), log_marginal);
  }
  *loss = static_cast<float>(s.params.lambda * marginal_divergence - mean_divergence);
  return nullptr;
}

}  // namespace

extern const Kernel kEcLoss;
const Kernel kEcLoss = {FACET_KERNEL_NAME("ecloss"), refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
