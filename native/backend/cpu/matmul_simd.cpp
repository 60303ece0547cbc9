// matmul, f32, for all transpositions. Panels of b are packed, slab by slab of k, by the task that multiplies with them, so
// that they lie in its core's second-level cache; rows of a pass over them, read in place or, if a is stored [k, m], packed
// once for all tasks as [slab][row tile][k][rows of a tile]. Meanwhile the rows of the next tile and b of the next slab are
// fetched. Where n is too narrow to be divided among threads, rows are divided as well, and b is packed once for all.
#include "backend/cpu/ahead_simd.h"
#include "backend/cpu/matmul_shape_simd.h"
#include "backend/cpu/outer_tile_simd.h"
#include "backend/cpu/pack_simd.h"
#include "backend/cpu/row_tile_simd.h"
#include "backend/cpu/scratch_simd.h"
#include "runtime/thread_pool.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kSlab = 384;                      // most k of one slab
constexpr int64_t kBlockRows = 4096;                // most m packed at a time
constexpr int64_t kPackedFloats = 4 * 1024 * 1024;  // most packed for all tasks at a time, or one slab
constexpr int64_t kMostPanels = 4;                  // of b in one task
constexpr int64_t kWantedTasks = 16;
constexpr int64_t kPackTiles = 8;  // tiles of a packed by one task

struct Layout {
  OuterForm form;                // rows: of tiles of packed a
  int64_t width;                 // of a panel
  int64_t slabs, slab;           // k
  int64_t block_m, block_slabs;  // done with one packing
  int64_t panels, task_panels;   // n
  bool shared;                   // panels of b are packed once for all tasks
  int64_t row_groups;            // m

  explicit Layout(const MatmulShape& s) {
    form = outer_form(best_outer_vectors(s.n), s.m);
    width = form.width();
    slabs = larger<int64_t>(ceil_div(s.k, kSlab), 1);
    slab = ceil_div(s.k, slabs);
    panels = ceil_div(s.n, width);
    shared = panels < kWantedTasks / 2;
    task_panels = smaller(larger<int64_t>(2 * panels / kWantedTasks, 1), kMostPanels);
    block_m = s.trans_a ? smaller(round_up(s.m, form.rows), kBlockRows / form.rows * form.rows) : s.m;
    row_groups = shared ? smaller(ceil_div(kWantedTasks, panels), ceil_div(block_m, kMaxTileRows)) : 1;
    const int64_t packed = slab * ((s.trans_a ? block_m : 0) + (shared ? panels * width : 0));
    block_slabs = packed == 0 ? slabs : smaller(larger<int64_t>(kPackedFloats / packed, 1), slabs);
  }

  int64_t a_slab() const { return block_m * slab; }
  int64_t b_slab() const { return panels * width * slab; }
};

struct Scratch {
  float* a;     // if it is packed
  float* b;     // shared: [slab][panel][k][width]; else [thread][panel of the task][k][width]
  float* bias;  // [n], padded with zeros
  size_t bytes;

  Scratch(ScratchCutter cutter, const MatmulShape& s, const Layout& l, int threads) {
    a = cutter.take<float>(s.trans_a ? l.block_slabs * l.a_slab() : 0);
    b = cutter.take<float>(l.shared ? l.block_slabs * l.b_slab() : threads * l.task_panels * l.width * l.slab);
    bias = cutter.take<float>(l.panels * l.width);
    bytes = cutter.used();
  }
};

// The rows and slabs that are done with one packing.
struct Block {
  int64_t m0, m1, first_slab, slabs;
};

struct Slab {
  int64_t k0, depth;
  bool first, last;

  Slab(const MatmulShape& s, const Layout& l, int64_t index)
      : k0(index * l.slab), depth(smaller(l.slab, s.k - k0)), first(index == 0), last(index + 1 == l.slabs) {}
};

// Vectors of a panel: fewer in the last one where n leaves no more.
int panel_vectors(const MatmulShape& s, const Layout& l, int64_t panel) {
  return static_cast<int>(ceil_div(smaller(l.width, s.n - panel * l.width), kLanes));
}

void pack_panel(const MatmulShape& s, const Layout& l, const Slab& k, int64_t panel, float* to) {
  const int64_t n = panel * l.width, valid = smaller(l.width, s.n - n), width = panel_vectors(s, l, panel) * kLanes;
  if (s.trans_b) {
    pack_columns(to, s.b + n * s.k + k.k0, s.k, k.depth, valid, width);
  } else {
    pack_rows(to, s.b + k.k0 * s.n + n, s.n, k.depth, valid, width);
  }
}

