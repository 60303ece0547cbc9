#include "backend/cpu/winograd_simd.h"

#include "core/op_params.h"
#include "runtime/environment.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kMaxPanel = kMaxTileVectors * kLanes;
// Filters of more values than this (channels * outputs) are shared by all threads.
constexpr int64_t kPrivateFilter = 20 * 1024;
// Transformed inputs and products of a block: in a second-level cache, and in the shared cache.
constexpr int64_t kPrivateFloats = 160 * 1024;
constexpr int64_t kSharedFloats = 3 * 1024 * 1024;
constexpr int64_t kMinBlocks = 16;  // so that threads end together
constexpr int64_t kTilesPerTask = 8;
constexpr int64_t kTileQuantum = 12;          // a multiple of the widest row tile's rows
constexpr int64_t kFilterGroup = 4 * kLanes;  // input channels whose filters one task transforms, where there are so many
// The least for which the filter's transformation is worth it.
constexpr int64_t kMinPixels = 512;
constexpr int64_t kMinChannels = 16;

struct Layout {
  bool shared;
  int64_t panels;  // of outputs
  int64_t block;   // tiles
  int64_t blocks;
  int64_t filter_group;  // input channels of one task that transforms filters
  // Floats of one position, with a few unused rows: 36 slabs at distances of a power of two would meet in the same sets of the
  // caches.
  int64_t v_slab, m_slab;
  int64_t m_row;  // floats of one tile's products at one position

  explicit Layout(const WinogradConv& c) {
    panels = ceil_div(c.outputs, kMaxPanel);
    shared = c.channels * c.outputs > kPrivateFilter;
    const int64_t per_tile = kWinogradPositions * (c.channels + smaller(c.outputs, kMaxPanel));
    const int64_t wanted = larger<int64_t>((shared ? kSharedFloats : kPrivateFloats) / per_tile, 1);
    const int64_t tiles = c.tiles();
    blocks = larger(ceil_div(tiles, wanted), shared ? 1 : smaller(kMinBlocks, ceil_div(tiles, kTileQuantum)));
    block = round_up(ceil_div(tiles, blocks), kTileQuantum);
    blocks = ceil_div(tiles, block);
    filter_group = smaller(c.channels, kFilterGroup);
    v_slab = (block + 1) * c.channels;
    m_row = smaller(c.outputs, kMaxPanel);
    m_slab = (block + 1) * m_row;
  }

  int64_t u_slab(const WinogradConv& c, int64_t width) const { return (c.channels + filter_group + 1) * width; }
  int64_t filter_groups(const WinogradConv& c) const { return ceil_div(c.channels, filter_group); }

  int64_t v_floats() const { return kWinogradPositions * v_slab; }
  int64_t m_floats() const { return kWinogradPositions * m_slab; }
};

struct Scratch {
  float* u;      // [panels, or 1 where shared][positions][channels][panel width]
  float* start;  // the bias, or zeros: [outputs]
  float* zeros;  // [max(channels, a panel)]
  float* v;      // [threads or 1][positions][tiles][channels]
  float* m;      // [threads or 1][positions][tiles][panel width]
  size_t bytes;

  Scratch(ScratchCutter cutter, const WinogradConv& c, const Layout& l, int threads) {
    const int64_t copies = l.shared ? 1 : threads;
    u = cutter.take<float>(kWinogradPositions * l.u_slab(c, l.shared ? smaller(c.outputs, kMaxPanel) : c.outputs));
    start = cutter.take<float>(c.outputs);
    zeros = cutter.take<float>(larger(c.channels, kMaxPanel));
    v = cutter.take<float>(copies * l.v_floats());
    m = cutter.take<float>(copies * l.m_floats());
    bytes = cutter.used();
  }
};

int panel_vectors(const WinogradConv& c, int64_t panel) {
  return static_cast<int>(smaller(c.outputs - panel * kMaxPanel, kMaxPanel) / kLanes);
}

// Where the transformed filter of a panel lies: [positions][channels][width].
float* filters_of(const WinogradConv& c, const Layout& l, const Scratch& s, int64_t panel) {
  return s.u + (l.shared ? 0 : kWinogradPositions * l.u_slab(c, panel * kMaxPanel));
}

// One filter for kLanes neighbours (channels, or outputs where transposed), `step` floats between its taps.
template <typename Write>
[[gnu::always_inline]] inline void transform_filter(const float* w, int64_t step, bool from_behind, Write write) {
  winograd_two_axes<WinogradFilter>(
      [=](int r, int s) {
        const int tap = r * kWinogradKernel + s;
        return load(w + (from_behind ? kWinogradKernel * kWinogradKernel - 1 - tap : tap) * step);
      },
      write);
}

