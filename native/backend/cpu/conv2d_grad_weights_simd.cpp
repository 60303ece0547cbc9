// conv2d_grad_weights, f32: dw[k, (r, s, c)] is a sum over pixels of outer products dy[pixel, k] x[pixel shifted by (r, s), c].
//
// Pixels come in blocks. For a block, x is packed as zero-padded panels [c panel][row][column][panel width]; a tap is then only
// an offset into the panel. With very few input channels x is unfolded into patches [pixel][R*S*C] instead. dy is read in place
// where its pixels are short, else packed as [k tile][pixel][rows of a tile]. A small dw is computed in chunks of blocks, each
// chunk into a sum of its own; the sums are added in chunk order. A large dw is computed block by block, all threads sharing
// the packed block and dividing the tiles of dw. Which of the two, and the chunks, depend on the shape only, so every thread
// count gives the same bits.
//
// Under a kernel of 1x1 all pixels are one run, x and dy are matrices, and may exchange their roles: the wider one is read as
// vectors, in place where its pixels lie close enough, and dw is turned round at the end.
#include "backend/cpu/ahead_simd.h"
#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/outer_tile_simd.h"
#include "backend/cpu/pack_simd.h"
#include "backend/cpu/scratch_simd.h"
#include "core/op_params.h"
#include "runtime/thread_pool.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kChunkedWeights = 80 * 1024;  // up to so many floats of dw, chunks have sums of their own
constexpr int64_t kChunkFloats = 512 * 1024;    // of all chunks' sums
static_assert(kChunkFloats / kChunkedWeights >= 2);
constexpr int64_t kMaxChunks = 16;
constexpr int64_t kBlockPixels = 784;      // about
constexpr int64_t kPointwisePixels = 96;   // of a block of a small 1x1 dw: its vectors stay in the first-level cache
constexpr int64_t kTurningPixels = 512;    // at least, for turning dw round to pay
constexpr int64_t kClosePixels = 512;      // values of a pixel that is read in place
constexpr int64_t kFewClosePixels = 1024;  // the same in the small blocks of a small 1x1 dw
constexpr int64_t kPatchChannels = 8;
constexpr int64_t kShortPixel = 128;  // values of dy
constexpr int64_t kTilesPerTask = 8;

struct Shape {
  int64_t images, h, w, out_h, out_w, groups, channels, outputs, kernel_h, kernel_w;  // channels and outputs of one group
  Conv2dParams conv;
  const float* x;
  const float* dy;
  float* dw;
  bool pointwise;                         // 1x1 without padding: every pixel is an image of its own, at a stride of one
  bool swapped = false;                   // x and dy, and so channels and outputs, have exchanged their roles
  int64_t in_h, in_w, step_h, step_w;     // of x as the step has it
  int64_t rows_of_image, columns_of_row;  // of dy as the step has it

  explicit Shape(const Step& step) : conv(Conv2dParams::of(step)) {
    const TensorView &xv = step.in[0], &dyv = step.in[1], &dwv = step.out[0];
    images = xv.dims[0];
    h = xv.dims[1];
    w = xv.dims[2];
    out_h = dyv.dims[1];
    out_w = dyv.dims[2];
    groups = conv.groups;
    channels = dwv.dims[3];
    outputs = dwv.dims[0] / groups;
    kernel_h = dwv.dims[1];
    kernel_w = dwv.dims[2];
    x = xv.as<float>();
    dy = dyv.as<float>();
    dw = dwv.as<float>();
    in_h = h;
    in_w = w;
    step_h = conv.stride_h;
    step_w = conv.stride_w;
    rows_of_image = out_h;
    columns_of_row = out_w;
    pointwise = groups == 1 && kernel_h == 1 && kernel_w == 1 && conv.pad_top == 0 && conv.pad_left == 0 &&
                conv.pad_bottom == 0 && conv.pad_right == 0;
    if (pointwise) flatten();
  }

  bool strided() const { return pointwise && (step_h > 1 || step_w > 1); }
  // Values of x that a strided 1x1 kernel meets.
  int64_t met_values() const { return images * (swapped ? outputs : channels); }
  const float*& source() { return swapped ? dy : x; }  // what the step calls x

