// ECLoss by tiles: all T templates against up to kMaxOuterVectors vectors of channels of one image. The logits of a tile stay
// in the second-level cache until they are used up.
//
// Where there are orbits, maps and templates are folded. Of an orbit of mirror images the first template alone is multiplied,
// part by part; the other templates, the rest, are multiplied with whole folded maps, which costs what it costs unfolded.
#pragma once

#include "backend/cpu/ahead_simd.h"
#include "backend/cpu/mirror_parts_simd.h"
#include "backend/cpu/outer_tile_simd.h"
#include "backend/cpu/pack_simd.h"
#include "backend/cpu/scratch_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {

inline VecF load_lanes(const float* from, int64_t lanes) { return lanes == kLanes ? load(from) : load_first(from, lanes); }
inline void store_lanes(float* to, VecF v, int64_t lanes) { lanes == kLanes ? store(to, v) : store_first(to, v, lanes); }

struct EcLossShape {
  int64_t images, cells, channels, templates;
  EcLossParams params;
  MirrorParts parts;
  int64_t orbits, rest;                                      // templates = 4 orbits + rest
  int64_t width, blocks;                                     // channels of a tile, tiles of an image
  int widest;                                                // its vectors
  OuterForm orbit_form, rest_form, cell_form[kMirrorParts];  // register tiles of logits and of the gradient of a part
  const float* x;                                            // [images, cells, channels]
  const float* t;                                            // [templates, cells]

  explicit EcLossShape(const Step& step) : params(EcLossParams::of(step)) {
    const TensorView &xv = step.in[0], &tv = step.in[1];
    images = xv.dims[0];
    cells = xv.dims[1] * xv.dims[2];
    channels = xv.dims[3];
    templates = tv.dims[0];
    orbits = params.orbits;
    parts = {xv.dims[1], xv.dims[2], orbits > 0};
    rest = templates - kMirrorParts * orbits;
    widest = best_outer_vectors(channels);
    width = widest * kLanes;
    blocks = ceil_div(channels, width);
    orbit_form = outer_form(widest, orbits);
    rest_form = outer_form(widest, rest);
    for (int p = 0; p < kMirrorParts; ++p) cell_form[p] = outer_form(widest, parts.cells(p));
    x = xv.as<float>();
    t = tv.as<float>();
  }

  double maps() const { return static_cast<double>(images) * static_cast<double>(channels); }
  int64_t block_channels(int64_t block) const { return smaller(width, channels - block * width); }
  int block_vectors(int64_t block) const { return static_cast<int>(ceil_div(block_channels(block), kLanes)); }
  int64_t column() const { return templates * kLanes; }  // values of one vector of channels in a tile of logits
  const float* maps_of(int64_t image, int64_t block) const { return x + image * cells * channels + block * width; }
  // Templates of which products are taken: the orbits' first ones and the rest.
  int64_t folded() const { return orbits + rest; }
  // The distance of a gradient's vectors.
  int64_t folded_column() const { return folded() * kLanes; }
  // Packed [part][orbit tile][cells of the part][rows], then [rest tile][cells][rows].
  int64_t packed_orbits(int part) const { return round_up(orbits, orbit_form.rows) * parts.first(part); }
  int64_t packed_rest() const { return packed_orbits(kMirrorParts); }
  int64_t packed_by_template() const { return packed_rest() + round_up(rest, rest_form.rows) * cells; }
  // Packed [part][cell tile][folded][rows].
  int64_t packed_cells(int part) const {
    int64_t before = 0;
    for (int p = 0; p < part; ++p) before += round_up(parts.cells(p), cell_form[p].rows) * folded();
    return before;
  }
  int64_t packed_by_cell() const { return packed_cells(kMirrorParts); }
};

inline Ahead maps_ahead(const EcLossShape& s, int64_t image, int64_t block) {
  return {s.maps_of(image, block), s.cells, s.channels, s.block_channels(block)};
}

// The tile of one thread.
struct EcLossTile {
  float* x;       // [cells][width]: the folded maps, multiplied by their scale; zero beyond the last channel
  float* scale;   // [width]: 1 over the maps' root mean square (+1e-12), or 1
  float* logits;  // [vectors][templates][kLanes]
  float* column;  // [templates][kLanes], for what a pass needs beside one vector of logits
  float* dz;      // backward: [part][vectors][folded][kLanes], the gradient of the products; the rest's in every part

  EcLossTile(const EcLossShape& s, bool backward, ScratchCutter& cutter)
      : x(cutter.take<float>(s.cells * s.width)),
        scale(cutter.take<float>(s.width)),
        logits(cutter.take<float>(s.templates * s.width)),
        column(cutter.take<float>(s.column())),
        dz(cutter.take<float>(backward ? kMirrorParts * s.widest * s.folded_column() : 0)) {}

