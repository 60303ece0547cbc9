// Convolution by row tiles, for conv2d and conv2d_grad_data alike: every output pixel is a sum over taps of a row of input
// channels times a packed matrix of weights. The two differ in how an output coordinate meets an input coordinate (ConvAxis)
// and in which axis of w is packed innermost. A transposed convolution of stride s falls into s phases per axis; the outputs of
// one phase share their taps, so no multiplication with the zeros between the strides is done.
#pragma once

#include "backend/cpu/row_tile_simd.h"
#include "backend/cpu/scratch_simd.h"
#include "core/kernel.h"
#include "runtime/thread_pool.h"

namespace facet::cpu::FACET_ISA_NS {

inline constexpr int kMaxKernel = 32;  // taps per axis

// One spatial axis of one phase: output out_first + i * out_step meets input i * in_step + in_offset[t] under tap t.
struct ConvAxis {
  int64_t count;
  int64_t out_first, out_step, in_step;
  int taps;
  int tap[kMaxKernel];            // the tap's index in w, in the order of in_offset
  int64_t in_offset[kMaxKernel];  // ascending

  int64_t in_lowest() const { return in_offset[0]; }
  int64_t in_highest() const { return in_offset[taps - 1]; }
};

// The axis of a convolution (stride, padding before, dilation) seen from its output: one phase.
ConvAxis forward_axis(int64_t outputs, int64_t kernel, int64_t stride, int64_t pad, int64_t dilation);
// The same axis seen from its input (the output of the gradient), phase in [0, stride).
ConvAxis transposed_axis(int64_t inputs, int64_t kernel, int64_t stride, int64_t pad, int64_t dilation, int64_t phase);

struct ConvRows {
  // x [images, in_h, in_w, groups * in_channels] -> y [images, out_h, out_w, groups * out_channels]
  int64_t images, in_h, in_w, in_channels, out_h, out_w, out_channels, groups;
  int64_t kernel_h, kernel_w;
  bool transposed;  // w is [groups * in_channels, R, S, out_channels] (the gradient's view), else [groups * out_channels, R, S,
                    // in_channels]
  bool relu;
  float ceiling;  // with relu
  const float* x;
  const float* w;
  const float* bias;   // or null
  const float* added;  // or null: as y, added before ReLU
  float* y;

  int64_t taps() const { return kernel_h * kernel_w; }
};

// Where the parts of what follows from weights and bias lie.
struct PackedWeights {
  float* weights;  // [groups][panels][channel blocks][taps][channels][panel width]
  float* start;    // [groups][panels * width]: the bias, or zeros
  float* zeros;    // [in_channels], or [S*C] where taps are merged

  PackedWeights(ScratchCutter cutter, const ConvRows& conv);
  size_t bytes;
};

// Where the parts of a step's scratch lie.
struct ConvRowsScratch {
  const float** rows;    // [threads][taps][kMaxTileRows]
  const float** panels;  // [threads][taps]
  float* edges;          // [threads][kMaxTileRows][R][S*C], where taps are merged: the runs with zeros in them

  ConvRowsScratch(ScratchCutter cutter, const ConvRows& conv, int threads);
  size_t bytes;
};

// Packs the weights; then run_phase() may be called for every phase.
void pack_weights(const ConvRows& conv, const PackedWeights& packed, ThreadPool& pool);
void run_phase(const ConvRows& conv, const ConvAxis& rows, const ConvAxis& columns, const PackedWeights& packed,
               const ConvRowsScratch& scratch, ThreadPool& pool);

// What the kernels of conv2d and of its data gradient have alike; `describe` is how each sees a step.
template <ConvRows (*describe)(const Step&)>
struct ConvRowsKernel {
  static const char* refuse(const Step& step) {
    if (step.out[0].dtype != DType::f32) return "f32 only";
    const ConvRows c = describe(step);
    if (c.kernel_h > kMaxKernel || c.kernel_w > kMaxKernel) return "kernel larger than 32";
    if (c.groups > 1 && c.in_channels == 1 && c.out_channels == 1) return "depthwise";
    return nullptr;
  }

  static size_t scratch_bytes(const Step& step, int threads) {
    return ConvRowsScratch(ScratchCutter(nullptr), describe(step), threads).bytes;
  }

  static size_t prepared_bytes(const Step& step) { return PackedWeights(ScratchCutter(nullptr), describe(step)).bytes; }

  static KernelError prepare(const Step& step, const KernelContext& ctx) {
    const ConvRows c = describe(step);
    pack_weights(c, PackedWeights(ScratchCutter(ctx.prepared), c), ctx.pool);
    return nullptr;
  }
};

}  // namespace facet::cpu::FACET_ISA_NS
