// Convolution 3x3 of stride 1 by Winograd's minimal filtering, for conv2d and conv2d_grad_data alike (see
// winograd_matrices.h): per transformed position one product [tiles x channels] by [channels x outputs], computed by the
// row tiles of direct convolution. Four times fewer multiplications; what is left over after the products is the transforms'
// memory traffic, so tiles go through in blocks:
//
// - private: every thread takes blocks of its own, whose transformed inputs and products stay in its second-level cache. For
//   filters that are small enough to be streamed from the shared cache for every block.
// - shared: all threads work on one larger block, panel of outputs by panel, each with its transformed filter in the shared
// cache.
//
// The filter is transformed in every run. No sum crosses blocks or threads, so every thread count gives the same bits.
#pragma once

#include "backend/cpu/row_tile_simd.h"
#include "backend/cpu/scratch_simd.h"
#include "backend/cpu/simd.h"
#include "core/kernel.h"
#include "runtime/thread_pool.h"
#include "winograd_matrices.h"

namespace facet::cpu::FACET_ISA_NS {

// A 3x3 convolution of stride 1: x [images, in_h, in_w, channels] -> y [images, out_h, out_w, outputs].
struct WinogradConv {
  int64_t images, in_h, in_w, channels, out_h, out_w, outputs;
  int64_t pad_top, pad_left;
  bool transposed;  // w is [channels, 3, 3, outputs] and is met from behind (the gradient's view), else [outputs, 3, 3,
                    // channels]
  bool relu;
  float ceiling;  // with relu
  const float* x;
  const float* w;
  const float* bias;   // or null
  const float* added;  // or null: as y, added before ReLU
  float* y;

  int64_t tiles_h() const { return ceil_div(out_h, kWinogradOut); }
  int64_t tiles_w() const { return ceil_div(out_w, kWinogradOut); }
  int64_t tiles() const { return images * tiles_h() * tiles_w(); }
};

// Why direct convolution should compute this shape; null: Winograd pays. `pixels`: of all images' outputs.
const char* refuse_winograd(const Step& step, int64_t channels, int64_t outputs, int64_t pixels);

size_t winograd_scratch_bytes(const WinogradConv& conv, int threads);
void run_winograd(const WinogradConv& conv, const KernelContext& ctx);

// Where a tile of a picture lies.
struct WinogradTile {
  int64_t image, row, column;  // of its first output

  WinogradTile(int64_t index, int64_t tiles_h, int64_t tiles_w)
      : image(index / (tiles_h * tiles_w)),
        row(index / tiles_w % tiles_h * kWinogradOut),
        column(index % tiles_w * kWinogradOut) {}
};

// Transforms a 6x6 tile of x [.., in_h, in_w, channels], whose corner is at (row, column) of `image` and may lie outside:
// position p of channel c goes to v[p * position_step + c]. zeros: [channels].
void transform_winograd_input(const float* image, int64_t in_h, int64_t in_w, int64_t channels, int64_t row, int64_t column,
                              const float* zeros, float* v, int64_t position_step);

}  // namespace facet::cpu::FACET_ISA_NS
