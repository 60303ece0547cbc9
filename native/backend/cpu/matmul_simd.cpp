// matmul, f32, for all transpositions: slabs of k are packed into panels that all threads share, and outer-product tiles of c
// run over them from the second-level cache.
#include "backend/cpu/matmul_shape_simd.h"
#include "backend/cpu/outer_tile_simd.h"
#include "backend/cpu/pack_simd.h"
#include "backend/cpu/scratch_simd.h"
#include "runtime/thread_pool.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kSlab = 384;                // most k of one slab
constexpr int64_t kBlockColumns = 4096;       // most n packed at a time
constexpr int64_t kBlockRows = 4096;          // most m packed at a time
constexpr int64_t kCachedFloats = 64 * 1024;  // of b, per task
constexpr int64_t kTilesPerTask = 16;
constexpr int64_t kPackTiles = 8;  // panels packed by one task

struct Layout {
  OuterForm form;
  int64_t rows, width;  // of a tile
  int64_t slabs, slab;
  int64_t block_m, block_n;

  explicit Layout(const MatmulShape& s) {
    form = outer_form(best_outer_vectors(s.n), s.m);
    rows = form.rows;
    width = form.width();
    slabs = larger<int64_t>(ceil_div(s.k, kSlab), 1);
    slab = ceil_div(s.k, slabs);
    block_m = smaller(round_up(s.m, rows), kBlockRows / rows * rows);
    block_n = smaller(round_up(s.n, width), kBlockColumns / width * width);
  }
};

struct Scratch {
  float* a;     // [row tile][slab][rows]
  float* b;     // [column panel][slab][width]
  float* bias;  // [n], padded with zeros
  size_t bytes;

  Scratch(ScratchCutter cutter, const MatmulShape& s, const Layout& l) {
    a = cutter.take<float>(l.block_m * l.slab);
    b = cutter.take<float>(l.block_n * l.slab);
    bias = cutter.take<float>(round_up(s.n, l.width));
    bytes = cutter.used();
  }
};

// Part of c that is computed from one packing of b.
struct Part {
  int64_t k0, depth, n0, columns;
  bool first, last;  // slab
};

void pack_b(const MatmulShape& s, const Layout& l, const Part& p, float* to, ThreadPool& pool) {
  const int64_t panels = ceil_div(p.columns, l.width);
  pool.parallel_for(ceil_div(panels, kPackTiles), [&](int64_t task, int) {
    for (int64_t panel = task * kPackTiles; panel < smaller((task + 1) * kPackTiles, panels); ++panel) {
      const int64_t n = p.n0 + panel * l.width, valid = smaller(l.width, s.n - n);
      float* t = to + panel * l.width * p.depth;
      if (s.trans_b) {
        pack_columns(t, s.b + n * s.k + p.k0, s.k, p.depth, valid, l.width);
      } else {
        pack_rows(t, s.b + p.k0 * s.n + n, s.n, p.depth, valid, l.width);
      }
    }
  });
}

void pack_a(const MatmulShape& s, const Layout& l, const Part& p, int64_t m0, int64_t rows, float* to, ThreadPool& pool) {
  const int64_t tiles = ceil_div(rows, l.rows);
  pool.parallel_for(ceil_div(tiles, kPackTiles), [&](int64_t task, int) {
    for (int64_t tile = task * kPackTiles; tile < smaller((task + 1) * kPackTiles, tiles); ++tile) {
      const int64_t m = m0 + tile * l.rows, valid = smaller(l.rows, s.m - m);
      float* t = to + tile * l.rows * p.depth;
      if (s.trans_a) {
        pack_rows(t, s.a + p.k0 * s.m + m, s.m, p.depth, valid, l.rows);
      } else {
        pack_columns(t, s.a + m * s.k + p.k0, s.k, p.depth, valid, l.rows);
      }
    }
  });
}

void multiply(const MatmulShape& s, const Layout& l, const Scratch& scratch, const Part& p, int64_t m0, int64_t rows,
              ThreadPool& pool) {
  const int64_t tiles = ceil_div(rows, l.rows), panels = ceil_div(p.columns, l.width);
  const int64_t tile_groups = ceil_div(tiles, kTilesPerTask);
  const int64_t group_panels = larger<int64_t>(kCachedFloats / (l.width * larger<int64_t>(p.depth, 1)), 1);
  const int64_t panel_groups = ceil_div(panels, smaller(group_panels, larger<int64_t>(panels / 4, 1)));
  pool.parallel_for(tile_groups * panel_groups, [&](int64_t task, int) {
    const int64_t tile_group = task % tile_groups, panel_group = task / tile_groups;
    OuterTile t{};
    t.length = p.depth;
    t.a_step = l.rows;
    t.b_step = l.width;
    t.out_row = s.n;
    t.relu = s.relu && p.last;
    for (int64_t tile = tile_group * kTilesPerTask; tile < smaller((tile_group + 1) * kTilesPerTask, tiles); ++tile) {
      const int64_t m = m0 + tile * l.rows;
      t.a = scratch.a + tile * l.rows * p.depth;
      t.valid_rows = smaller(l.rows, s.m - m);
      for (int64_t panel = panel_group * panels / panel_groups; panel < (panel_group + 1) * panels / panel_groups; ++panel) {
        const int64_t n = p.n0 + panel * l.width, left = smaller(l.width, s.n - n);
        const int vectors = static_cast<int>(ceil_div(left, kLanes));
        t.b = scratch.b + panel * l.width * p.depth;
        t.out = s.c + m * s.n + n;
        t.valid_last_lanes = left - (vectors - 1) * kLanes;
        t.start = p.first ? scratch.bias + n : nullptr;
        run_outer_tile(l.form, vectors, t);
      }
    }
  });
}

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

size_t scratch_bytes(const Step& step, int) {
  const MatmulShape s(step);
  return Scratch(ScratchCutter(nullptr), s, Layout(s)).bytes;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const MatmulShape s(step);
  const Layout l(s);
  const Scratch scratch(ScratchCutter(ctx.scratch), s, l);
  for (int64_t n = 0; n < round_up(s.n, l.width); ++n) scratch.bias[n] = s.bias != nullptr && n < s.n ? s.bias[n] : 0.0f;
  for (int64_t n0 = 0; n0 < s.n; n0 += l.block_n) {
    for (int64_t slab = 0; slab < l.slabs; ++slab) {
      const int64_t k0 = slab * l.slab;
      const Part p{k0, smaller(l.slab, s.k - k0), n0, smaller(l.block_n, s.n - n0), slab == 0, slab + 1 == l.slabs};
      pack_b(s, l, p, scratch.b, ctx.pool);
      for (int64_t m0 = 0; m0 < s.m; m0 += l.block_m) {
        const int64_t rows = smaller(l.block_m, s.m - m0);
        pack_a(s, l, p, m0, rows, scratch.a, ctx.pool);
        multiply(s, l, scratch, p, m0, rows, ctx.pool);
      }
    }
  }
  return nullptr;
}

}  // namespace

extern const Kernel kMatmul;
const Kernel kMatmul = {FACET_KERNEL_NAME("matmul"), refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
