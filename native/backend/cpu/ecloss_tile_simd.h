// ECLoss by tiles: all T templates against up to kMaxOuterVectors vectors of channels of one image. The logits of a tile stay
// in the second-level cache until they are used up, so the [maps x templates] matrix never reaches memory.
#pragma once

#include "backend/cpu/elementwise_simd.h"
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
  int64_t packed_by_template() const { return round_up(templates, rows) * cells; }
  int64_t packed_by_cell() const { return round_up(cells, rows) * templates; }
};

// [template tile][cells][rows]: the left operand of the logits.
inline void pack_by_template(const EcLossShape& s, float* to, ThreadPool& pool) {
  pool.parallel_for(ceil_div(s.templates, s.rows), [&](int64_t tile, int) {
    const int64_t first = tile * s.rows;
    pack_columns(to + first * s.cells, s.t + first * s.cells, s.cells, s.cells, smaller(s.rows, s.templates - first), s.rows);
  });
}

// [cell tile][templates][rows]: the left operand of the gradient.
inline void pack_by_cell(const EcLossShape& s, float* to, ThreadPool& pool) {
  pool.parallel_for(ceil_div(s.cells, s.rows), [&](int64_t tile, int) {
    const int64_t first = tile * s.rows;
    pack_rows(to + first * s.templates, s.t + first, s.cells, s.templates, smaller(s.rows, s.cells - first), s.rows);
  });
}

// The tile of one task.
struct EcLossTile {
  float* x;       // [cells][width]: the maps, multiplied by their scale; zero beyond the last channel
  float* scale;   // [width]: 1 over the maps' root mean square (+1e-12), or 1
  float* logits;  // [templates][width]

  EcLossTile(const EcLossShape& s, ScratchCutter& cutter)
      : x(cutter.take<float>(s.cells * s.width)),
        scale(cutter.take<float>(s.width)),
        logits(cutter.take<float>(s.templates * s.width)) {}

  void load_maps(const EcLossShape& s, int64_t image, int64_t block) const {
    const float* from = s.x + image * s.cells * s.channels + block * s.width;
    const int64_t valid = s.block_channels(block);
    pack_rows(x, from, s.channels, s.cells, valid, s.width);
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

  // logits[t, c] = sum over cells of packed templates times x, for all channels of the tile.
  void multiply(const EcLossShape& s, const float* by_template, const float* zeros) const {
    OuterTile t{};
    t.b = x;
    t.length = s.cells;
    t.a_step = s.rows;
    t.b_step = s.width;
    t.out_row = s.width;
    t.start = zeros;
    for (int64_t first = 0; first < s.templates; first += s.rows) {
      t.a = by_template + first * s.cells;
      t.out = logits + first * s.width;
      t.valid_rows = smaller(s.rows, s.templates - first);
      run_outer_tile(s.form, s.form.widest, t);
    }
  }

  // The largest logit of each of kLanes channels.
  VecF greatest(const EcLossShape& s, int64_t c) const {
    VecF most = load(logits + c);
    for (int64_t t = 1; t < s.templates; ++t) {
      const VecF z = load(logits + t * s.width + c);
      most = z > most ? z : most;
    }
    return most;
  }
};

}  // namespace facet::cpu::FACET_ISA_NS
