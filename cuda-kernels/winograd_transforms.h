// The passes around the products of a Winograd convolution (winograd.h): maps and filters to transformed ones, and back. A
// transformed tile or filter has 36 positions; values of one position lie together, [36, tiles or results, channels].
#pragma once

#include "activation.h"
#include "winograd_matrices.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Rows of 4x4 tiles, counted through all images, as many of which as go through together are a chunk.
struct WinogradChunk {
  int first_row, rows;  // of all
  int down, across;     // tiles of an image

  int64_t tiles() const { return int64_t{rows} * across; }
};

// Maps [images, height, width, channels]. The chunk's rows begin within them; what tiles have beyond is zero, or left out.
struct WinogradMaps {
  int height, width, channels;
};

// v[position, tile, channel] of 6x6 tiles that begin 4 apart, the first at (-pad_top, -pad_left).
Status winograd_input(const float* x, const WinogradMaps& maps, int pad_top, int pad_left, const WinogradChunk& chunk, float* v,
                      Stream stream);

// z[position, tile, channel] of 4x4 tiles, as the gradient of the weights multiplies them.
Status winograd_output_gradient(const float* dy, const WinogradMaps& maps, const WinogradChunk& chunk, float* z, Stream stream);

// y = act(4x4 tiles from m[position, tile, channel] + bias + added). bias (channels) and added (as y, and the same memory if
// that is wanted) may be null.
Status winograd_output(const float* m, const float* bias, const float* added, Activation activation, const WinogradMaps& maps,
                       const WinogradChunk& chunk, float* y, Stream stream);

// u[position, k, c] of w [results, 3, 3, channels]; from_behind: of the filters turned by 180 degrees, as the gradient of the
// data meets them.
Status winograd_filter(const float* w, int64_t results, int64_t channels, bool from_behind, float* u, Stream stream);

// dw [results, 3, 3, channels] from sums of products, [position, k, c].
Status winograd_filter_gradient(const float* sums, int64_t results, int64_t channels, float* dw, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
