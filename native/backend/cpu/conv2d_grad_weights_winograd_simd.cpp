// conv2d_grad_weights, f32, 3x3 of stride 1, by Winograd's minimal filtering: dw = G^T [ sum over tiles of (A dy A^T) (B^T x B)
// ] G, the adjoint of the forward pass (winograd_matrices.h). Per transformed position the sum over tiles is a product
// [outputs x tiles] by [tiles x channels]; tiles come in blocks, whose products are added in order:
//
// - chunked: every thread takes chunks of the tiles, block by block of transformed tiles that stay in its second-level cache.
//   For sums that do, too. What chunks add to the filter's gradient is added in their order.
// - shared: all threads work on one larger block, tile by tile and then position by position.
//
// Which of the two, and the chunks, depend on the shape only, so every thread count gives the same bits.
#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/outer_tile_simd.h"
#include "backend/cpu/winograd_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

// Transformed x and dy of a block: in the shared cache, and in a second-level cache.
constexpr int64_t kSharedFloats = 2 * 1024 * 1024;
constexpr int64_t kChunkFloats = 96 * 1024;
// Filters of at most so many values (channels * outputs) are chunked, if every chunk has enough tiles to be worth its sums.
constexpr int64_t kChunkedFilter = 2 * 1024;
constexpr int64_t kChunks = 16;
constexpr int64_t kChunkTiles = 64;
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
  int64_t weights() const { return outputs * kWinogradKernel * kWinogradKernel * channels; }
};

struct Layout {
  OuterForm form;
  int64_t chunks;                    // 1: shared
  int64_t block;                     // tiles
  int64_t v_row, z_row;              // floats of one tile at one position
  int64_t v_slab, z_slab, sum_slab;  // floats of one position

  explicit Layout(const Shape& s) {
    form = outer_form(best_outer_vectors(s.channels), s.outputs);
    chunks = s.channels * s.outputs <= kChunkedFilter && s.tiles() >= kChunks * kChunkTiles ? kChunks : 1;
    const int64_t row_padding = chunks > 1 ? 0 : kPadding;  // few channels: it would be as long as the row
    v_row = s.channels + row_padding;
    z_row = s.outputs + row_padding;
    const int64_t per_tile = kWinogradPositions * (v_row + z_row);
    const int64_t wanted = chunks > 1 ? kChunkFloats / per_tile : larger(kSharedFloats / per_tile, kMinBlock);
    const int64_t tiles = ceil_div(s.tiles(), chunks);
    block = ceil_div(tiles, ceil_div(tiles, wanted));
    v_slab = block * v_row + kPadding;
    z_slab = block * z_row + kPadding;
    sum_slab = (s.outputs + 1) * s.channels;
  }

  int64_t sum_floats() const { return kWinogradPositions * sum_slab; }
  int64_t v_floats() const { return kWinogradPositions * v_slab; }
  int64_t z_floats() const { return kWinogradPositions * z_slab + kPadding; }
};

// The transformed tiles of a block, and the sums over blocks.
struct Buffers {
  float* sums;         // [positions][outputs][channels]
  float* v;            // [positions][tiles][channels]
  float* z;            // [positions][tiles][outputs]; a register tile may read beyond the last outputs
  const float* zeros;  // what the sums start from, and the inputs outside the image
};

struct Scratch {
  float* zeros;
  Buffers all;  // of all threads
  float* dw;    // [chunks - 1][weights]: what chunks add to dw, but for the first, which writes there
  size_t bytes;

  Scratch(ScratchCutter cutter, const Shape& s, const Layout& l, int threads) {
    const int64_t copies = l.chunks > 1 ? threads : 1;
    zeros = cutter.take<float>(zero_floats(s));
    all = {cutter.take<float>(copies * l.sum_floats()), cutter.take<float>(copies * l.v_floats()),
           cutter.take<float>(copies * l.z_floats()), zeros};
    dw = cutter.take<float>((l.chunks - 1) * s.weights());
    bytes = cutter.used();
  }