  void load_maps(const EcLossShape& s, int64_t image, int64_t block) const {
    const float* maps = s.maps_of(image, block);
    const int64_t valid = s.block_channels(block);
    for (int64_t c = 0; c < valid; c += kLanes) {
      const int64_t lanes = smaller<int64_t>(kLanes, valid - c);
      if (s.params.normalise) {
        find_scale(s, maps + c, lanes, scale + c);
      } else {
        store(scale + c, splat(1.0f));
      }
      const VecF factor = load(scale + c);
      s.parts.for_cells([&](const MirrorCells& at) {
        VecF v[kMirrorParts] = {};
        FACET_UNROLL
        for (int p = 0; p < kMirrorParts; ++p) {
          if (at.cell[p] >= 0) v[p] = load_lanes(maps + at.cell[p] * s.channels + c, lanes) * factor;
        }
        combine_signs(v);
        FACET_UNROLL
        for (int p = 0; p < kMirrorParts; ++p) {
          if (at.place[p] >= 0) store(x + at.place[p] * s.width + c, v[p]);
        }
      });
    }
  }

  // Products of the folded maps: those of an orbit's parts lie where its four logits belong, those of the rest are logits.
  // `ahead` is fetched meanwhile.
  void multiply(const EcLossShape& s, int vectors, const float* by_template, const float* zeros, const Ahead& ahead) const {
    const int64_t orbit_tiles = ceil_div(s.orbits, s.orbit_form.rows), rest_tiles = ceil_div(s.rest, s.rest_form.rows);
    const int64_t tiles = kMirrorParts * orbit_tiles + rest_tiles;
    int64_t done = 0;
    OuterTile t{};
    t.b_step = s.width;
    t.out_vector = s.column();
    t.start = zeros;
    t.a_step = s.orbit_form.rows;
    t.out_row = kMirrorParts * kLanes;
    for (int p = 0; p < kMirrorParts; ++p) {
      t.b = x + s.parts.first(p) * s.width;
      t.length = s.parts.cells(p);
      t.a = by_template + s.packed_orbits(p);
      for (int64_t first = 0; first < s.orbits; first += t.a_step, t.a += t.a_step * t.length) {
        t.out = logits + (kMirrorParts * first + p) * kLanes;
        t.valid_rows = smaller(t.a_step, s.orbits - first);
        ahead.fetch(done++, tiles);
        run_outer_tile(s.orbit_form, vectors, t);
      }
    }
    t.b = x;
    t.length = s.cells;
    t.a_step = s.rest_form.rows;
    t.out_row = kLanes;
    t.a = by_template + s.packed_rest();
    for (int64_t first = 0; first < s.rest; first += t.a_step, t.a += t.a_step * t.length) {
      t.out = logits + (kMirrorParts * s.orbits + first) * kLanes;
      t.valid_rows = smaller(t.a_step, s.rest - first);
      ahead.fetch(done++, tiles);
      run_outer_tile(s.rest_form, vectors, t);
    }
  }

 private:
  // `maps` is the first cell of kLanes maps.
  static void find_scale(const EcLossShape& s, const float* maps, int64_t lanes, float* scale) {
    VecD squares{};
    for (int64_t i = 0; i < s.cells; ++i) {
      const VecD v = widen(load_lanes(maps + i * s.channels, lanes));
      squares += v * v;
    }
    for (int l = 0; l < kLanes; ++l) {
      scale[l] = static_cast<float>(1.0 / (__builtin_sqrt(squares[l] / static_cast<double>(s.cells)) + 1e-12));
    }
  }
};

// Turns the products of kLanes channels into logits; returns the largest of each channel, passing over NaN.
inline VecF finish_logits(const EcLossShape& s, float* products) {
  VecF most[kMirrorParts];
  for (VecF& v : most) v = splat(-__builtin_inff());
  float* at = products;
  for (int64_t o = 0; o < s.orbits; ++o, at += kMirrorParts * kLanes) {
    VecF z[kMirrorParts];
    FACET_UNROLL
    for (int p = 0; p < kMirrorParts; ++p) z[p] = load(at + p * kLanes);
    combine_signs(z);
    FACET_UNROLL
    for (int p = 0; p < kMirrorParts; ++p) {
      store(at + p * kLanes, z[p]);
      most[p] = z[p] > most[p] ? z[p] : most[p];
    }
  }
  int64_t t = 0;
  for (; t + kMirrorParts <= s.rest; t += kMirrorParts, at += kMirrorParts * kLanes) {
    FACET_UNROLL
    for (int i = 0; i < kMirrorParts; ++i) {  // several chains hide the comparisons' latency
      const VecF z = load(at + i * kLanes);
      most[i] = z > most[i] ? z : most[i];
    }
  }
  for (; t < s.rest; ++t, at += kLanes) {
    const VecF z = load(at);
    most[0] = z > most[0] ? z : most[0];
  }
  for (int p = 1; p < kMirrorParts; ++p) most[0] = most[p] > most[0] ? most[p] : most[0];
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
