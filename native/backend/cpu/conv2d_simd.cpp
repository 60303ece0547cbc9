// conv2d, f32: row tiles over the output pixels, bias and ReLU folded into the first and last touch of the accumulators.
#include "backend/cpu/conv_rows_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

ConvRows describe(const Step& step) {
  const auto p = Conv2dParams::of(step);
  const TensorView &x = step.in[0], &w = step.in[1], &y = step.out[0];
  ConvRows c{};
  c.images = x.dims[0];
  c.in_h = x.dims[1];
  c.in_w = x.dims[2];
  c.in_channels = w.dims[3];
  c.out_h = y.dims[1];
  c.out_w = y.dims[2];
  c.out_channels = y.dims[3] / p.groups;
  c.groups = p.groups;
  c.kernel_h = w.dims[1];
  c.kernel_w = w.dims[2];
  c.transposed = false;
  c.relu = p.activation != Activation::none;
  c.ceiling = static_cast<float>(ceiling_of(p.activation));
  c.x = x.as<float>();
  c.w = w.as<float>();
  c.bias = step.in.size() > 2 ? step.in[2].as<float>() : nullptr;
  c.added = step.in.size() > 3 ? step.in[3].as<float>() : nullptr;
  c.y = y.as<float>();
  return c;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const ConvRows c = describe(step);
  const auto p = Conv2dParams::of(step);
  const PackedWeights packed(ScratchCutter(ctx.prepared), c);
  const ConvRowsScratch scratch(ScratchCutter(ctx.scratch), c, ctx.pool.size());
  const ConvAxis rows = forward_axis(c.out_h, c.kernel_h, p.stride_h, p.pad_top, p.dilation_h);
  const ConvAxis columns = forward_axis(c.out_w, c.kernel_w, p.stride_w, p.pad_left, p.dilation_w);
  run_phase(c, rows, columns, packed, scratch, ctx.pool);
  return nullptr;
}

using Shared = ConvRowsKernel<describe>;

}  // namespace

extern const Kernel kConv2d;
const Kernel kConv2d = {FACET_KERNEL_NAME("conv2d"), Shared::refuse, Shared::scratch_bytes, run, nullptr,
                        Shared::prepared_bytes,      Shared::prepare};

}  // namespace facet::cpu::FACET_ISA_NS