// Where pack_panel() reads.
Ahead panels_ahead(const MatmulShape& s, const Layout& l, const Slab& k, int64_t first, int64_t end) {
  const int64_t n = first * l.width, columns = smaller(end * l.width, s.n) - n;
  if (s.trans_b) return {s.b + n * s.k + k.k0, columns, s.k, k.depth};
  return {s.b + k.k0 * s.n + n, k.depth, s.n, columns};
}

// What all tasks share.
void pack(const MatmulShape& s, const Layout& l, const Block& block, const Scratch& scratch, ThreadPool& pool) {
  const int64_t tiles = ceil_div(block.m1 - block.m0, l.form.rows), tile_tasks = s.trans_a ? ceil_div(tiles, kPackTiles) : 0;
  const int64_t a_tasks = tile_tasks * block.slabs, b_tasks = l.shared ? l.panels * block.slabs : 0;
  pool.parallel_for(a_tasks + b_tasks, [&](int64_t task, int) {
    if (task >= a_tasks) {
      const int64_t panel = (task - a_tasks) % l.panels, i = (task - a_tasks) / l.panels;
      const Slab k(s, l, block.first_slab + i);
      return pack_panel(s, l, k, panel, scratch.b + i * l.b_slab() + panel * l.width * k.depth);
    }
    const int64_t first = task % tile_tasks * kPackTiles, i = task / tile_tasks;
    const Slab k(s, l, block.first_slab + i);
    for (int64_t tile = first; tile < smaller(first + kPackTiles, tiles); ++tile) {
      const int64_t m = block.m0 + tile * l.form.rows;
      float* to = scratch.a + i * l.a_slab() + tile * l.form.rows * k.depth;
      pack_rows(to, s.a + k.k0 * s.m + m, s.m, k.depth, smaller<int64_t>(l.form.rows, s.m - m), l.form.rows);
    }
  });
}

// One slab of a part of c: rows [m0, m1) and panels [first, end) of one width, packed at b.
struct Part {
  int64_t m0, m1, first, end;
  const float* b;
  Ahead ahead;  // fetched meanwhile
};

void multiply_in_place(const MatmulShape& s, const Layout& l, const Slab& k, const Scratch& scratch, const Part& p) {
  const int vectors = panel_vectors(s, l, p.first);
  const int64_t rows = tile_rows(vectors), tiles = ceil_div(p.m1 - p.m0, rows);
  const float* a[kMaxTileRows];
  float* out[kMaxTileRows];
  const float* panel_of_b = nullptr;
  RowTile t{};
  t.rows = a;
  t.panels = &panel_of_b;
  t.taps = 1;
  t.channels = k.depth;
  t.out = out;
  t.relu = s.relu && k.last;
  for (int64_t tile = 0; tile < tiles; ++tile) {
    const int64_t m = p.m0 + tile * rows, next = m + rows;
    t.valid_rows = smaller(rows, p.m1 - m);
    for (int64_t i = 0; i < rows; ++i) a[i] = s.a + smaller(m + i, p.m1 - 1) * s.k + k.k0;
    const Ahead next_rows{s.a + next * s.k + k.k0, larger<int64_t>(smaller(rows, p.m1 - next), 0), s.k, k.depth};
    p.ahead.fetch(tile, tiles);
    for (int64_t panel = p.first; panel < p.end; ++panel) {
      const int64_t n = panel * l.width;
      next_rows.fetch(panel - p.first, p.end - p.first);
      for (int64_t i = 0; i < t.valid_rows; ++i) out[i] = s.c + (m + i) * s.n + n;
      panel_of_b = p.b + (panel - p.first) * l.width * k.depth;
      t.start = k.first ? scratch.bias + n : nullptr;
      t.valid_channels = smaller(s.n - n, vectors * static_cast<int64_t>(kLanes));
      run_row_tile(vectors, t);
    }
  }
}

void multiply_packed(const MatmulShape& s, const Layout& l, const Slab& k, const Scratch& scratch, const Part& p,
                     const float* a) {
  const int vectors = panel_vectors(s, l, p.first);
  const int64_t tiles = ceil_div(p.m1 - p.m0, l.form.rows), width = vectors * kLanes;
  OuterTile t{};
  t.length = k.depth;
  t.a_step = l.form.rows;
  t.b_step = width;
  t.out_row = s.n;
  t.relu = s.relu && k.last;
  for (int64_t tile = 0; tile < tiles; ++tile) {
    const int64_t m = p.m0 + tile * l.form.rows;
    t.a = a + tile * l.form.rows * k.depth;
    t.valid_rows = smaller<int64_t>(l.form.rows, p.m1 - m);
    const Ahead next_tile{t.a + l.form.rows * k.depth, tile + 1 < tiles ? ceil_div(l.form.rows * k.depth, kLanes) : 0, kLanes,
                          kLanes};
    p.ahead.fetch(tile, tiles);
    for (int64_t panel = p.first; panel < p.end; ++panel) {
      next_tile.fetch(panel - p.first, p.end - p.first);
      const int64_t n = panel * l.width;
      t.b = p.b + (panel - p.first) * l.width * k.depth;
      t.out = s.c + m * s.n + n;
      t.valid_last_lanes = smaller(s.n - n, width) - (vectors - 1) * kLanes;
      t.start = k.first ? scratch.bias + n : nullptr;
      run_outer_tile(l.form, vectors, t);
    }
  }
}