// The filters of kLanes channels, from c0 on, and of kLanes outputs, from k on, of a panel.
void transform_filters(const WinogradConv& c, const Layout& l, int64_t panel, int64_t c0, int64_t k, float* u) {
  constexpr int64_t kTaps = kWinogradKernel * kWinogradKernel;
  const int64_t width = panel_vectors(c, panel) * kLanes, first = panel * kMaxPanel, slab = l.u_slab(c, width);
  const auto at = [=](int64_t position, int64_t channel) { return u + position * slab + channel * width + k; };
  if (c.transposed) {
    for (int64_t i = 0; i < kLanes; ++i) {
      transform_filter(c.w + (c0 + i) * kTaps * c.outputs + first + k, c.outputs, true,
                       [&](int a, int b, VecF value) { store(at(a * kWinogradIn + b, c0 + i), value); });
    }
    return;
  }
  VecF tile[kWinogradPositions][kLanes];
  for (int64_t i = 0; i < kLanes; ++i) {
    transform_filter(c.w + (first + k + i) * kTaps * c.channels + c0, c.channels, false,
                     [&](int a, int b, VecF value) { tile[a * kWinogradIn + b][i] = value; });
  }
  for (int position = 0; position < kWinogradPositions; ++position) {
    transpose(tile[position]);
    FACET_UNROLL
    for (int i = 0; i < kLanes; ++i) store(at(position, c0 + i), tile[position][i]);
  }
}

// One group of channels of a panel. Neighbouring channels come one after the other: they share pages and prefetches.
void transform_filter_group(const WinogradConv& c, const Layout& l, int64_t panel, int64_t group, float* u) {
  const int64_t begin = group * l.filter_group, end = smaller(begin + l.filter_group, c.channels);
  for (int64_t k = 0; k < panel_vectors(c, panel) * kLanes; k += kLanes) {
    for (int64_t c0 = begin; c0 < end; c0 += kLanes) transform_filters(c, l, panel, c0, k, u);
  }
}

void transform_inputs(const WinogradConv& c, const Layout& l, const Scratch& scratch, int64_t first, int64_t begin, int64_t end,
                      float* v) {
  for (int64_t t = begin; t < end; ++t) {
    const WinogradTile tile(first + t, c.tiles_h(), c.tiles_w());
    transform_winograd_input(c.x + tile.image * c.in_h * c.in_w * c.channels, c.in_h, c.in_w, c.channels, tile.row - c.pad_top,
                             tile.column - c.pad_left, scratch.zeros, v + t * c.channels, l.v_slab);
  }
}

// m[tile][NV vectors] = v[tile][channels] * u for so few channels that finding the rows of a tile one by one, and what else
// run_row_tile() asks, would take as long as the products. The last register tile ends with the last tile, so that some are
// computed twice; where there are fewer tiles than its rows, the slabs have room for what is computed of nothing.
template <int NV, int kChannels>
void multiply_few(int64_t tiles, const float* v, const float* u, float* m) {
  constexpr int kRows = tile_rows(NV);
  static_assert(kRows <= kTileQuantum);
  for (int64_t from = 0; from < tiles; from += kRows) {
    const int64_t first = larger<int64_t>(smaller(from, tiles - kRows), 0);
    const float* rows = v + first * kChannels;
    const float* panel = u;
    VecF acc[kRows][NV] = {};
    for (int c = 0; c < kChannels; ++c, panel += NV * kLanes) {
      VecF w[NV];
      FACET_UNROLL
      for (int i = 0; i < NV; ++i) w[i] = load(panel + i * kLanes);
      FACET_UNROLL
      for (int r = 0; r < kRows; ++r) {
        FACET_UNROLL
        for (int i = 0; i < NV; ++i) acc[r][i] += rows[r * kChannels + c] * w[i];
      }
    }
    float* to = m + first * NV * kLanes;
    FACET_UNROLL
    for (int r = 0; r < kRows; ++r) {
      FACET_UNROLL
      for (int i = 0; i < NV; ++i) store(to + (r * NV + i) * kLanes, acc[r][i]);
    }
  }
}

