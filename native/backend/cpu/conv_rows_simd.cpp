#include "backend/cpu/conv_rows_simd.h"

#include "backend/cpu/pack_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

// Weights of one panel and channel block that stay in the second-level cache beside the pixels they meet.
constexpr int64_t kPanelFloats = FACET_SIMD_BYTES == 64 ? 80 * 1024 : 32 * 1024;
// Inputs of one chunk of pixels and block of channels, for the same reason.
constexpr int64_t kChunkFloats = FACET_SIMD_BYTES == 64 ? 64 * 1024 : 24 * 1024;
// A multiple of every tile's rows, so that a chunk has no tail.
constexpr int64_t kChunkQuantum = FACET_SIMD_BYTES == 64 ? 36 : 12;
constexpr int64_t kMinTasks = 16;
// With more input channels than this the loop over channels is long enough without merging taps.
constexpr int64_t kMergedChannels = 64;

constexpr int64_t kMaxPanel = kMaxTileVectors * kLanes;

int64_t panel_count(const ConvRows& c) { return ceil_div(c.out_channels, kMaxPanel); }
int64_t padded_outputs(const ConvRows& c) { return round_up(c.out_channels, kLanes); }
int panel_vectors(const ConvRows& c, int64_t panel) {
  return static_cast<int>(ceil_div(smaller(c.out_channels - panel * kMaxPanel, kMaxPanel), kLanes));
}
// Channels per block, so that a panel's block fits the cache.
int64_t block_channels(const ConvRows& c) {
  const int64_t blocks = ceil_div(c.taps() * c.in_channels * kMaxPanel, kPanelFloats);
  return round_up(ceil_div(c.in_channels, blocks), 8);
}

// Whether taps may be merged at all, and whether those of this phase are neighbours.
bool may_merge(const ConvRows& c) {
  return c.groups == 1 && c.kernel_w > 1 && c.in_channels <= kMergedChannels && block_channels(c) >= c.in_channels;
}
bool merges(const ConvRows& c, const ConvAxis& columns) {
  return may_merge(c) && columns.taps == c.kernel_w && columns.in_highest() - columns.in_lowest() == c.kernel_w - 1;
}

// Weights lie packed in the order of the taps' inputs, which a transposed convolution meets from behind.
int64_t packed_column(const ConvRows& c, int64_t tap) { return c.transposed ? c.kernel_w - 1 - tap : tap; }

// Pixels per task.
int64_t chunk_pixels(const ConvRows& c, int64_t pixels, int64_t inputs_per_pixel) {
  const int64_t wanted = larger<int64_t>(kChunkFloats / (smaller(block_channels(c), c.in_channels) * inputs_per_pixel), 1);
  const int64_t quanta = larger<int64_t>(smaller<int64_t>(wanted / kChunkQuantum, 2048 / kChunkQuantum), 1);
  const int64_t chunks = ceil_div(pixels, quanta * kChunkQuantum);
  return smaller(round_up(ceil_div(pixels, chunks), kChunkQuantum), pixels);
}

// Whether every input is met by one pixel only, the next tile's behind this one's: then the inputs come from memory once.
bool streams(const ConvRows& c, const ConvAxis& rows, const ConvAxis& columns) {
  return c.taps() == 1 && rows.in_step == 1 && rows.out_step == 1 && columns.in_step == 1 && columns.out_step == 1;
}

// Whether output pixel i is made of input pixel i alone.
bool pointwise(const ConvRows& c, const ConvAxis& rows, const ConvAxis& columns) {
  return streams(c, rows, columns) && rows.in_lowest() == 0 && columns.in_lowest() == 0 && rows.count == c.in_h &&
         columns.count == c.in_w && c.out_h == c.in_h && c.out_w == c.in_w;
}

// Walks the pixels of a phase in memory order.
struct Pixel {
  int64_t image, i, j;

  Pixel(int64_t index, const ConvAxis& rows, const ConvAxis& columns)
      : image(index / (rows.count * columns.count)), i(index / columns.count % rows.count), j(index % columns.count) {}