  int64_t weights_per_output() const { return kernel_h * kernel_w * channels; }
  int64_t weights() const { return groups * outputs * weights_per_output(); }

 private:
  void flatten() {
    images *= out_h * out_w;
    h = w = out_h = out_w = 1;
    conv.stride_h = conv.stride_w = 1;
    swapped = outputs > channels && images >= kTurningPixels;
    if (swapped) {
      std::swap(x, dy);
      std::swap(channels, outputs);
    }
  }
};

// A range of output rows of one image, or several whole images.
struct Block {
  int64_t first_image, images, first_row, rows;
  int64_t pixels(const Shape& s) const { return images * rows * s.out_w; }
};

// Everything that follows from the shape.
struct Layout {
  bool patches;      // x unfolded
  bool chunked;      // sums per chunk
  bool in_place;     // x is read where it lies
  bool tap_vectors;  // the vectors of a tile are neighbouring taps of the same (few) channels
  OuterForm form;    // of a tile
  int64_t tile_rows, row_tiles;
  int64_t first_packed;                                        // k tile: those before it read dy in place
  int64_t panel_width, panels;                                 // of x, in floats
  int64_t block_images, block_rows, blocks_per_image, blocks;  // pixels
  int64_t in_rows, in_columns;                                 // of one image of a panel
  int64_t chunks;

  explicit Layout(const Shape& s) {
    chunked = s.weights() <= kChunkedWeights;
    patches = chunked && s.channels <= kPatchChannels && s.kernel_h * s.kernel_w > 1;
    const int64_t columns = patches ? s.weights_per_output() : s.channels;
    tap_vectors = !patches && s.channels <= kLanes && s.kernel_w > 1;
    const int tap_width = static_cast<int>(smaller<int64_t>(FACET_SIMD_BYTES == 64 ? 3 : 2, s.kernel_w));
    form = outer_form(tap_vectors ? tap_width : best_outer_vectors(columns), s.outputs);
    tile_rows = form.rows;
    row_tiles = ceil_div(s.outputs, tile_rows);
    // A tile that is not full would read the next pixel's values, and behind the last pixel nobody's: it is packed.
    first_packed = s.groups * s.outputs <= kShortPixel ? s.outputs / tile_rows : 0;
    in_place = s.pointwise && s.channels % kLanes == 0 && s.channels <= (chunked ? kFewClosePixels : kClosePixels);
    panel_width = tap_vectors ? kLanes : patches ? round_up(columns, kLanes) : form.width();
    panels = patches ? 1 : ceil_div(columns, panel_width);

    const int64_t image_pixels = s.out_h * s.out_w;
    const int64_t wanted = s.pointwise && chunked ? kPointwisePixels : kBlockPixels;
    block_images = smaller(larger<int64_t>(wanted / image_pixels, 1), s.images);
    block_rows = smaller(larger<int64_t>(ceil_div(wanted, s.out_w), 1), s.out_h);
    // The halo of a block is packed again by its neighbour.
    if (!patches) block_rows = smaller(larger(block_rows, 2 * (s.kernel_h - 1) * s.conv.dilation_h / s.conv.stride_h), s.out_h);
    if (block_images > 1) block_rows = s.out_h;
    blocks_per_image = ceil_div(s.out_h, block_rows);
    block_rows = ceil_div(s.out_h, blocks_per_image);
    blocks = ceil_div(s.images, block_images) * blocks_per_image;
    in_rows = (block_rows - 1) * s.conv.stride_h + (s.kernel_h - 1) * s.conv.dilation_h + 1;
    in_columns = (s.out_w - 1) * s.conv.stride_w + (s.kernel_w - 1) * s.conv.dilation_w + 1;
    // Even, so that two threads, and most even numbers of them, share the chunks out; where there are fewer blocks, each is
    // one.
    const int64_t most_chunks = smaller(kMaxChunks, kChunkFloats / s.weights()) / 2 * 2;
    chunks = chunked ? smaller(blocks, most_chunks) : 1;
  }

  int64_t block_pixels(const Shape& s) const { return block_images * block_rows * s.out_w; }
  int64_t dy_floats(const Shape& s) const { return s.groups * row_tiles * block_pixels(s) * tile_rows; }
  int64_t image_floats() const { return in_rows * in_columns * panel_width; }
  int64_t panel_floats(const Shape& s) const { return patches ? block_pixels(s) * panel_width : block_images * image_floats(); }
  int64_t x_floats(const Shape& s) const {
    if (in_place) return 0;
    return s.groups * panels * panel_floats(s) + round_up(s.kernel_w * s.channels, kLanes);
  }

