// conv2d and conv2d_grad_data, f32, 3x3 of stride 1, by Winograd's minimal filtering.
#include "backend/cpu/winograd_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

WinogradConv describe_forward(const Step& step) {
  const auto p = Conv2dParams::of(step);
  const TensorView &x = step.in[0], &w = step.in[1], &y = step.out[0];
  WinogradConv c{};
  c.images = x.dims[0];
  c.in_h = x.dims[1];
  c.in_w = x.dims[2];
  c.channels = x.dims[3];
  c.out_h = y.dims[1];
  c.out_w = y.dims[2];
  c.outputs = y.dims[3];
  c.pad_top = p.pad_top;
  c.pad_left = p.pad_left;
  c.relu = p.activation != Activation::none;
  c.ceiling = static_cast<float>(ceiling_of(p.activation));
  c.x = x.as<float>();
  c.w = w.as<float>();
  c.bias = step.in.size() > 2 ? step.in[2].as<float>() : nullptr;
  c.added = step.in.size() > 3 ? step.in[3].as<float>() : nullptr;
  c.y = y.as<float>();
  return c;
}

WinogradConv describe_grad_data(const Step& step) {
  const auto p = Conv2dParams::of(step);
  const TensorView &dy = step.in[0], &w = step.in[1], &dx = step.out[0];
  WinogradConv c{};
  c.images = dy.dims[0];
  c.in_h = dy.dims[1];
  c.in_w = dy.dims[2];
  c.channels = dy.dims[3];
  c.out_h = dx.dims[1];
  c.out_w = dx.dims[2];
  c.outputs = dx.dims[3];
  c.pad_top = kWinogradKernel - 1 - p.pad_top;
  c.pad_left = kWinogradKernel - 1 - p.pad_left;
  c.transposed = true;
  c.x = dy.as<float>();
  c.w = w.as<float>();
  c.y = dx.as<float>();
  return c;
}

template <WinogradConv (*describe)(const Step&)>
const char* refuse(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  if (step.in[1].dims[1] != kWinogradKernel || step.in[1].dims[2] != kWinogradKernel) return "not 3x3";
  const WinogradConv c = describe(step);
  return refuse_winograd(step, c.channels, c.outputs, c.images * c.out_h * c.out_w);
}

template <WinogradConv (*describe)(const Step&)>
size_t scratch_bytes(const Step& step, int threads) {
  return winograd_scratch_bytes(describe(step), threads);
}

template <WinogradConv (*describe)(const Step&)>
KernelError run(const Step& step, const KernelContext& ctx) {
  run_winograd(describe(step), ctx);
  return nullptr;
}

}  // namespace

extern const Kernel kConv2dWinograd;
const Kernel kConv2dWinograd = {FACET_KERNEL_NAME("conv2d") "_winograd", refuse<describe_forward>,
                                scratch_bytes<describe_forward>, run<describe_forward>};
extern const Kernel kConv2dGradDataWinograd;
const Kernel kConv2dGradDataWinograd = {FACET_KERNEL_NAME("conv2d_grad_data") "_winograd", refuse<describe_grad_data>,
                                        scratch_bytes<describe_grad_data>, run<describe_grad_data>};

}  // namespace facet::cpu::FACET_ISA_NS
