// Convolutions of activations that are stored as bf16.
#include "backend/cuda/bindings/binding.h"
#include "binary.h"
#include "cast.h"
#include "conv2d.h"
#include "conv_depthwise.h"
#include "conv_few_channels.h"
#include "conv_stored_bf16.h"
#include "unary.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

kernels::Activation activation(Activation a) { return static_cast<kernels::Activation>(a); }

kernels::Conv2dShape conv_shape(const Step& s, const TensorView& x, const TensorView& w, const TensorView& y) {
  const auto p = Conv2dParams::of(s);
  return {x.dims[0], x.dims[1],  x.dims[2],  x.dims[3], w.dims[0],  w.dims[1],    w.dims[2],    y.dims[1],
          y.dims[2], p.stride_h, p.stride_w, p.pad_top, p.pad_left, p.dilation_h, p.dilation_w, p.groups};
}

kernels::Conv2dShape of_conv2d(const Step& s) { return conv_shape(s, s.in[0], s.in[1], s.out[0]); }
kernels::Conv2dShape of_grad_data(const Step& s) { return conv_shape(s, s.out[0], s.in[1], s.in[0]); }
kernels::Conv2dShape of_grad_weights(const Step& s) { return conv_shape(s, s.in[0], s.out[0], s.in[1]); }

template <kernels::Conv2dShape (*shape)(const Step&)>
const char* refuse_channels(const Step& s) {
  return kernels::takes_stored_bf16(shape(s)) ? nullptr : "takes groups of even numbers of channels only";
}

const char* refuse_conv2d(const Step& s) {
  return s.in[0].dtype == DType::bf16 ? refuse_channels<of_conv2d>(s) : "x must be stored as bf16";
}

size_t conv2d_scratch(const Step& s, int) {
  const auto shape = of_conv2d(s);
  return kernels::conv2d_workspace_bytes_stored_bf16(shape, kernels::conv2d_plan_stored_bf16(shape));
}

// So many floats that what follows them is aligned.
int64_t aligned_floats(int64_t count) { return (count + 15) / 16 * 16; }

const float* bias(const Step& s) { return s.in.size() > 2 ? in(s, 2) : nullptr; }

// y += z where there is one, then the activation.
Status complete(const Step& s, Activation activation, Stream stream) {
  Bf16* y = out<Bf16>(s, 0);
  if (s.in.size() > 3) FACET_TRY(kernels::add(y, in<Bf16>(s, 3), y, count(s), stream));
  if (activation == Activation::none) return {};
  return kernels::unary(y, y, count(s), {kernels::UnaryKind::clip, 0.f, static_cast<float>(ceiling_of(activation))}, stream);
}

// x w [b [z]] -> y
Status conv2d(const Step& s, const KernelContext& c) {
  const auto shape = of_conv2d(s);
  const Activation after = Conv2dParams::of(s).activation;
  const bool adds = s.in.size() > 3;
  FACET_TRY(kernels::conv2d(shape, kernels::conv2d_plan_stored_bf16(shape), in<Bf16>(s, 0), in(s, 1), bias(s),
                            activation(adds ? Activation::none : after), out<Bf16>(s, 0), c.scratch, stream(c)));
  return adds ? complete(s, after, stream(c)) : Status{};
}

// The first layer: x is an image of floats. Other shapes than its kernel's are computed as floats and rounded.
const char* refuse_bf16_image(const Step& s) { return s.in[0].dtype == DType::bf16 ? "x must be f32" : nullptr; }

size_t image_scratch(const Step& s, int) {
  const auto shape = of_conv2d(s);
  if (kernels::takes_few_channels(shape)) return 0;
  const auto plan = kernels::conv2d_plan(shape, kernels::Precision::tf32);
  return aligned_floats(shape.y_count()) * sizeof(float) + kernels::conv2d_workspace_bytes(shape, plan);
}

Status conv2d_of_image(const Step& s, const KernelContext& c) {
  const auto shape = of_conv2d(s);
  const Activation after = Conv2dParams::of(s).activation;
  const bool fuses = s.in.size() <= 3 && after != Activation::relu6;
  const auto fused = activation(fuses ? after : Activation::none);
  if (kernels::takes_few_channels(shape)) {
    FACET_TRY(kernels::few_channels_conv2d(shape, in(s, 0), in(s, 1), bias(s), fused, out<Bf16>(s, 0), stream(c)));
  } else {
    auto* y = reinterpret_cast<float*>(c.scratch);
    const auto plan = kernels::conv2d_plan(shape, kernels::Precision::tf32);
    FACET_TRY(kernels::conv2d(shape, kernels::Precision::tf32, plan, in(s, 0), in(s, 1), bias(s), fused, y,
                              y + aligned_floats(shape.y_count()), stream(c)));
    FACET_TRY(kernels::cast(y, out<Bf16>(s, 0), shape.y_count(), stream(c)));
  }
  return fuses ? Status{} : complete(s, after, stream(c));
}

size_t grad_data_scratch(const Step& s, int) {
  const auto shape = of_grad_data(s);
  return kernels::conv2d_grad_data_workspace_bytes_stored_bf16(shape, kernels::conv2d_grad_data_plan_stored_bf16(shape));
}

// dy w -> dx
Status conv2d_grad_data(const Step& s, const KernelContext& c) {
  const auto shape = of_grad_data(s);
  return kernels::conv2d_grad_data(shape, kernels::conv2d_grad_data_plan_stored_bf16(shape), in<Bf16>(s, 0), in(s, 1),
                                   out<Bf16>(s, 0), c.scratch, stream(c));
}

size_t grad_weights_scratch(const Step& s, int) {
  const auto shape = of_grad_weights(s);
  return kernels::conv2d_grad_weights_workspace_bytes_stored_bf16(shape, kernels::conv2d_grad_weights_plan_stored_bf16(shape));
}

// x dy -> dw
Status conv2d_grad_weights(const Step& s, const KernelContext& c) {
  const auto shape = of_grad_weights(s);
  return kernels::conv2d_grad_weights(shape, kernels::conv2d_grad_weights_plan_stored_bf16(shape), in<Bf16>(s, 0),
                                      in<Bf16>(s, 1), out(s, 0), c.scratch, stream(c));
}

}  // namespace

FACET_BIND_BF16_SCRATCH(kConv2dStoredBf16, "conv2d", conv2d, conv2d_scratch, refuse_conv2d)
extern const Kernel kConv2dImageBf16;
const Kernel kConv2dImageBf16{"conv2d" FACET_GPU_SUFFIX "_image_stored_bf16", refuse_bf16_image, image_scratch,
                              run_binding<conv2d_of_image>};
FACET_BIND_BF16_SCRATCH(kConv2dGradDataStoredBf16, "conv2d_grad_data", conv2d_grad_data, grad_data_scratch,
                        refuse_channels<of_grad_data>)
FACET_BIND_BF16_SCRATCH(kConv2dGradWeightsStoredBf16, "conv2d_grad_weights", conv2d_grad_weights, grad_weights_scratch,
                        refuse_channels<of_grad_weights>)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