  Block block(const Shape& s, int64_t index) const {
    Block b{};
    b.first_image = index / blocks_per_image * block_images;
    b.images = smaller(block_images, s.images - b.first_image);
    b.first_row = index % blocks_per_image * block_rows;
    b.rows = smaller(block_rows, s.out_h - b.first_row);
    return b;
  }
};

struct Scratch {
  float* sums;   // [chunks - 1][weights]; the first chunk's sum is dw itself
  float* zeros;  // what a tile starts from
  float* dy;     // one packed block per thread (chunked) or one
  float* x;
  float* met;     // [pixels][channels]: what a strided 1x1 kernel meets
  float* turned;  // [channels][outputs], where they have exchanged their roles
  size_t bytes;

  Scratch(ScratchCutter cutter, const Shape& s, const Layout& l, int threads) {
    const int64_t copies = l.chunked ? threads : 1;
    sums = cutter.take<float>((l.chunks - 1) * s.weights());
    zeros = cutter.take<float>(kMaxOuterVectors * kLanes);
    dy = cutter.take<float>(copies * l.dy_floats(s));
    x = cutter.take<float>(copies * l.x_floats(s));
    met = cutter.take<float>(s.strided() ? s.met_values() : 0);
    turned = cutter.take<float>(s.swapped ? s.weights() : 0);
    bytes = cutter.used();
  }
};

// Outputs k, k + 1, .. of a group at the first pixel of a block.
const float* dy_of(const Shape& s, const Block& b, int64_t group, int64_t k) {
  return s.dy + ((b.first_image * s.out_h + b.first_row) * s.out_w * s.groups + group) * s.outputs + k;
}

// Tiles side by side, so that a line of a pixel that several of them share comes from memory once. Those that are read in place
// are left out.
void pack_dy(const Shape& s, const Layout& l, const Block& b, int64_t group, int64_t first_tile, int64_t end_tile, float* dy) {
  const int64_t tile = larger(first_tile, l.first_packed), first = tile * l.tile_rows;
  if (tile >= end_tile) return;
  const int64_t tile_floats = l.block_pixels(s) * l.tile_rows;
  pack_panels(dy + (group * l.row_tiles + tile) * tile_floats, tile_floats, dy_of(s, b, group, first), s.groups * s.outputs,
              b.pixels(s), smaller(end_tile * l.tile_rows, s.outputs) - first, l.tile_rows);
}

void zero(float* to, int64_t count) { std::memset(to, 0, static_cast<size_t>(count) * sizeof(float)); }

// One image of one panel of x; of a 1x1 kernel, whose images are pixels, all of the block.
void pack_x(const Shape& s, const Layout& l, const Block& b, int64_t group, int64_t panel, int64_t image, float* x) {
  const int64_t total = s.groups * s.channels, first = panel * l.panel_width;
  const int64_t valid = smaller(l.panel_width, s.channels - first);
  const int64_t columns_before = smaller(larger<int64_t>(s.conv.pad_left, 0), l.in_columns);
  const int64_t columns_end = smaller(l.in_columns, s.w + s.conv.pad_left);
  float* to = x + (group * l.panels + panel) * l.panel_floats(s) + image * l.image_floats();
  if (s.pointwise) return pack_panels(to, 0, s.x + b.first_image * total + first, total, b.images, valid, l.panel_width);
  for (int64_t r = 0; r < l.in_rows; ++r, to += l.in_columns * l.panel_width) {
    const int64_t h = b.first_row * s.conv.stride_h - s.conv.pad_top + r;
    if (h < 0 || h >= s.h || columns_end <= columns_before) {
      zero(to, l.in_columns * l.panel_width);
      continue;
    }
    const float* from = s.x + ((b.first_image + image) * s.h + h) * s.w * total + group * s.channels + first;
    zero(to, columns_before * l.panel_width);
    pack_rows(to + columns_before * l.panel_width, from + (columns_before - s.conv.pad_left) * total, total,
              columns_end - columns_before, valid, l.panel_width);
    zero(to + columns_end * l.panel_width, (l.in_columns - columns_end) * l.panel_width);
  }
}