  // Moves on by `count` pixels of the same row.
  void advance(int64_t count, const ConvAxis& rows, const ConvAxis& columns) {
    j += count;
    if (j == columns.count) {
      j = 0;
      if (++i == rows.count) {
        i = 0;
        ++image;
      }
    }
  }
};

// Finds the inputs of pixels: for every tap (or run of merged taps) a pointer.
class Inputs {
 public:
  Inputs(const ConvRows& c, const ConvAxis& r, const ConvAxis& s, bool merged, const float* zeros, int64_t first_channel)
      : conv_(c),
        rows_(r),
        columns_(s),
        merged_(merged),
        zeros_(zeros),
        offset_(first_channel),
        pitch_(c.groups * c.in_channels) {
    if (columns_.taps > 0) {
      first_inside_ = smaller(ceil_div(larger<int64_t>(-columns_.in_lowest(), 0), columns_.in_step), columns_.count);
      const int64_t last = c.in_w - 1 - columns_.in_highest();
      end_inside_ = last < 0 ? 0 : smaller(last / columns_.in_step + 1, columns_.count);
    }
  }

  // table[tap * stride + m] for the `count` pixels of one row that begin with p. `edges` holds [count][R][S*C] floats.
  void find(const Pixel& p, int64_t count, const float** table, int64_t stride, float* edges) const {
    const int64_t left = smaller(larger<int64_t>(first_inside_ - p.j, 0), count),
                  right = smaller(larger(end_inside_ - p.j, left), count);
    const int64_t step = columns_.in_step * pitch_, column_taps = merged_ ? smaller(columns_.taps, 1) : columns_.taps;
    const float** entry = table;
    for (int r = 0; r < rows_.taps; ++r) {
      const float* row = row_of(p, r);
      for (int s = 0; s < column_taps; ++s, entry += stride) {
        if (row == nullptr) {
          for (int64_t m = 0; m < count; ++m) entry[m] = zeros_;
          continue;
        }
        const float* first = row + (p.j * columns_.in_step + columns_.in_offset[s]) * pitch_;
        for (int64_t m = left; m < right; ++m) entry[m] = first + m * step;
        for (int64_t m = 0; m < left; ++m) entry[m] = at_edge(row, p.j + m, r, s, edges + m * edge_floats());
        for (int64_t m = right; m < count; ++m) entry[m] = at_edge(row, p.j + m, r, s, edges + m * edge_floats());
      }
    }
  }

 private:
  int64_t edge_floats() const { return conv_.taps() * conv_.in_channels; }

  // The input row that the row of p meets under kernel row r, or null.
  const float* row_of(const Pixel& p, int r) const {
    const int64_t h = p.i * rows_.in_step + rows_.in_offset[r];
    return h < 0 || h >= conv_.in_h ? nullptr : conv_.x + (p.image * conv_.in_h + h) * conv_.in_w * pitch_ + offset_;
  }

  bool inside(int64_t w) const { return w >= 0 && w < conv_.in_w; }

  // Tap (r, s) of column j, or run r, where some taps of the kernel row lie in the padding.
  const float* at_edge(const float* row, int64_t j, int r, int s, float* edge) const {
    if (!merged_) {
      const int64_t w = j * columns_.in_step + columns_.in_offset[s];
      return inside(w) ? row + w * pitch_ : zeros_;
    }
    const int64_t channels = conv_.in_channels, first = j * columns_.in_step + columns_.in_lowest();
    edge += r * conv_.kernel_w * channels;
    for (int64_t t = 0; t < columns_.taps; ++t) {
      const float* from = inside(first + t) ? row + (first + t) * channels : zeros_;
      std::memcpy(edge + t * channels, from, static_cast<size_t>(channels) * sizeof(float));
    }
    return edge;
  }

  const ConvRows& conv_;
  const ConvAxis& rows_;
  const ConvAxis& columns_;
  bool merged_;
  const float* zeros_;
  int64_t offset_, pitch_;
  int64_t first_inside_ = 0, end_inside_ = 0;  // columns all of whose taps lie in the image
};

}  // namespace