  static int64_t zero_floats(const Shape& s) {
    return larger<int64_t>(larger(s.channels, s.outputs), kMaxOuterVectors * kLanes);
  }

  Buffers of_thread(const Layout& l, int thread) const {
    return {all.sums + thread * l.sum_floats(), all.v + thread * l.v_floats(), all.z + thread * l.z_floats(), zeros};
  }
};

void transform_tile(const Shape& s, const Layout& l, const Buffers& buffers, const WinogradTile& tile, int64_t index) {
  transform_winograd_input(s.x + tile.image * s.in_h * s.in_w * s.channels, s.in_h, s.in_w, s.channels, tile.row - s.pad_top,
                           tile.column - s.pad_left, buffers.zeros, buffers.v + index * l.v_row, l.v_slab);
  const float* at[kWinogradOut][kWinogradOut];
  for (int64_t i = 0; i < kWinogradOut; ++i) {
    for (int64_t j = 0; j < kWinogradOut; ++j) {
      const int64_t h = tile.row + i, w = tile.column + j;
      const bool inside = h < s.out_h && w < s.out_w;
      at[i][j] = inside ? s.dy + ((tile.image * s.out_h + h) * s.out_w + w) * s.outputs : buffers.zeros;
    }
  }
  float* z = buffers.z + index * l.z_row;
  for (int64_t k = 0; k < s.outputs; k += kLanes) {
    winograd_two_axes<WinogradOutputTransposed>(
        [&](int i, int j) { return load(at[i][j] + k); },
        [&](int i, int j, VecF value) { store(z + (i * kWinogradIn + j) * l.z_slab + k, value); });
  }
}