// `count` floats by whole vectors; what is written behind them is overwritten by the next pixel. `end`: behind the tensor.
void copy_over(float* to, const float* from, int64_t count, const float* end) {
  for (int64_t i = 0; i < count; i += kLanes)
    store(to + i, end - (from + i) >= kLanes ? load(from + i) : load_first(from + i, end - (from + i)));
}

// One image of x unfolded: [pixel][R, S, C]; what fills up the panel's width is of no consequence.
void unfold_x(const Shape& s, const Layout& l, const Block& b, int64_t group, int64_t image, float* x) {
  const int64_t total = s.groups * s.channels, width = l.panel_width, run = s.kernel_w * s.channels;
  const bool joined = s.groups == 1 && s.conv.dilation_w == 1;
  float* to = x + group * l.panel_floats(s) + image * b.rows * s.out_w * width;
  const float* from = s.x + (b.first_image + image) * s.h * s.w * total + group * s.channels;
  const float* end = s.x + s.images * s.h * s.w * total;
  for (int64_t p = b.first_row; p < b.first_row + b.rows; ++p) {
    // The rows of x that the next row of patches meets first: the processor does not foresee short runs of several rows.
    if (joined && s.conv.dilation_h == 1) {
      const float* next = from + (p * s.conv.stride_h - s.conv.pad_top + s.kernel_h) * s.w * total;
      for (int64_t i = 0; i < s.conv.stride_h * s.w * total; i += kLine) __builtin_prefetch(next + i, 0, 3);
    }
    for (int64_t q = 0; q < s.out_w; ++q, to += width) {
      const int64_t w0 = q * s.conv.stride_w - s.conv.pad_left;
      const bool inside = w0 >= 0 && w0 + s.kernel_w <= s.w;
      float* t = to;
      for (int64_t r = 0; r < s.kernel_h; ++r, t += run) {
        const int64_t h = p * s.conv.stride_h - s.conv.pad_top + r * s.conv.dilation_h;
        if (h < 0 || h >= s.h) {
          zero(t, run);
        } else if (joined && inside) {
          copy_over(t, from + (h * s.w + w0) * total, run, end);
        } else {
          for (int64_t c = 0; c < s.kernel_w; ++c) {
            const int64_t w = w0 + c * s.conv.dilation_w;
            for (int64_t i = 0; i < s.channels; ++i)
              t[c * s.channels + i] = w >= 0 && w < s.w ? from[(h * s.w + w) * total + i] : 0.0f;
          }
        }
      }
    }
  }
}

// The block that comes next, fetched while the tiles of the one before it are computed: a 1x1 kernel, whose images are pixels,
// meets every value once, and with few channels the products take no longer than the values' way from memory.
struct NextBlock {
  ValuesAhead x, dy;

  NextBlock() = default;
  NextBlock(const Shape& s, const Block& b, int64_t tiles)
      : x(s.x + b.first_image * s.channels, b.images * s.channels, tiles),
        dy(s.dy + b.first_image * s.outputs, b.images * s.outputs, tiles) {}

  void fetch() {
    x.fetch();
    dy.fetch();
  }
};

// Images of a block that pack_x takes one by one.
int64_t packed_images(const Shape& s, const Block& b) { return s.pointwise ? 1 : b.images; }

// Columns of dw that share the packed block: all of a patch, or those of one kernel row and panel.
int64_t column_parts(const Shape& s, const Layout& l) { return l.patches ? 1 : l.panels * s.kernel_h; }