ConvAxis forward_axis(int64_t outputs, int64_t kernel, int64_t stride, int64_t pad, int64_t dilation) {
  ConvAxis axis{};
  axis.count = outputs;
  axis.out_first = 0;
  axis.out_step = 1;
  axis.in_step = stride;
  for (int64_t t = 0; t < kernel; ++t) {
    axis.tap[axis.taps] = static_cast<int>(t);
    axis.in_offset[axis.taps++] = t * dilation - pad;
  }
  return axis;
}

ConvAxis transposed_axis(int64_t inputs, int64_t kernel, int64_t stride, int64_t pad, int64_t dilation, int64_t phase) {
  ConvAxis axis{};
  axis.count = phase < inputs ? ceil_div(inputs - phase, stride) : 0;
  axis.out_first = phase;
  axis.out_step = stride;
  axis.in_step = 1;
  for (int64_t t = kernel - 1; t >= 0; --t) {
    const int64_t shifted = phase + pad - t * dilation;
    if (shifted % stride != 0) continue;
    axis.tap[axis.taps] = static_cast<int>(t);
    axis.in_offset[axis.taps++] = shifted / stride;
  }
  return axis;
}

PackedWeights::PackedWeights(ScratchCutter cutter, const ConvRows& c) {
  weights = cutter.take<float>(c.groups * padded_outputs(c) * c.taps() * c.in_channels);
  start = cutter.take<float>(c.groups * padded_outputs(c));
  zeros = cutter.take<float>(c.kernel_w * c.in_channels);
  bytes = cutter.used();
}

ConvRowsScratch::ConvRowsScratch(ScratchCutter cutter, const ConvRows& c, int threads) {
  rows = cutter.take<const float*>(threads * c.taps() * kMaxTileRows);
  panels = cutter.take<const float*>(threads * c.taps());
  edges = cutter.take<float>(may_merge(c) ? threads * kMaxTileRows * c.taps() * c.in_channels : 0);
  bytes = cutter.used();
}

void pack_weights(const ConvRows& c, const PackedWeights& packed, ThreadPool& pool) {
  const int64_t panels = panel_count(c), taps = c.taps(), block = block_channels(c);
  for (int64_t i = 0; i < c.kernel_w * c.in_channels; ++i) packed.zeros[i] = 0.0f;
  pool.parallel_for(c.groups * panels, [&](int64_t task, int) {
    const int64_t group = task / panels, panel = task % panels;
    const int64_t width = panel_vectors(c, panel) * kLanes, first = panel * kMaxPanel;
    const int64_t valid = smaller(c.out_channels - first, width);
    float* start = packed.start + group * padded_outputs(c) + first;
    for (int64_t k = 0; k < width; ++k) {
      start[k] = c.bias != nullptr && k < valid ? c.bias[group * c.out_channels + first + k] : 0.0f;
    }
    float* to = packed.weights + (group * padded_outputs(c) + first) * taps * c.in_channels;
    for (int64_t c0 = 0; c0 < c.in_channels; c0 += block) {
      const int64_t channels = smaller(block, c.in_channels - c0);
      for (int64_t slot = 0; slot < taps; ++slot, to += channels * width) {
        const int64_t tap = slot / c.kernel_w * c.kernel_w + packed_column(c, slot % c.kernel_w);
        if (c.transposed) {
          const float* from = c.w + ((group * c.in_channels + c0) * taps + tap) * c.out_channels + first;
          pack_rows(to, from, taps * c.out_channels, channels, valid, width);
        } else {
          const float* from = c.w + ((group * c.out_channels + first) * taps + tap) * c.in_channels + c0;
          pack_columns(to, from, taps * c.in_channels, channels, valid, width);
        }
      }
    }
  });
}

