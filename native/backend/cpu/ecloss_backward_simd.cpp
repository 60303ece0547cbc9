// With e = exp(z - max), S = sum of e and h = z - max - lambda log p^ (p^ the marginal), docs/ops.md's gradient is
// dz = -dloss / M * e / S * (h - sum of e h / S): log S has cancelled, and so may any constant be taken from log p^, which
// keeps the digits of nearly uniform rows.
#include "backend/cpu/ecloss_passes_simd.h"
#include "backend/cpu/simd_math.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

void prepare_shifts(const EcLossShape& s, const float* log_marginal, float* to) {
  const auto shift = [&](const float* row, int64_t t) {
    return static_cast<float>(s.params.lambda * (static_cast<double>(row[t]) - static_cast<double>(row[0])));
  };
  if (!s.params.per_channel_marginal) {
    for (int64_t t = 0; t < s.templates; ++t) to[t] = shift(log_marginal, t);
    return;
  }
  for (int64_t c = 0; c < s.blocks * s.width; ++c) {
    float* column = to + c / kLanes * s.column() + c % kLanes;
    for (int64_t t = 0; t < s.templates; ++t)
      column[t * kLanes] = c < s.channels ? shift(log_marginal + c * s.templates, t) : 0.0f;
  }
}

// Writes the gradient of kLanes channels' logits times the maps' scale to `dz`, which may be where the logits are. `weights` is
// a column to work with; the shifts are one a template or, per channel, kLanes.
template <bool per_channel>
void to_gradient(int64_t templates, const float* logits, VecF most, const float* shifts, const float* scale, double factor,
                 float* weights, float* dz) {
  const auto h_of = [&](VecF z, int64_t t) {
    if constexpr (per_channel) return z - load(shifts + t * kLanes);
    return z - shifts[t];
  };
  VecD sum{}, weighted{};
  for_spans(templates, [&](int64_t first, int64_t end) {
    VecF part{}, part_weighted{};
    for (int64_t t = first; t < end; ++t) {
      const VecF z = load(logits + t * kLanes) - most, e = exp_not_positive(z);
      store(weights + t * kLanes, e);
      part += e;
      part_weighted += e * h_of(z, t);
    }
    sum += widen(part);
    weighted += widen(part_weighted);
  });
  float centres[kLanes], factors[kLanes];
  for (int l = 0; l < kLanes; ++l) {
    centres[l] = static_cast<float>(weighted[l] / sum[l]);
    factors[l] = static_cast<float>(factor * static_cast<double>(scale[l]) / sum[l]);
  }
  const VecF centre = load(centres), multiplier = load(factors);
  for (int64_t t = 0; t < templates; ++t) {
    const VecF h = h_of(load(logits + t * kLanes) - most, t);
    store(dz + t * kLanes, load(weights + t * kLanes) * multiplier * (h - centre));
  }
}

// dx of a tile from its dz, in tile.logits.
void multiply_templates(const EcLossShape& s, const EcLossWork& work, const EcLossTile& tile, int64_t image, int64_t block,
                        const Ahead& ahead, float* dx) {
  const int vectors = s.block_vectors(block);
  OuterTile t{};
  t.b = tile.logits;
  t.length = s.templates;
  t.a_step = s.rows;
  t.b_step = kLanes;
  t.b_vector = s.column();
  t.out_row = s.channels;
  t.start = work.zeros;
  t.valid_last_lanes = s.block_channels(block) - (vectors - 1) * kLanes;
  const int64_t tiles = ceil_div(s.cells, s.rows);
  for (int64_t i = 0; i < tiles; ++i) {
    const int64_t cell = i * s.rows;
    t.a = work.by_cell + cell * s.templates;
    t.out = dx + (image * s.cells + cell) * s.channels + block * s.width;
    t.valid_rows = smaller(s.rows, s.cells - cell);
    ahead.fetch(i, tiles);
    run_outer_tile(s.form, vectors, t);
  }
}

// What the backward pass of the next tile begins with.
Ahead tile_ahead(const EcLossShape& s, const EcLossWork& work, int64_t image, int64_t block) {
  const float* kept = work.kept_tile(s, image, block);
  if (kept == nullptr) return maps_ahead(s, image, block);
  return {kept, s.block_vectors(block) * s.templates, kLanes, kLanes};
}

}  // namespace

void run_backward(const EcLossShape& s, const EcLossWork& work, ThreadPool& pool, const float* log_marginal, float dloss,
                  float* dx) {
  const double factor = -static_cast<double>(dloss) / s.maps();
  prepare_shifts(s, log_marginal, work.shifts);
  pool.parallel_for(work.tasks(), [&](int64_t task, int thread) {
    const EcLossTile tile = work.tile(s, thread);
    const EcLossTiles tiles = work.tiles_of(s, task);
    for (int64_t i = tiles.first; i < tiles.end; ++i) {
      const int64_t image = tiles.image(i), block = tiles.block_of(i);
      const int vectors = s.block_vectors(block);
      const float *kept = work.kept_tile(s, image, block), *logits = tile.logits, *scale = tile.scale;
      if (kept != nullptr) {
        logits = kept;
        scale = kept + s.templates * s.width;
      } else {
        tile.load_maps(s, image, block);
        tile.multiply(s, vectors, work.templates, work.zeros, Ahead{});
      }
      for (int v = 0; v < vectors; ++v) {
        const float* z = logits + v * s.column();
        const VecF most = kept == nullptr ? greatest(z, s.templates) : VecF{};
        float* dz = tile.logits + v * s.column();
        if (s.params.per_channel_marginal) {
          const float* shifts = work.shifts + (block * s.form.widest + v) * s.column();
          to_gradient<true>(s.templates, z, most, shifts, scale + v * kLanes, factor, tile.column, dz);
        } else {
          to_gradient<false>(s.templates, z, most, work.shifts, scale + v * kLanes, factor, tile.column, dz);
        }
      }
      const Ahead ahead = i + 1 < tiles.end ? tile_ahead(s, work, tiles.image(i + 1), tiles.block_of(i + 1)) : Ahead{};
      multiply_templates(s, work, tile, image, block, ahead, dx);
    }
  });
}

}  // namespace facet::cpu::FACET_ISA_NS
