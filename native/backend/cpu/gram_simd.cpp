// gram, f32: rows rows', the lower triangle by outer-product tiles over packed slabs of features. A few slabs are added as
// floats, then everything in double: the sum over millions of features keeps its digits.
#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/outer_tile_simd.h"
#include "backend/cpu/pack_simd.h"
#include "backend/cpu/scratch_simd.h"
#include "backend/cpu/stored_rows.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kSlab = 384;      // features packed at a time
constexpr int64_t kFloatSlabs = 4;  // added as floats
constexpr int64_t kTilesPerTask = 16;
constexpr int64_t kPanelsPerTask = 4;

struct GramShape {
  const float* rows;
  float* products;
  int64_t n, m;
  OuterForm form;
  int64_t tiles, panels;

  explicit GramShape(const Step& step)
      : rows(step.in[0].as<float>()), products(step.out[0].as<float>()), n(step.in[0].dims[0]), m(step.in[0].dims[1]) {
    form = outer_form(best_outer_vectors(n), n);
    tiles = ceil_div(n, form.rows);
    panels = ceil_div(n, form.width());
  }
};

struct GramScratch {
  float* a;      // [tile][slab][form.rows]
  float* b;      // [panel][slab][form.width()]
  double* sums;  // [n, n], of whole groups of slabs
  float* zeros;  // [form.width()]
  size_t bytes;

  GramScratch(ScratchCutter cutter, const GramShape& s) {
    a = cutter.take<float>(s.tiles * s.form.rows * kSlab);
    b = cutter.take<float>(s.panels * s.form.width() * kSlab);
    sums = cutter.take<double>(s.n * s.n);
    zeros = cutter.take<float>(s.form.width());
    bytes = cutter.used();
  }
};

void pack(const GramShape& s, const GramScratch& scratch, int64_t first, int64_t depth, ThreadPool& pool) {
  pool.parallel_for(s.tiles + s.panels, [&](int64_t task, int) {
    const bool panel = task >= s.tiles;
    const int64_t width = panel ? s.form.width() : s.form.rows, row = (panel ? task - s.tiles : task) * width;
    float* to = (panel ? scratch.b : scratch.a) + row * depth;
    pack_columns(to, s.rows + row * s.m + first, s.m, depth, smaller(width, s.n - row), width);
  });
}

// The tiles that reach into the lower triangle.
void multiply(const GramShape& s, const GramScratch& scratch, int64_t depth, bool restart, ThreadPool& pool) {
  const int64_t tile_groups = ceil_div(s.tiles, kTilesPerTask), panel_groups = ceil_div(s.panels, kPanelsPerTask);
  pool.parallel_for(tile_groups * panel_groups, [&](int64_t task, int) {
    const int64_t tile_group = task % tile_groups, panel_group = task / tile_groups;
    OuterTile t{};
    t.length = depth;
    t.a_step = s.form.rows;
    t.b_step = s.form.width();
    t.out_row = s.n;
    t.start = restart ? scratch.zeros : nullptr;
    for (int64_t tile = tile_group * kTilesPerTask; tile < smaller((tile_group + 1) * kTilesPerTask, s.tiles); ++tile) {
      const int64_t row = tile * s.form.rows;
      t.a = scratch.a + row * depth;
      t.valid_rows = smaller<int64_t>(s.form.rows, s.n - row);
      for (int64_t panel = panel_group * kPanelsPerTask; panel < smaller((panel_group + 1) * kPanelsPerTask, s.panels);
           ++panel) {
        const int64_t column = panel * s.form.width(), left = smaller(s.form.width(), s.n - column);
        if (column > row + t.valid_rows - 1) break;
        const int vectors = static_cast<int>(ceil_div(left, kLanes));
        t.b = scratch.b + column * depth;
        t.out = s.products + row * s.n + column;
        t.valid_last_lanes = left - (vectors - 1) * kLanes;
        run_outer_tile(s.form, vectors, t);
      }
    }
  });
}

void add_group(const GramShape& s, double* sums, bool first, ThreadPool& pool) {
  parallel_rows(pool, s.n, s.n, [&](int64_t row) {
    double* to = sums + row * s.n;
    const float* from = s.products + row * s.n;
    for (int64_t j = 0; j <= row; ++j) to[j] = (first ? 0.0 : to[j]) + static_cast<double>(from[j]);
  });
}

const char* refuse(const Step& step) { return refuse_stored_rows(step); }

size_t scratch_bytes(const Step& step, int) { return GramScratch(ScratchCutter(nullptr), GramShape(step)).bytes; }

KernelError run(const Step& step, const KernelContext& ctx) {
  const GramShape s(step);
  const GramScratch scratch(ScratchCutter(ctx.scratch), s);
  for (int64_t i = 0; i < s.form.width(); ++i) scratch.zeros[i] = 0.0f;
  const int64_t slabs = ceil_div(s.m, kSlab);
  for (int64_t slab = 0; slab < slabs; ++slab) {
    const int64_t first = slab * kSlab, depth = smaller(kSlab, s.m - first);
    pack(s, scratch, first, depth, ctx.pool);
    multiply(s, scratch, depth, slab % kFloatSlabs == 0, ctx.pool);
    if ((slab + 1) % kFloatSlabs == 0 || slab + 1 == slabs) add_group(s, scratch.sums, slab < kFloatSlabs, ctx.pool);
  }
  parallel_rows(ctx.pool, s.n, s.n, [&](int64_t row) {
    for (int64_t j = 0; j < s.n; ++j) {
      s.products[row * s.n + j] = static_cast<float>(scratch.sums[row >= j ? row * s.n + j : j * s.n + row]);
    }
  });
  return nullptr;
}

}  // namespace

extern const Kernel kGram;
const Kernel kGram = {FACET_KERNEL_NAME("gram"), refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
