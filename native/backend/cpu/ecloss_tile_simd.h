// ECLoss by tiles: all T templates against up to kMaxOuterVectors vectors of channels of one image. The logits of a tile stay
// in the second-level cache until they are used up.
#pragma once

#include "backend/cpu/ahead_simd.h"
#include "backend/cpu/outer_tile_simd.h"
#include "backend/cpu/pack_simd.h"
#include "backend/cpu/scratch_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {

struct EcLossShape {
  int64_t images, cells, channels, templates;
  EcLossParams params;
  int64_t width, blocks;  // channels of a tile, tiles of an image
  OuterForm form;         // of a register tile
  int64_t rows;
  const float* x;  // [images, cells, channels]
  const float* t;  // [templates, cells]

  explicit EcLossShape(const Step& step) : params(EcLossParams::of(step)) {
    const TensorView &xv = step.in[0], &tv = step.in[1];
    images = xv.dims[0];
    cells = xv.dims[1] * xv.dims[2];
    channels = xv.dims[3];
    templates = tv.dims[0];
    form = outer_form(best_outer_vectors(channels), templates);
    width = form.width();
    blocks = ceil_div(channels, width);
    rows = form.rows;
    x = xv.as<float>();
    t = tv.as<float>();
  }

  double maps() const { return static_cast<double>(images) * static_cast<double>(channels); }
  int64_t block_channels(int64_t block) const { return smaller(width, channels - block * width); }
  int block_vectors(int64_t block) const { return static_cast<int>(ceil_div(block_channels(block), kLanes)); }
  int64_t column() const { return templates * kLanes; }  // values of one vector of channels in a tile of logits
  const float* maps_of(int64_t image, int64_t block) const { return x + image * cells * channels + block * width; }
  int64_t packed_by_template() const { return round_up(templates, rows) * cells; }
  int64_t packed_by_cell() const { return round_up(cells, rows) * templates; }
};

inline Ahead maps_ahead(const EcLossShape& s, int64_t image, int64_t block) {
  return {s.maps_of(image, block), s.cells, s.channels, s.block_channels(block)};
}

// The tile of one thread.
struct EcLossTile {
  float* x;       // [cells][width]: the maps, multiplied by their scale; zero beyond the last channel
  float* scale;   // [width]: 1 over the maps' root mean square (+1e-12), or 1
  float* logits;  // [vectors][templates][kLanes]
  float* column;  // [templates][kLanes], for what a pass needs beside one vector of logits

  EcLossTile(const EcLossShape& s, ScratchCutter& cutter)
      : x(cutter.take<float>(s.cells * s.width)),
        scale(cutter.take<float>(s.width)),
        logits(cutter.take<float>(s.templates * s.width)),
        column(cutter.take<float>(s.column())) {}

  void load_maps(const EcLossShape& s, int64_t image, int64_t block) const {
    pack_rows(x, s.maps_of(image, block), s.channels, s.cells, s.block_channels(block), s.width);
    if (!s.params.normalise) {
      for (int64_t c = 0; c < s.width; ++c) scale[c] = 1.0f;
      return;
    }
    for (int64_t c = 0; c < s.width; c += kLanes) {
      VecD squares{};
      for (int64_t i = 0; i < s.cells; ++i) {
        const VecD v = widen(load(x + i * s.width + c));
        squares += v * v;
      }
      for (int l = 0; l < kLanes; ++l) {
        scale[c + l] = static_cast<float>(1.0 / (__builtin_sqrt(squares[l] / static_cast<double>(s.cells)) + 1e-12));
      }
      const VecF factor = load(scale + c);
      for (int64_t i = 0; i < s.cells; ++i) {
        float* at = x + i * s.width + c;
        store(at, load(at) * factor);
      }
    }
  }

  // logits[c, t] = sum over cells of packed templates times x. `ahead` is fetched meanwhile.
  void multiply(const EcLossShape& s, int vectors, const float* by_template, const float* zeros, const Ahead& ahead) const {
    OuterTile t{};
    t.b = x;
    t.length = s.cells;
    t.a_step = s.rows;
    t.b_step = s.width;
    t.out_row = kLanes;
    t.out_vector = s.column();
    t.start = zeros;
    const int64_t tiles = ceil_div(s.templates, s.rows);
    for (int64_t i = 0; i < tiles; ++i) {
      const int64_t first = i * s.rows;
      t.a = by_template + first * s.cells;
      t.out = logits + first * kLanes;
      t.valid_rows = smaller(s.rows, s.templates - first);
      ahead.fetch(i, tiles);
      run_outer_tile(s.form, vectors, t);
    }
  }
};

// The largest of `count` vectors, lane by lane; NaN is passed over.
inline VecF greatest(const float* z, int64_t count) {
  constexpr int kChains = 4;  // hide the comparisons' latency
  VecF most[kChains];
  for (int i = 0; i < kChains; ++i) most[i] = load(z);
  int64_t t = 0;
  for (; t + kChains <= count; t += kChains) {
    FACET_UNROLL
    for (int i = 0; i < kChains; ++i) {
      const VecF v = load(z + (t + i) * kLanes);
      most[i] = v > most[i] ? v : most[i];
    }
  }
  for (; t < count; ++t) {
    const VecF v = load(z + t * kLanes);
    most[0] = v > most[0] ? v : most[0];
  }
  for (int i = 1; i < kChains; ++i) most[0] = most[i] > most[0] ? most[i] : most[0];
  return most[0];
}

// Terms added in float over so many templates, then in double: the digits of nearly uniform rows at the price of floats.
inline constexpr int64_t kEcLossSpan = 16;

// body(first, end) for consecutive spans of the templates.
template <typename F>
inline void for_spans(int64_t templates, F&& body) {
  for (int64_t t = 0; t < templates; t += kEcLossSpan) body(t, smaller(t + kEcLossSpan, templates));
}

}  // namespace facet::cpu::FACET_ISA_NS
