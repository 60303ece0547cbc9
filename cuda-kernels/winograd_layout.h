// What a Winograd convolution's plan and its launches have in common: sizes, and where things lie in the workspace.
#pragma once

#include <algorithm>

#include "winograd.h"
#include "winograd_transforms.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Maps of `channels` are transformed by tiles of 6x6 for those of `results`, of which a tile has 4x4: x and y, or dy and dx. In
// the gradient of the weights both are transformed, x and dy.
struct WinogradSize {
  int64_t images, height, width, channels;
  int64_t out_height, out_width, results;

  WinogradSize(const Conv2dShape& s, WinogradPass pass)
      : images(s.n), height(s.h), width(s.w), channels(s.c), out_height(s.p), out_width(s.q), results(s.k) {
    if (pass != WinogradPass::data) return;
    std::swap(height, out_height);
    std::swap(width, out_width);
    std::swap(channels, results);
  }

  int64_t tiles_down() const { return (out_height + kWinogradOut - 1) / kWinogradOut; }
  int64_t tiles_across() const { return (out_width + kWinogradOut - 1) / kWinogradOut; }
  int64_t tile_rows() const { return images * tiles_down(); }
  // Numbers of transformed filters, or of the sums of their gradients.
  int64_t filter_floats() const { return kWinogradPositions * channels * results; }

  WinogradChunk chunk(int64_t first_row, int64_t rows) const {
    return {static_cast<int>(first_row), static_cast<int>(std::min(rows, tile_rows() - first_row)),
            static_cast<int>(tiles_down()), static_cast<int>(tiles_across())};
  }
};

// How many products the gradient of the weights adds: every chunk's splits.
inline int64_t winograd_partial_sums(const WinogradSize& size, const WinogradPlan& plan) {
  const auto splits = [&](int64_t rows) {
    return rows == 0 ? 0 : int64_t{split_depth(rows * size.tiles_across(), plan.product.splits).splits};
  };
  const int64_t rows = size.tile_rows();
  return rows / plan.tile_rows * splits(plan.tile_rows) + splits(rows % plan.tile_rows);
}

// Floats from the workspace's beginning. Each part begins 16-byte aligned.
struct WinogradWorkspace {
  int64_t filters;  // transformed, or the sums of their gradients
  int64_t partial;  // of the gradient of the weights, where there is more than one: an array of filter_floats() each
  int64_t maps;     // of a chunk, transformed: [positions, tiles, channels]
  int64_t results;  // [positions, tiles, results]
  int64_t floats;   // of all

  WinogradWorkspace(const WinogradSize& size, WinogradPass pass, const WinogradPlan& plan) {
    const auto take = [this](int64_t count) {
      const int64_t begin = floats;
      floats += (count + 3) / 4 * 4;
      return begin;
    };
    const int64_t sums = pass == WinogradPass::weights ? winograd_partial_sums(size, plan) : 1;
    const int64_t tiles = size.chunk(0, plan.tile_rows).tiles();
    floats = 0;
    filters = take(size.filter_floats());
    partial = take(sums > 1 ? sums * size.filter_floats() : 0);
    maps = take(kWinogradPositions * tiles * size.channels);
    results = take(kWinogradPositions * tiles * size.results);
  }
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