template <int kChannels>
void multiply_few(int vectors, int64_t tiles, const float* v, const float* u, float* m) {
  switch (vectors) {
    case 1:
      return multiply_few<1, kChannels>(tiles, v, u, m);
    case 2:
      return multiply_few<2, kChannels>(tiles, v, u, m);
#if FACET_SIMD_BYTES == 64
    case 3:
      return multiply_few<3, kChannels>(tiles, v, u, m);
    case 4:
      return multiply_few<4, kChannels>(tiles, v, u, m);
#endif
  }
}

// m[tile][panel width] = v[tile][channels] * u, for one position.
void multiply(const WinogradConv& c, const Layout& l, const Scratch& scratch, int64_t panel, int64_t tiles, const float* v,
              const float* u, float* m) {
  const int vectors = panel_vectors(c, panel);
  if (vectors * kLanes == l.m_row) {
    if (c.channels == 16) return multiply_few<16>(vectors, tiles, v, u, m);
    if (c.channels == 32) return multiply_few<32>(vectors, tiles, v, u, m);
  }
  const int64_t height = tile_rows(vectors), width = vectors * kLanes;
  const float* rows[kMaxTileRows];
  float* out[kMaxTileRows];
  RowTile t{};
  t.rows = rows;
  t.panels = &u;
  t.taps = 1;
  t.channels = c.channels;
  t.out = out;
  t.start = scratch.zeros;
  t.valid_channels = width;
  for (int64_t from = 0; from < tiles; from += height) {
    t.valid_rows = smaller(height, tiles - from);
    for (int64_t i = 0; i < height; ++i) {
      const int64_t row = from + smaller(i, t.valid_rows - 1);
      rows[i] = v + row * c.channels;
      out[i] = m + row * l.m_row;
    }
    run_row_tile(vectors, t);
  }
}

void transform_outputs(const WinogradConv& c, const Layout& l, const Scratch& scratch, int64_t panel, int64_t first,
                       int64_t begin, int64_t end, const float* m) {
  const int64_t width = panel_vectors(c, panel) * kLanes, k0 = panel * kMaxPanel;
  for (int64_t t = begin; t < end; ++t) {
    const WinogradTile tile(first + t, c.tiles_h(), c.tiles_w());
    const int64_t rows = smaller<int64_t>(kWinogradOut, c.out_h - tile.row);
    const int64_t columns = smaller<int64_t>(kWinogradOut, c.out_w - tile.column);
    const int64_t corner = ((tile.image * c.out_h + tile.row) * c.out_w + tile.column) * c.outputs + k0;
    float* y = c.y + corner;
    const float* added = c.added == nullptr ? nullptr : c.added + corner;
    for (int64_t k = 0; k < width; k += kLanes) {
      const VecF start = load(scratch.start + k0 + k);
      const float* from = m + t * l.m_row + k;
      winograd_two_axes<WinogradOutput>([=](int i, int j) { return load(from + (i * kWinogradIn + j) * l.m_slab); },
                                        [=](int i, int j, VecF value) {
                                          if (i >= rows || j >= columns) return;
                                          value += start;
                                          const int64_t at = (i * c.out_w + j) * c.outputs + k;
                                          if (added != nullptr) value += load(added + at);
                                          store(y + at, c.relu ? relu(value, c.ceiling) : value);
                                        });
    }
  }
}

// The product of one position of a block and panel.
void multiply_position(const WinogradConv& c, const Layout& l, const Scratch& scratch, int64_t panel, int64_t position,
                       int64_t tiles, const float* v, float* m) {
  const int64_t width = panel_vectors(c, panel) * kLanes;
  multiply(c, l, scratch, panel, tiles, v + position * l.v_slab,
           filters_of(c, l, scratch, panel) + position * l.u_slab(c, width), m + position * l.m_slab);
}

void run_private(const WinogradConv& c, const Layout& l, const Scratch& scratch, ThreadPool& pool) {
  const int64_t tiles = c.tiles(), groups = l.filter_groups(c);
  pool.parallel_for(l.panels * groups, [&](int64_t task, int) {
    const int64_t panel = task / groups;
    transform_filter_group(c, l, panel, task % groups, filters_of(c, l, scratch, panel));
  });
  pool.parallel_for(l.blocks, [&](int64_t block, int thread) {
    const int64_t first = block * l.block, count = smaller(l.block, tiles - first);
    float* v = scratch.v + thread * l.v_floats();
    float* m = scratch.m + thread * l.m_floats();
    transform_inputs(c, l, scratch, first, 0, count, v);
    for (int64_t panel = 0; panel < l.panels; ++panel) {
      for (int64_t position = 0; position < kWinogradPositions; ++position) {
        multiply_position(c, l, scratch, panel, position, count, v, m);
      }
      transform_outputs(c, l, scratch, panel, first, 0, count, m);
    }
  });
}