void run_phase(const ConvRows& c, const ConvAxis& rows, const ConvAxis& columns, const PackedWeights& packed,
               const ConvRowsScratch& scratch, ThreadPool& pool) {
  const int64_t pixels = c.images * rows.count * columns.count;
  if (pixels == 0) return;
  const bool merged = merges(c, columns), flat = pointwise(c, rows, columns);
  const int64_t phase_taps = merged ? rows.taps : rows.taps * columns.taps;
  const int64_t chunk = chunk_pixels(c, pixels, rows.in_step * columns.in_step);
  const int64_t chunks = ceil_div(pixels, chunk), panels = panel_count(c);
  const int64_t shares = smaller(panels, ceil_div(kMinTasks, chunks * c.groups));  // tasks that divide a chunk's panels
  const int64_t block = block_channels(c), edge = c.taps() * c.in_channels;
  const int64_t in_pitch = c.groups * c.in_channels, out_pitch = c.groups * c.out_channels;

  pool.parallel_for(chunks * c.groups * shares, [&](int64_t task, int thread) {
    const int64_t share = task % shares, group = task / shares % c.groups, chunk_index = task / shares / c.groups;
    const int64_t begin = chunk_index * chunk, end = smaller(begin + chunk, pixels);
    const float** row_table = scratch.rows + thread * c.taps() * kMaxTileRows;
    const float** panel_table = scratch.panels + thread * c.taps();
    float* edges = scratch.edges + thread * kMaxTileRows * edge;
    for (int64_t panel = share; panel < panels; panel += shares) {
      const int vectors = panel_vectors(c, panel);
      const int64_t tile = tile_rows(vectors), width = vectors * kLanes, first = panel * kMaxPanel;
      const float* weights = packed.weights + (group * padded_outputs(c) + first) * c.taps() * c.in_channels;
      for (int64_t c0 = 0; c0 < c.in_channels; c0 += block) {
        const int64_t channels = smaller(block, c.in_channels - c0);
        const float** next_panel = panel_table;
        for (int r = 0; r < rows.taps; ++r) {
          for (int s = 0; s < (merged ? 1 : columns.taps); ++s) {
            const int64_t slot = rows.tap[r] * c.kernel_w + (merged ? 0 : packed_column(c, columns.tap[s]));
            *next_panel++ = weights + (c0 * c.taps() + slot * channels) * width;
          }
        }
        const Inputs inputs(c, rows, columns, merged, packed.zeros, group * c.in_channels + c0);
        float* out[kMaxTileRows];
        RowTile t{};
        t.rows = row_table;
        t.panels = panel_table;
        t.taps = phase_taps;
        t.channels = merged ? c.kernel_w * channels : channels;
        t.out = out;
        t.start = c0 == 0 ? packed.start + group * padded_outputs(c) + first : nullptr;
        t.valid_channels = smaller(c.out_channels - first, width);
        t.relu = c.relu && c0 + channels == c.in_channels;
        t.ceiling = c.ceiling;
        t.added = c0 == 0 ? c.added : nullptr;
        t.out_base = c.y;
        if (streams(c, rows, columns)) {
          t.rows_ahead = panel == share ? tile * in_pitch : 0;
          t.out_ahead = tile * out_pitch;
        }
        Pixel p(begin, rows, columns);
        for (int64_t from = begin; from < end; from += tile) {
          t.valid_rows = smaller(tile, end - from);
          if (flat) {
            const float* x = c.x + from * in_pitch + group * c.in_channels + c0;
            float* y = c.y + from * out_pitch + group * c.out_channels + first;
            for (int64_t m = 0; m < t.valid_rows; ++m) {
              row_table[m] = x + m * in_pitch;
              out[m] = y + m * out_pitch;
            }
          }
          for (int64_t m = 0; m < t.valid_rows && !flat;) {
            const int64_t count = smaller(t.valid_rows - m, columns.count - p.j);
            inputs.find(p, count, row_table + m, tile, edges + m * edge);
            const int64_t h = rows.out_first + p.i * rows.out_step, w = columns.out_first + p.j * columns.out_step;
            float* y = c.y + ((p.image * c.out_h + h) * c.out_w + w) * out_pitch + group * c.out_channels + first;
            for (int64_t i = 0; i < count; ++i) out[m + i] = y + i * columns.out_step * out_pitch;
            p.advance(count, rows, columns);
            m += count;
          }
          for (int64_t m = t.valid_rows; m < tile; ++m) {
            for (int64_t tap = 0; tap < phase_taps; ++tap) row_table[tap * tile + m] = row_table[tap * tile];
          }
          run_row_tile(vectors, t);
        }
      }
    }
  });
}

}  // namespace facet::cpu::FACET_ISA_NS
