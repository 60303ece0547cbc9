#include <cmath>

#include "device/image_cells.cuh"
#include "winograd_transforms.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// The walk's cells are tiles. A thread takes one channel: its 36 numbers are registers enough, and 32 neighbours' loads and
// stores are whole lines.

struct TileOfImage {
  int image, row, column;  // of the tile's first result
};

struct TilesOfChunk {
  FastDivide by_down;
  int first_row;

  explicit TilesOfChunk(const WinogradChunk& c) : by_down(c.down), first_row(c.first_row) {}

  __device__ TileOfImage tile(const Cell& cell) const {
    int row;
    const int image = by_down.quotient(first_row + cell.h, row);
    return {image, row * kWinogradOut, cell.w * kWinogradOut};
  }
};

template <class Visitor>
Status launch_tiles(const Visitor& visitor, const WinogradChunk& c, int channels, Stream stream) {
  if (c.tiles() * channels > 0x7fffffff)
    return invalid_argument("a chunk of a Winograd convolution has at most 2^31 - 1 numbers");
  return launch_cells_by<1>(visitor, 1, c.rows, c.across, channels, stream);
}

template <class Transform>
struct GatherTiles {
  const float* map;
  WinogradMaps maps;
  int pad_top, pad_left;
  TilesOfChunk tiles;
  float* transformed;
  int64_t position_step;

  template <int kGroup>
  __device__ void visit(const Cell& cell, int64_t i) const {
    const TileOfImage tile = tiles.tile(cell);
    const int top = tile.row - pad_top, left = tile.column - pad_left;
    const float* image = map + int64_t{tile.image} * maps.height * maps.width * maps.channels + cell.c;
    float* to = transformed + i;
    winograd_two_axes<Transform>(
        [&](int r, int s) {
          const bool inside = static_cast<unsigned>(top + r) < static_cast<unsigned>(maps.height) &&
                              static_cast<unsigned>(left + s) < static_cast<unsigned>(maps.width);
          return inside ? image[((top + r) * maps.width + left + s) * maps.channels] : 0.f;
        },
        [&](int r, int s, float value) { to[(r * kWinogradIn + s) * position_step] = value; });
  }
};

struct ScatterTiles {
  const float* products;
  int64_t position_step;
  const float* bias;
  const float* added;
  float least, most;  // what the activation cuts to; NaN stays NaN
  WinogradMaps maps;
  TilesOfChunk tiles;
  float* y;

  template <int kGroup>
  __device__ void visit(const Cell& cell, int64_t i) const {
    const TileOfImage tile = tiles.tile(cell);
    const int64_t image = int64_t{tile.image} * maps.height * maps.width * maps.channels + cell.c;
    const float start = bias ? bias[cell.c] : 0.f;
    const float* from = products + i;
    winograd_two_axes<WinogradOutput>([&](int r, int s) { return from[(r * kWinogradIn + s) * position_step]; },
                                      [&](int r, int s, float value) {
                                        if (tile.row + r >= maps.height || tile.column + s >= maps.width) return;
                                        const int64_t at =
                                            image + ((tile.row + r) * maps.width + tile.column + s) * maps.channels;
                                        value += start;
                                        if (added) value += added[at];
                                        value = value < least ? least : value;
                                        y[at] = value > most ? most : value;
                                      });
  }
};

// Of filters the walk's cells are (result, channel), with the results along the width.
constexpr int kTaps = 3;

struct TransformFilters {
  const float* w;
  int channels;
  bool from_behind;
  float* u;
  int64_t position_step;

  template <int kGroup>
  __device__ void visit(const Cell& cell, int64_t i) const {
    const float* filter = w + int64_t{cell.w} * (kTaps * kTaps) * channels + cell.c;
    winograd_two_axes<WinogradFilter>(
        [&](int r, int s) {
          const int tap = r * kTaps + s;
          return filter[int64_t{from_behind ? kTaps * kTaps - 1 - tap : tap} * channels];
        },
        [&](int r, int s, float value) { u[(r * kWinogradIn + s) * position_step + i] = value; });
  }
};

struct FilterGradients {
  const float* sums;
  int64_t position_step;
  int channels;
  float* dw;

  template <int kGroup>
  __device__ void visit(const Cell& cell, int64_t i) const {
    float* filter = dw + int64_t{cell.w} * (kTaps * kTaps) * channels + cell.c;
    winograd_two_axes<WinogradFilterTransposed>(
        [&](int r, int s) { return sums[(r * kWinogradIn + s) * position_step + i]; },
        [&](int r, int s, float value) { filter[int64_t{r * kTaps + s} * channels] = value; });
  }
};

}  // namespace

Status winograd_input(const float* x, const WinogradMaps& maps, int pad_top, int pad_left, const WinogradChunk& chunk, float* v,
                      Stream stream) {
  const GatherTiles<WinogradInput> gather{x, maps, pad_top, pad_left, TilesOfChunk(chunk), v, chunk.tiles() * maps.channels};
  return launch_tiles(gather, chunk, maps.channels, stream);
}

Status winograd_output_gradient(const float* dy, const WinogradMaps& maps, const WinogradChunk& chunk, float* z,
                                Stream stream) {
  const GatherTiles<WinogradOutputTransposed> gather{dy, maps, 0, 0, TilesOfChunk(chunk), z, chunk.tiles() * maps.channels};
  return launch_tiles(gather, chunk, maps.channels, stream);
}

Status winograd_output(const float* m, const float* bias, const float* added, Activation activation, const WinogradMaps& maps,
                       const WinogradChunk& chunk, float* y, Stream stream) {
  const ScatterTiles scatter{m,
                             chunk.tiles() * maps.channels,
                             bias,
                             added,
                             activation == Activation::none ? -INFINITY : 0.f,
                             activation == Activation::relu6 ? 6.f : INFINITY,
                             maps,
                             TilesOfChunk(chunk),
                             y};
  return launch_tiles(scatter, chunk, maps.channels, stream);
}

Status winograd_filter(const float* w, int64_t results, int64_t channels, bool from_behind, float* u, Stream stream) {
  const TransformFilters transform{w, static_cast<int>(channels), from_behind, u, results * channels};
  return launch_cells_by<1>(transform, 1, 1, results, channels, stream);
}

Status winograd_filter_gradient(const float* sums, int64_t results, int64_t channels, float* dw, Stream stream) {
  const FilterGradients gradients{sums, results * channels, static_cast<int>(channels), dw};
  return launch_cells_by<1>(gradients, 1, 1, results, channels, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