// Part p of the block's i-th slab.
void multiply(const MatmulShape& s, const Layout& l, const Block& block, int64_t i, const Scratch& scratch, const Part& p) {
  const Slab k(s, l, block.first_slab + i);
  if (s.trans_a) {
    multiply_packed(s, l, k, scratch, p, scratch.a + i * l.a_slab() + (p.m0 - block.m0) * k.depth);
  } else {
    multiply_in_place(s, l, k, scratch, p);
  }
}

void multiply_shared(const MatmulShape& s, const Layout& l, const Block& block, const Scratch& scratch, ThreadPool& pool) {
  const int64_t quantum = s.trans_a ? l.form.rows : tile_rows(l.form.widest), quanta = ceil_div(block.m1 - block.m0, quantum);
  pool.parallel_for(l.panels * l.row_groups, [&](int64_t task, int) {
    const int64_t panel = task / l.row_groups, group = task % l.row_groups;
    const int64_t m0 = block.m0 + group * quanta / l.row_groups * quantum;
    const int64_t m1 = smaller(block.m0 + (group + 1) * quanta / l.row_groups * quantum, block.m1);
    for (int64_t i = 0; i < block.slabs; ++i) {
      const Slab k(s, l, block.first_slab + i);
      const float* b = scratch.b + i * l.b_slab() + panel * l.width * k.depth;
      multiply(s, l, block, i, scratch, {m0, m1, panel, panel + 1, b, Ahead{}});
    }
  });
}

void multiply_private(const MatmulShape& s, const Layout& l, const Block& block, const Scratch& scratch, ThreadPool& pool) {
  // A narrower last panel is a task of its own.
  const int64_t full = s.n / l.width, groups = ceil_div(full, l.task_panels);
  pool.parallel_for(groups + l.panels - full, [&](int64_t task, int thread) {
    float* b = scratch.b + thread * l.task_panels * l.width * l.slab;
    const int64_t first = task < groups ? task * l.task_panels : full;
    const int64_t end = task < groups ? smaller(first + l.task_panels, full) : l.panels;
    for (int64_t i = 0; i < block.slabs; ++i) {
      const Slab k(s, l, block.first_slab + i);
      for (int64_t panel = first; panel < end; ++panel) pack_panel(s, l, k, panel, b + (panel - first) * l.width * k.depth);
      Ahead ahead;
      if (i + 1 < block.slabs) ahead = panels_ahead(s, l, Slab(s, l, block.first_slab + i + 1), first, end);
      multiply(s, l, block, i, scratch, {block.m0, block.m1, first, end, b, ahead});
    }
  });
}

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

size_t scratch_bytes(const Step& step, int threads) {
  const MatmulShape s(step);
  return Scratch(ScratchCutter(nullptr), s, Layout(s), threads).bytes;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const MatmulShape s(step);
  const Layout l(s);
  const Scratch scratch(ScratchCutter(ctx.scratch), s, l, ctx.pool.size());
  for (int64_t n = 0; n < l.panels * l.width; ++n) scratch.bias[n] = s.bias != nullptr && n < s.n ? s.bias[n] : 0.0f;
  for (int64_t m0 = 0; m0 < s.m; m0 += l.block_m) {
    for (int64_t slab = 0; slab < l.slabs; slab += l.block_slabs) {
      const Block block{m0, smaller(m0 + l.block_m, s.m), slab, smaller(l.block_slabs, l.slabs - slab)};
      if (s.trans_a || l.shared) pack(s, l, block, scratch, ctx.pool);
      if (l.shared) {
        multiply_shared(s, l, block, scratch, ctx.pool);
      } else {
        multiply_private(s, l, block, scratch, ctx.pool);
      }
    }
  }
  return nullptr;
}

}  // namespace

extern const Kernel kMatmul;
const Kernel kMatmul = {FACET_KERNEL_NAME("matmul"), refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
