// conv2d_grad_weights, f32, 3x3 of stride 1, by Winograd's minimal filtering: dw = G^T [ sum over tiles of (A dy A^T) (B^T x B)
// ] G, the adjoint of the forward pass (winograd_transform_simd.h). Per transformed position the sum over tiles is a product
// [outputs x tiles] by [tiles x channels]; tiles come in blocks, whose products are added in order, so every thread count gives
// the same bits.
#include "backend/cpu/outer_tile_simd.h"
#include "backend/cpu/winograd_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

// Transformed x and dy of a block, in the shared cache.
constexpr int64_t kBlockFloats = 2 * 1024 * 1024;
// Sums over fewer tiles than this would be read and written too often.
constexpr int64_t kMinBlock = 96;
constexpr int64_t kTilesPerTask = 8;
// Keeps the rows and slabs of a block from meeting in the same sets of the first-level cache.
constexpr int64_t kPadding = 16;

struct Shape {
  int64_t images, in_h, in_w, channels, out_h, out_w, outputs, pad_top, pad_left;
  const float* x;
  const float* dy;
  float* dw;

  explicit Shape(const Step& step) {
    const auto p = Conv2dParams::of(step);
    const TensorView &xv = step.in[0], &dyv = step.in[1];
    images = xv.dims[0];
    in_h = xv.dims[1];
    in_w = xv.dims[2];
    channels = xv.dims[3];
    out_h = dyv.dims[1];
    out_w = dyv.dims[2];
    outputs = dyv.dims[3];
    pad_top = p.pad_top;
    pad_left = p.pad_left;
    x = xv.as<float>();
    dy = dyv.as<float>();
    dw = step.out[0].as<float>();
  }

  int64_t tiles_h() const { return ceil_div(out_h, kWinogradOut); }
  int64_t tiles_w() const { return ceil_div(out_w, kWinogradOut); }
  int64_t tiles() const { return images * tiles_h() * tiles_w(); }
};

struct Layout {
  OuterForm form;
  int64_t block;                     // tiles
  int64_t v_row, z_row;              // floats of one tile at one position
  int64_t v_slab, z_slab, sum_slab;  // floats of one position

  explicit Layout(const Shape& s) {
    form = outer_form(best_outer_vectors(s.channels), s.outputs);
    v_row = s.channels + kPadding;
    z_row = s.outputs + kPadding;
    const int64_t wanted = larger(kBlockFloats / (kWinogradPositions * (v_row + z_row)), kMinBlock);
    block = ceil_div(s.tiles(), ceil_div(s.tiles(), wanted));
    v_slab = block * v_row + kPadding;
    z_slab = block * z_row + kPadding;
    sum_slab = (s.outputs + 1) * s.channels;
  }
};

struct Scratch {
  float* sums;   // [positions][outputs][channels]
  float* start;  // zeros: what the sums start from, and the inputs outside the image
  float* v;      // [positions][tiles][channels]
  float* z;      // [positions][tiles][outputs]; a register tile may read beyond the last outputs
  size_t bytes;

  Scratch(ScratchCutter cutter, const Shape& s, const Layout& l) {
    sums = cutter.take<float>(kWinogradPositions * l.sum_slab);
    start = cutter.take<float>(larger<int64_t>(larger(s.channels, s.outputs), kMaxOuterVectors * kLanes));
    v = cutter.take<float>(kWinogradPositions * l.v_slab);
    z = cutter.take<float>(kWinogradPositions * l.z_slab + kPadding);
    bytes = cutter.used();
  }
};