// The filter's panels are transformed again for every block: that costs no more than reading the whole transformed filter,
// four times as large, from memory.
void run_shared(const WinogradConv& c, const Layout& l, const Scratch& scratch, ThreadPool& pool) {
  const int64_t tiles = c.tiles();
  for (int64_t first = 0; first < tiles; first += l.block) {
    const int64_t count = smaller(l.block, tiles - first), groups = ceil_div(count, kTilesPerTask);
    pool.parallel_for(groups, [&](int64_t group, int) {
      const int64_t begin = group * kTilesPerTask;
      transform_inputs(c, l, scratch, first, begin, smaller(begin + kTilesPerTask, count), scratch.v);
    });
    for (int64_t panel = 0; panel < l.panels; ++panel) {
      pool.parallel_for(l.filter_groups(c), [&](int64_t group, int) {
        transform_filter_group(c, l, panel, group, filters_of(c, l, scratch, panel));
      });
      pool.parallel_for(kWinogradPositions, [&](int64_t position, int) {
        multiply_position(c, l, scratch, panel, position, count, scratch.v, scratch.m);
      });
      pool.parallel_for(groups, [&](int64_t group, int) {
        const int64_t begin = group * kTilesPerTask;
        transform_outputs(c, l, scratch, panel, first, begin, smaller(begin + kTilesPerTask, count), scratch.m);
      });
    }
  }
}

}  // namespace

const char* refuse_winograd(const Step& step, int64_t channels, int64_t outputs, int64_t pixels) {
  const auto p = Conv2dParams::of(step);
  if (exact_convolution()) return "FACET_EXACT asks for direct sums";
  if (p.groups != 1) return "grouped";
  if (p.stride_h != 1 || p.stride_w != 1 || p.dilation_h != 1 || p.dilation_w != 1) return "strided or dilated";
  if (channels % kLanes != 0 || outputs % kLanes != 0) return "channels do not fill vectors";
  if (channels < kMinChannels || outputs < kMinChannels) return "too few channels to pay for the transforms";
  if (pixels < kMinPixels) return "too few pixels to pay for the filter's transformation";
  return nullptr;
}

void transform_winograd_input(const float* image, int64_t in_h, int64_t in_w, int64_t channels, int64_t row, int64_t column,
                              const float* zeros, float* v, int64_t position_step) {
  // address(i, j) is that of the first channel's number.
  const auto transform = [=](const auto& address) {
    for (int64_t c = 0; c < channels; c += kLanes) {
      winograd_two_axes<WinogradInput>(
          [&](int i, int j) { return load(address(i, j) + c); },
          [=](int i, int j, VecF value) { store(v + (i * kWinogradIn + j) * position_step + c, value); });
    }
  };
  if (row >= 0 && column >= 0 && row + kWinogradIn <= in_h && column + kWinogradIn <= in_w) {
    const float* corner = image + (row * in_w + column) * channels;
    return transform([=](int i, int j) { return corner + (i * in_w + j) * channels; });
  }
  const float* at[kWinogradIn][kWinogradIn];
  for (int64_t i = 0; i < kWinogradIn; ++i) {
    const bool row_inside = row + i >= 0 && row + i < in_h;
    for (int64_t j = 0; j < kWinogradIn; ++j) {
      const bool inside = row_inside && column + j >= 0 && column + j < in_w;
      at[i][j] = inside ? image + ((row + i) * in_w + column + j) * channels : zeros;
    }
  }
  transform([&](int i, int j) { return at[i][j]; });
}

size_t winograd_scratch_bytes(const WinogradConv& c, int threads) {
  return Scratch(ScratchCutter(nullptr), c, Layout(c), threads).bytes;
}

void run_winograd(const WinogradConv& c, const KernelContext& ctx) {
  const Layout l(c);
  const Scratch scratch(ScratchCutter(ctx.scratch), c, l, ctx.pool.size());
  for (int64_t k = 0; k < c.outputs; ++k) scratch.start[k] = c.bias != nullptr ? c.bias[k] : 0.0f;
  for (int64_t i = 0; i < larger(c.channels, kMaxPanel); ++i) scratch.zeros[i] = 0.0f;
  if (l.shared) {
    run_shared(c, l, scratch, ctx.pool);
  } else {
    run_private(c, l, scratch, ctx.pool);
  }
}

}  // namespace facet::cpu::FACET_ISA_NS