// Adds one block's share to the tiles [first_tile, end_tile) of one column part.
void add_tiles(const Shape& s, const Layout& l, const Block& b, const Scratch& scratch, int64_t group, int64_t part,
               int64_t first_tile, int64_t end_tile, const float* dy, const float* x, float* dw, bool first_block,
               NextBlock& next) {
  OuterTile t{};
  t.start = first_block ? scratch.zeros : nullptr;
  t.out_row = s.weights_per_output();
  const int64_t width = l.panel_width, panel = l.patches ? 0 : part % l.panels, r = l.patches ? 0 : part / l.panels;
  const float* xp = x + (group * l.panels + panel) * l.panel_floats(s);
  if (l.patches || s.pointwise) {
    t.length = b.pixels(s);
    t.b_step = l.in_place ? s.channels : width;
    if (l.in_place) xp = s.x + b.first_image * s.channels + panel * width;
  } else {
    t.runs_outer = b.images;
    t.runs_inner = b.rows;
    t.length = s.out_w;
    t.b_outer = l.image_floats();
    t.b_inner = s.conv.stride_h * l.in_columns * width;
    t.b_step = s.conv.stride_w * width;
    xp += r * s.conv.dilation_h * l.in_columns * width;
  }
  for (int64_t tile = first_tile; tile < end_tile; ++tile) {
    const int64_t k = tile * l.tile_rows;
    next.fetch();
    if (tile < l.first_packed) {
      t.a = dy_of(s, b, group, k);
      t.a_step = s.groups * s.outputs;
    } else {
      t.a = dy + (group * l.row_tiles + tile) * l.block_pixels(s) * l.tile_rows;
      t.a_step = l.tile_rows;
    }
    t.valid_rows = smaller(l.tile_rows, s.outputs - k);
    float* row = dw + (group * s.outputs + k) * s.weights_per_output();
    if (l.patches) {
      for (int64_t c = 0; c < s.weights_per_output(); c += l.form.width()) {
        const int64_t left = smaller(s.weights_per_output() - c, l.form.width());
        const int vectors = static_cast<int>(ceil_div(left, kLanes));
        t.b = xp + c;
        t.out = row + c;
        t.valid_last_lanes = left - (vectors - 1) * kLanes;
        run_outer_tile(l.form, vectors, t);
      }
    } else if (l.tap_vectors) {
      t.b_vector = s.conv.dilation_w * width;
      t.out_vector = s.channels;
      t.valid_lanes = t.valid_last_lanes = s.channels;
      for (int64_t c = 0; c < s.kernel_w; c += l.form.widest) {
        t.b = xp + c * s.conv.dilation_w * width;
        t.out = row + (r * s.kernel_w + c) * s.channels;
        run_outer_tile(l.form, static_cast<int>(smaller<int64_t>(l.form.widest, s.kernel_w - c)), t);
      }
    } else {
      const int64_t left = smaller(width, s.channels - panel * width);
      const int vectors = static_cast<int>(ceil_div(left, kLanes));
      t.valid_last_lanes = left - (vectors - 1) * kLanes;
      for (int64_t c = 0; c < s.kernel_w; ++c) {
        t.b = xp + c * s.conv.dilation_w * width;
        t.out = row + (r * s.kernel_w + c) * s.channels + panel * width;
        run_outer_tile(l.form, vectors, t);
      }
    }
  }
}

void run_chunk(const Shape& s, const Layout& l, const Scratch& scratch, int64_t chunk, int thread) {
  float* dy = scratch.dy + thread * l.dy_floats(s);
  float* x = scratch.x + thread * l.x_floats(s);
  float* dw = chunk == 0 ? s.dw : scratch.sums + (chunk - 1) * s.weights();
  const int64_t begin = chunk * l.blocks / l.chunks, end = (chunk + 1) * l.blocks / l.chunks;
  for (int64_t index = begin; index < end; ++index) {
    const Block b = l.block(s, index);
    NextBlock next;
    if (s.pointwise && index + 1 < end) next = NextBlock(s, l.block(s, index + 1), column_parts(s, l) * l.row_tiles);
    for (int64_t group = 0; group < s.groups; ++group) {
      pack_dy(s, l, b, group, l.first_packed, l.row_tiles, dy);
      for (int64_t image = 0; image < packed_images(s, b) && !l.in_place; ++image) {
        if (l.patches) {
          unfold_x(s, l, b, group, image, x);
        } else {
          for (int64_t panel = 0; panel < l.panels; ++panel) pack_x(s, l, b, group, panel, image, x);
        }
      }
      for (int64_t part = 0; part < column_parts(s, l); ++part) {
        add_tiles(s, l, b, scratch, group, part, 0, l.row_tiles, dy, x, dw, index == begin, next);
      }
    }
  }
}