void transform_tile(const Shape& s, const Layout& l, const Scratch& scratch, const WinogradTile& tile, int64_t index) {
  transform_winograd_input(s.x + tile.image * s.in_h * s.in_w * s.channels, s.in_h, s.in_w, s.channels, tile.row - s.pad_top,
                           tile.column - s.pad_left, scratch.start, scratch.v + index * l.v_row, l.v_slab);
  const float* at[kWinogradOut][kWinogradOut];
  for (int64_t i = 0; i < kWinogradOut; ++i) {
    for (int64_t j = 0; j < kWinogradOut; ++j) {
      const int64_t h = tile.row + i, w = tile.column + j;
      const bool inside = h < s.out_h && w < s.out_w;
      at[i][j] = inside ? s.dy + ((tile.image * s.out_h + h) * s.out_w + w) * s.outputs : scratch.start;
    }
  }
  float* z = scratch.z + index * l.z_row;
  for (int64_t k = 0; k < s.outputs; k += kLanes) {
    two_axes<WinogradOutputTransposed>(
        [&](int i, int j) { return load(at[i][j] + k); },
        [&](int i, int j, VecF value) { store(z + (i * kWinogradIn + j) * l.z_slab + k, value); });
  }
}

void add_products(const Shape& s, const Layout& l, const Scratch& scratch, int64_t position, int64_t tiles, bool first) {
  OuterTile t{};
  t.length = tiles;
  t.a_step = l.z_row;
  t.b_step = l.v_row;
  t.out_row = s.channels;
  t.start = first ? scratch.start : nullptr;
  const float* z = scratch.z + position * l.z_slab;
  const float* v = scratch.v + position * l.v_slab;
  float* sums = scratch.sums + position * l.sum_slab;
  for (int64_t c = 0; c < s.channels; c += l.form.width()) {
    const int vectors = static_cast<int>(smaller(s.channels - c, l.form.width()) / kLanes);
    t.b = v + c;
    for (int64_t k = 0; k < s.outputs; k += l.form.rows) {
      t.a = z + k;
      t.valid_rows = smaller<int64_t>(l.form.rows, s.outputs - k);
      t.out = sums + k * s.channels + c;
      run_outer_tile(l.form, vectors, t);
    }
  }
}

void transform_sums(const Shape& s, const Layout& l, const Scratch& scratch, ThreadPool& pool) {
  const int64_t slab = l.sum_slab, taps = kWinogradKernel * kWinogradKernel;
  pool.parallel_for(s.outputs, [&](int64_t k, int) {
    for (int64_t c = 0; c < s.channels; c += kLanes) {
      const float* from = scratch.sums + k * s.channels + c;
      float* to = s.dw + k * taps * s.channels + c;
      two_axes<WinogradFilterTransposed>(
          [=](int i, int j) { return load(from + (i * kWinogradIn + j) * slab); },
          [&](int r, int q, VecF value) { store(to + (r * kWinogradKernel + q) * s.channels, value); });
    }
  });
}

const char* refuse(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  if (step.out[0].dims[1] != kWinogradKernel || step.out[0].dims[2] != kWinogradKernel) return "not 3x3";
  const Shape s(step);
  return refuse_winograd(step, s.channels, s.outputs, s.images * s.out_h * s.out_w);
}

size_t scratch_bytes(const Step& step, int) {
  const Shape s(step);
  return Scratch(ScratchCutter(nullptr), s, Layout(s)).bytes;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const Shape s(step);
  const Layout l(s);
  const Scratch scratch(ScratchCutter(ctx.scratch), s, l);
  for (int64_t i = 0; i < larger<int64_t>(larger(s.channels, s.outputs), kMaxOuterVectors * kLanes); ++i)
    scratch.start[i] = 0.0f;
  for (int64_t first = 0; first < s.tiles(); first += l.block) {
    const int64_t tiles = smaller(l.block, s.tiles() - first);
    ctx.pool.parallel_for(ceil_div(tiles, kTilesPerTask), [&](int64_t task, int) {
      for (int64_t t = task * kTilesPerTask; t < smaller((task + 1) * kTilesPerTask, tiles); ++t) {
        transform_tile(s, l, scratch, WinogradTile(first + t, s.tiles_h(), s.tiles_w()), t);
      }
    });
    ctx.pool.parallel_for(kWinogradPositions,
                          [&](int64_t position, int) { add_products(s, l, scratch, position, tiles, first == 0); });
  }
  transform_sums(s, l, scratch, ctx.pool);
  return nullptr;
}

}  // namespace

extern const Kernel kConv2dGradWeightsWinograd;
const Kernel kConv2dGradWeightsWinograd = {FACET_KERNEL_NAME("conv2d_grad_weights") "_winograd", refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
