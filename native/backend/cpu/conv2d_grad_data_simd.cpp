// conv2d_grad_data, f32: the row tiles of conv2d with the roles of input and output channels exchanged, one phase per stride
// offset.
#include "backend/cpu/conv_rows_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

ConvRows describe(const Step& step) {
  const auto p = Conv2dParams::of(step);
  const TensorView &dy = step.in[0], &w = step.in[1], &dx = step.out[0];
  ConvRows c{};
  c.images = dy.dims[0];
  c.in_h = dy.dims[1];
  c.in_w = dy.dims[2];
  c.in_channels = dy.dims[3] / p.groups;
  c.out_h = dx.dims[1];
  c.out_w = dx.dims[2];
  c.out_channels = w.dims[3];
  c.groups = p.groups;
  c.kernel_h = w.dims[1];
  c.kernel_w = w.dims[2];
  c.transposed = true;
  c.x = dy.as<float>();
  c.w = w.as<float>();
  c.y = dx.as<float>();
  return c;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const ConvRows c = describe(step);
  const auto p = Conv2dParams::of(step);
  const PackedWeights packed(ScratchCutter(ctx.prepared), c);
  const ConvRowsScratch scratch(ScratchCutter(ctx.scratch), c, ctx.pool.size());
  for (int64_t a = 0; a < smaller(p.stride_h, c.out_h); ++a) {
    const ConvAxis rows = transposed_axis(c.out_h, c.kernel_h, p.stride_h, p.pad_top, p.dilation_h, a);
    for (int64_t b = 0; b < smaller(p.stride_w, c.out_w); ++b) {
      const ConvAxis columns = transposed_axis(c.out_w, c.kernel_w, p.stride_w, p.pad_left, p.dilation_w, b);
      run_phase(c, rows, columns, packed, scratch, ctx.pool);
    }
  }
  return nullptr;
}

using Shared = ConvRowsKernel<describe>;

}  // namespace

extern const Kernel kConv2dGradData;
const Kernel kConv2dGradData = {FACET_KERNEL_NAME("conv2d_grad_data"),
                                Shared::refuse,
                                Shared::scratch_bytes,
                                run,
                                nullptr,
                                Shared::prepared_bytes,
                                Shared::prepare};

}  // namespace facet::cpu::FACET_ISA_NS