void run_block(const Shape& s, const Layout& l, const Scratch& scratch, int64_t index, ThreadPool& pool) {
  const Block b = l.block(s, index);
  const int64_t tile_groups = ceil_div(l.row_tiles, kTilesPerTask), images = packed_images(s, b);
  const int64_t dy_tasks = s.groups * tile_groups;
  const int64_t x_tasks = l.in_place ? 0 : s.groups * l.panels * images;
  pool.parallel_for(dy_tasks + x_tasks, [&](int64_t task, int) {
    if (task < dy_tasks) {
      const int64_t first = task % tile_groups * kTilesPerTask;
      return pack_dy(s, l, b, task / tile_groups, first, smaller(first + kTilesPerTask, l.row_tiles), scratch.dy);
    }
    const int64_t image = (task - dy_tasks) % images, panel = (task - dy_tasks) / images;
    if (l.patches) return unfold_x(s, l, b, panel, image, scratch.x);
    pack_x(s, l, b, panel / l.panels, panel % l.panels, image, scratch.x);
  });
  const int64_t parts = column_parts(s, l);
  pool.parallel_for(s.groups * parts * tile_groups, [&](int64_t task, int) {
    const int64_t first = task % tile_groups * kTilesPerTask, part = task / tile_groups % parts,
                  group = task / tile_groups / parts;
    NextBlock none;
    add_tiles(s, l, b, scratch, group, part, first, smaller(first + kTilesPerTask, l.row_tiles), scratch.dy, scratch.x, s.dw,
              index == 0, none);
  });
}

// Lays the pixels of x that a strided 1x1 kernel meets side by side.
void gather_met(const Shape& s, const float* x, float* to, ThreadPool& pool) {
  const int64_t channels = s.swapped ? s.outputs : s.channels;
  parallel_rows(pool, s.images / s.columns_of_row, s.columns_of_row * channels, [&](int64_t row) {
    const int64_t image = row / s.rows_of_image, h = row % s.rows_of_image * s.step_h;
    const float* from = x + (image * s.in_h + h) * s.in_w * channels;
    for (int64_t q = 0; q < s.columns_of_row; ++q) {
      std::memcpy(to + (row * s.columns_of_row + q) * channels, from + q * s.step_w * channels,
                  static_cast<size_t>(channels) * sizeof(float));
    }
  });
}

// dw[k][c] of the sums [c][k].
void turn(const float* from, int64_t channels, int64_t outputs, float* dw, ThreadPool& pool) {
  constexpr int64_t kPart = 64;
  pool.parallel_for(ceil_div(outputs, kPart), [&](int64_t task, int) {
    const int64_t k = task * kPart, count = smaller(kPart, outputs - k);
    pack_columns(dw + k * channels, from + k, outputs, count, channels, channels);
  });
}

const char* refuse(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  const Shape s(step);
  if (s.groups > 1 && s.channels == 1 && s.outputs == 1) return "depthwise";
  return nullptr;
}

size_t scratch_bytes(const Step& step, int threads) {
  const Shape s(step);
  return Scratch(ScratchCutter(nullptr), s, Layout(s), threads).bytes;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  Shape s(step);
  const Layout l(s);
  const Scratch scratch(ScratchCutter(ctx.scratch), s, l, ctx.pool.size());
  if (s.strided()) {
    gather_met(s, s.source(), scratch.met, ctx.pool);
    s.source() = scratch.met;
  }
  float* const dw = s.dw;
  if (s.swapped) s.dw = scratch.turned;
  zero(scratch.zeros, kMaxOuterVectors * kLanes);
  if (l.chunked) {
    ctx.pool.parallel_for(l.chunks, [&](int64_t chunk, int thread) { run_chunk(s, l, scratch, chunk, thread); });
    if (l.chunks > 1) add_sums(s.dw, scratch.sums, s.weights(), l.chunks - 1, ctx.pool);
  } else {
    for (int64_t index = 0; index < l.blocks; ++index) run_block(s, l, scratch, index, ctx.pool);
  }
  if (s.swapped) turn(scratch.turned, s.outputs, s.channels, dw, ctx.pool);
  return nullptr;
}

}  // namespace

extern const Kernel kConv2dGradWeights;
const Kernel kConv2dGradWeights = {FACET_KERNEL_NAME("conv2d_grad_weights"), refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
