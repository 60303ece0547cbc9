// Convolutions with all of float's digits by Winograd's transforms, where the model expects them to be faster than direct sums.
// FACET_EXACT=1 makes the device leave them out.
#include "winograd.h"

#include "backend/cuda/bindings/products.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

using kernels::WinogradPass;

template <WinogradPass pass>
kernels::Conv2dShape shape(const Step& s) {
  if constexpr (pass == WinogradPass::forward) return conv_shape(s, s.in[0], s.in[1], s.out[0]);
  if constexpr (pass == WinogradPass::data) return conv_shape(s, s.out[0], s.in[1], s.in[0]);
  return conv_shape(s, s.in[0], s.out[0], s.in[1]);
}

template <WinogradPass pass>
const char* refuse(const Step& s) {
  if (const char* reason = refuse_other_types(s)) return reason;
  const auto conv = shape<pass>(s);
  if (!kernels::takes_winograd(conv)) return "not 3x3 of stride 1, or dilated, or grouped";
  return kernels::winograd_pays(conv, pass) ? nullptr : "direct sums are expected to be faster";
}

template <WinogradPass pass>
size_t scratch(const Step& s, int) {
  const auto conv = shape<pass>(s);
  return kernels::winograd_workspace_bytes(conv, pass, kernels::winograd_plan(conv, pass));
}

float* workspace(const KernelContext& c) { return reinterpret_cast<float*>(c.scratch); }

// x w [b [z]] -> y
Status conv2d(const Step& s, const KernelContext& c) {
  const auto conv = shape<WinogradPass::forward>(s);
  const float* added = s.in.size() > 3 ? in(s, 3) : nullptr;
  return kernels::winograd_conv2d(conv, kernels::winograd_plan(conv, WinogradPass::forward), in(s, 0), in(s, 1), bias(s), added,
                                  activation(Conv2dParams::of(s).activation), out(s, 0), workspace(c), stream(c));
}

// dy w -> dx
Status conv2d_grad_data(const Step& s, const KernelContext& c) {
  const auto conv = shape<WinogradPass::data>(s);
  return kernels::winograd_conv2d_grad_data(conv, kernels::winograd_plan(conv, WinogradPass::data), in(s, 0), in(s, 1),
                                            out(s, 0), workspace(c), stream(c));
}

// x dy -> dw
Status conv2d_grad_weights(const Step& s, const KernelContext& c) {
  const auto conv = shape<WinogradPass::weights>(s);
  return kernels::winograd_conv2d_grad_weights(conv, kernels::winograd_plan(conv, WinogradPass::weights), in(s, 0), in(s, 1),
                                               out(s, 0), workspace(c), stream(c));
}

}  // namespace

extern const Kernel kConv2dWinograd, kConv2dGradDataWinograd, kConv2dGradWeightsWinograd;
const Kernel kConv2dWinograd{"conv2d" FACET_GPU_SUFFIX "_winograd", refuse<WinogradPass::forward>,
                             scratch<WinogradPass::forward>, run_binding<conv2d>};
const Kernel kConv2dGradDataWinograd{"conv2d_grad_data" FACET_GPU_SUFFIX "_winograd", refuse<WinogradPass::data>,
                                     scratch<WinogradPass::data>, run_binding<conv2d_grad_data>};
const Kernel kConv2dGradWeightsWinograd{"conv2d_grad_weights" FACET_GPU_SUFFIX "_winograd", refuse<WinogradPass::weights>,
                                        scratch<WinogradPass::weights>, run_binding<conv2d_grad_weights>};

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