void add_products(const Shape& s, const Layout& l, const Buffers& buffers, int64_t position, int64_t tiles, bool first) {
  OuterTile t{};
  t.length = tiles;
  t.a_step = l.z_row;
  t.b_step = l.v_row;
  t.out_row = s.channels;
  t.start = first ? buffers.zeros : nullptr;
  const float* z = buffers.z + position * l.z_slab;
  const float* v = buffers.v + position * l.v_slab;
  float* sums = buffers.sums + position * l.sum_slab;
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

// Output k of dw from the sums of its products.
void transform_sums(const Shape& s, const Layout& l, const Buffers& buffers, int64_t k, float* dw) {
  const int64_t slab = l.sum_slab, taps = kWinogradKernel * kWinogradKernel;
  for (int64_t c = 0; c < s.channels; c += kLanes) {
    const float* from = buffers.sums + k * s.channels + c;
    float* to = dw + k * taps * s.channels + c;
    winograd_two_axes<WinogradFilterTransposed>(
        [=](int i, int j) { return load(from + (i * kWinogradIn + j) * slab); },
        [&](int r, int q, VecF value) { store(to + (r * kWinogradKernel + q) * s.channels, value); });
  }
}

// Asks for 4x4 pixels of x [images, height, width, channels], those inside: what one tile meets that those before did not.
void fetch_square(const float* x, int64_t height, int64_t width, int64_t channels, int64_t image, int64_t row, int64_t column) {
  const int64_t first = larger<int64_t>(row, 0), end = smaller(row + kWinogradOut, height);
  const int64_t left = larger<int64_t>(column, 0), right = smaller(column + kWinogradOut, width);
  for (int64_t h = first; h < end; ++h) {
    const float* pixels = x + (image * height + h) * width * channels;
    for (int64_t i = left * channels; i < right * channels; i += kLine) __builtin_prefetch(pixels + i, 0, 2);
  }
}

// Asks for what tiles [begin, end) meet first of x and dy. Transforms of few channels would wait for memory as long as they
// compute; products meanwhile ask for nothing.
void fetch_tiles(const Shape& s, int64_t begin, int64_t end) {
  constexpr int64_t kHalo = kWinogradIn - kWinogradOut;
  for (int64_t t = begin; t < end; ++t) {
    const WinogradTile tile(t, s.tiles_h(), s.tiles_w());
    fetch_square(s.x, s.in_h, s.in_w, s.channels, tile.image, tile.row - s.pad_top + kHalo, tile.column - s.pad_left + kHalo);
    fetch_square(s.dy, s.out_h, s.out_w, s.outputs, tile.image, tile.row, tile.column);
  }
}

void run_chunk(const Shape& s, const Layout& l, const Scratch& scratch, int64_t chunk, int thread) {
  const Buffers buffers = scratch.of_thread(l, thread);
  const int64_t begin = chunk * s.tiles() / l.chunks, end = (chunk + 1) * s.tiles() / l.chunks;
  for (int64_t first = begin; first < end; first += l.block) {
    const int64_t tiles = smaller(l.block, end - first);
    for (int64_t t = 0; t < tiles; ++t) transform_tile(s, l, buffers, WinogradTile(first + t, s.tiles_h(), s.tiles_w()), t);
    const int64_t next = first + tiles, ahead = smaller(l.block, end - next);
    for (int64_t position = 0; position < kWinogradPositions; ++position) {
      fetch_tiles(s, next + position * ahead / kWinogradPositions, next + (position + 1) * ahead / kWinogradPositions);
      add_products(s, l, buffers, position, tiles, first == begin);
    }
  }
  float* dw = chunk == 0 ? s.dw : scratch.dw + (chunk - 1) * s.weights();
  for (int64_t k = 0; k < s.outputs; ++k) transform_sums(s, l, buffers, k, dw);
}

void run_shared(const Shape& s, const Layout& l, const Scratch& scratch, ThreadPool& pool) {
  const Buffers& buffers = scratch.all;
  for (int64_t first = 0; first < s.tiles(); first += l.block) {
    const int64_t tiles = smaller(l.block, s.tiles() - first);
    pool.parallel_for(ceil_div(tiles, kTilesPerTask), [&](int64_t task, int) {
      for (int64_t t = task * kTilesPerTask; t < smaller((task + 1) * kTilesPerTask, tiles); ++t) {
        transform_tile(s, l, buffers, WinogradTile(first + t, s.tiles_h(), s.tiles_w()), t);
      }
    });
    pool.parallel_for(kWinogradPositions,
                      [&](int64_t position, int) { add_products(s, l, buffers, position, tiles, first == 0); });
  }
  pool.parallel_for(s.outputs, [&](int64_t k, int) { transform_sums(s, l, buffers, k, s.dw); });
}

const char* refuse(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  if (step.out[0].dims[1] != kWinogradKernel || step.out[0].dims[2] != kWinogradKernel) return "not 3x3";
  const Shape s(step);
  return refuse_winograd(step, s.channels, s.outputs, s.images * s.out_h * s.out_w);
}

size_t scratch_bytes(const Step& step, int threads) {
  const Shape s(step);
  return Scratch(ScratchCutter(nullptr), s, Layout(s), threads).bytes;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const Shape s(step);
  const Layout l(s);
  const Scratch scratch(ScratchCutter(ctx.scratch), s, l, ctx.pool.size());
  for (int64_t i = 0; i < Scratch::zero_floats(s); ++i) scratch.zeros[i] = 0.0f;
  if (l.chunks == 1) {
    run_shared(s, l, scratch, ctx.pool);
  } else {
    ctx.pool.parallel_for(l.chunks, [&](int64_t chunk, int thread) { run_chunk(s, l, scratch, chunk, thread); });
    add_sums(s.dw, scratch.dw, s.weights(), l.chunks - 1, ctx.pool);
  }
  return nullptr;
}

}  // namespace

extern const Kernel kConv2dGradWeightsWinograd;
const Kernel kConv2dGradWeightsWinograd = {FACET_KERNEL_NAME("conv2d_grad_weights") "_winograd", refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
