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

// Writes the gradient of kLanes channels' products times the maps' scale to the first vector of every part in `dz`. `weights`
// is a column to work with; the shifts are one a template or, per channel, kLanes.
template <bool per_channel>
void to_gradient(const EcLossShape& s, const float* logits, VecF most, const float* shifts, const float* scale, double factor,
                 float* weights, float* dz) {
  const auto h_of = [&](VecF z, int64_t t) {
    if constexpr (per_channel) return z - load(shifts + t * kLanes);
    return z - shifts[t];
  };
  VecD sum{}, weighted{};
  for_spans(s.templates, [&](int64_t first, int64_t end) {
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
  const auto gradient = [&](int64_t t) {
    const VecF h = h_of(load(logits + t * kLanes) - most, t);
    return load(weights + t * kLanes) * multiplier * (h - centre);
  };
  const int64_t part = s.widest * s.folded_column();
  for (int64_t o = 0; o < s.orbits; ++o, dz += kLanes) {
    VecF v[kMirrorParts];
    FACET_UNROLL
    for (int p = 0; p < kMirrorParts; ++p) v[p] = gradient(kMirrorParts * o + p);
    combine_signs(v);
    FACET_UNROLL
    for (int p = 0; p < kMirrorParts; ++p) store(dz + p * part, v[p]);
  }
  for (int64_t t = kMirrorParts * s.orbits; t < s.templates; ++t, dz += kLanes) {
    const VecF v = gradient(t);
    for (int p = 0; p < (s.parts.folds ? kMirrorParts : 1); ++p) store(dz + p * part, v);
  }
}

// Multiplies tile.dz with the templates: the gradient of the folded maps, written over these. `ahead` is fetched meanwhile.
void multiply_templates(const EcLossShape& s, const EcLossWork& work, const EcLossTile& tile, int vectors, const Ahead& ahead) {
  int64_t tiles = 0, done = 0;
  for (int p = 0; p < kMirrorParts; ++p) tiles += ceil_div(s.parts.cells(p), s.cell_form[p].rows);
  OuterTile t{};
  t.length = s.folded();
  t.b_step = kLanes;
  t.b_vector = s.folded_column();
  t.out_row = s.width;
  t.start = work.zeros;
  for (int p = 0; p < kMirrorParts; ++p) {
    t.a = work.by_cell + s.packed_cells(p);
    t.a_step = s.cell_form[p].rows;
    t.b = tile.dz + p * s.widest * s.folded_column();
    const int64_t cells = s.parts.cells(p);
    for (int64_t first = 0; first < cells; first += t.a_step, t.a += t.a_step * t.length) {
      t.out = tile.x + (s.parts.first(p) + first) * s.width;
      t.valid_rows = smaller(t.a_step, cells - first);
      ahead.fetch(done++, tiles);
      run_outer_tile(s.cell_form[p], vectors, t);
    }
  }
}

// Unfolds the gradient of a tile's folded maps, in tile.x.
void write_gradient(const EcLossShape& s, const EcLossTile& tile, int64_t image, int64_t block, float* dx) {
  float* to = dx + image * s.cells * s.channels + block * s.width;
  const int64_t valid = s.block_channels(block);
  for (int64_t c = 0; c < valid; c += kLanes) {
    const int64_t lanes = smaller<int64_t>(kLanes, valid - c);
    s.parts.for_cells([&](const MirrorCells& at) {
      VecF v[kMirrorParts] = {};
      FACET_UNROLL
      for (int p = 0; p < kMirrorParts; ++p) {
        if (at.place[p] >= 0) v[p] = load(tile.x + at.place[p] * s.width + c);
      }
      combine_signs(v);
      FACET_UNROLL
      for (int p = 0; p < kMirrorParts; ++p) {
        if (at.cell[p] >= 0) store_lanes(to + at.cell[p] * s.channels + c, v[p], lanes);
      }
    });
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
      const float *kept = work.kept_tile(s, image, block), *scale = tile.scale;
      if (kept != nullptr) {
        scale = kept + s.templates * s.width;
      } else {
        tile.load_maps(s, image, block);
        tile.multiply(s, vectors, work.templates, work.zeros, Ahead{});
      }
      for (int v = 0; v < vectors; ++v) {
        float* products = tile.logits + v * s.column();
        const VecF most = kept == nullptr ? finish_logits(s, products) : VecF{};
        const float* z = kept == nullptr ? products : kept + v * s.column();
        float* dz = tile.dz + v * s.folded_column();
        if (s.params.per_channel_marginal) {
          const float* shifts = work.shifts + (block * s.widest + v) * s.column();
          to_gradient<true>(s, z, most, shifts, scale + v * kLanes, factor, tile.column, dz);
        } else {
          to_gradient<false>(s, z, most, work.shifts, scale + v * kLanes, factor, tile.column, dz);
        }
      }
      const Ahead ahead = i + 1 < tiles.end ? tile_ahead(s, work, tiles.image(i + 1), tiles.block_of(i + 1)) : Ahead{};
      multiply_templates(s, work, tile, vectors, ahead);
      write_gradient(s, tile, image, block, dx);
    }
  });
}

}  // namespace facet::cpu::FACET_ISA_NS
