// Convolutions and matrix products of activations that are stored as bf16.
#include "backend/cuda/bindings/products.h"
#include "backend/cuda/bindings/tensor_cores.h"
#include "binary.h"
#include "cast.h"
#include "conv2d.h"
#include "conv_depthwise.h"
#include "conv_few_channels.h"
#include "conv_stored_bf16.h"
#include "matmul_stored_bf16.h"
#include "unary.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

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
  return bytes_of_any_plan([&](kernels::TensorCores cores) {
    return kernels::conv2d_workspace_bytes_stored_bf16(shape, kernels::conv2d_plan_stored_bf16(shape, cores));
  });
}

// So many floats that what follows them is aligned.
int64_t aligned_floats(int64_t count) { return (count + 15) / 16 * 16; }

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
  FACET_TRY(kernels::conv2d(shape, kernels::conv2d_plan_stored_bf16(shape, tensor_cores()), in<Bf16>(s, 0), in(s, 1), bias(s),
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
  return bytes_of_any_plan([&](kernels::TensorCores cores) {
    return kernels::conv2d_grad_data_workspace_bytes_stored_bf16(shape,
                                                                 kernels::conv2d_grad_data_plan_stored_bf16(shape, cores));
  });
}

// dy w -> dx
Status conv2d_grad_data(const Step& s, const KernelContext& c) {
  const auto shape = of_grad_data(s);
  return kernels::conv2d_grad_data(shape, kernels::conv2d_grad_data_plan_stored_bf16(shape, tensor_cores()), in<Bf16>(s, 0),
                                   in(s, 1), out<Bf16>(s, 0), c.scratch, stream(c));
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

const char* refuse_grad_weights(const Step& s) {
  return s.in[0].dtype == DType::bf16 ? refuse_channels<of_grad_weights>(s) : "x must be stored as bf16";
}

const char* refuse_grad_weights_of_image(const Step& s) {
  if (const char* reason = refuse_bf16_image(s)) return reason;
  return kernels::takes_image_of_stored_bf16(of_grad_weights(s)) ? nullptr : "takes one group and even numbers of results only";
}

size_t image_grad_weights_scratch(const Step& s, int) {
  return kernels::image_conv2d_grad_weights_workspace_bytes(of_grad_weights(s));
}

// x dy -> dw, x being an image of floats
Status conv2d_grad_weights_of_image(const Step& s, const KernelContext& c) {
  return kernels::image_conv2d_grad_weights(of_grad_weights(s), in(s, 0), in<Bf16>(s, 1), out(s, 0), c.scratch, stream(c));
}

const char* refuse_matmul(const Step& s) {
  if (s.in[1].dtype == DType::bf16) return "b must be f32";
  return kernels::takes_stored_bf16(matmul_shape(s)) ? nullptr : "takes a as it is, with an even depth";
}

size_t matmul_scratch(const Step& s, int) {
  const auto shape = matmul_shape(s);
  return kernels::matmul_workspace_bytes_stored_bf16(shape, kernels::matmul_plan_stored_bf16(shape));
}

// a b [bias] -> c, b being weights of floats
Status matmul(const Step& s, const KernelContext& c) {
  const auto shape = matmul_shape(s);
  const auto launch = [&](auto* result) {
    return kernels::matmul(shape, kernels::matmul_plan_stored_bf16(shape), in<Bf16>(s, 0), in(s, 1), bias(s),
                           activation(MatmulParams::of(s).activation), result, c.scratch, stream(c));
  };
  return s.out[0].dtype == DType::bf16 ? launch(out<Bf16>(s, 0)) : launch(out(s, 0));
}

const char* refuse_matmul_pairs(const Step& s) {
  if (s.in[1].dtype != DType::bf16 || s.out[0].dtype != DType::f32) return "b must be stored as bf16, c be f32";
  return kernels::takes_bf16_pairs(matmul_shape(s)) ? nullptr : "takes a transposed and b as it is, with even sizes";
}

size_t matmul_pairs_scratch(const Step& s, int) {
  const auto shape = matmul_shape(s);
  return kernels::matmul_workspace_bytes_bf16_pairs(shape, kernels::matmul_plan_bf16_pairs(shape));
}

// The same, b being activations too
Status matmul_pairs(const Step& s, const KernelContext& c) {
  const auto shape = matmul_shape(s);
  return kernels::matmul(shape, kernels::matmul_plan_bf16_pairs(shape), in<Bf16>(s, 0), in<Bf16>(s, 1), bias(s),
                         activation(MatmulParams::of(s).activation), out(s, 0), c.scratch, stream(c));
}

}  // namespace

FACET_BIND_BF16_SCRATCH(kConv2dStoredBf16, "conv2d", conv2d, conv2d_scratch, refuse_conv2d)
extern const Kernel kConv2dImageBf16;
const Kernel kConv2dImageBf16{"conv2d" FACET_GPU_SUFFIX "_image_stored_bf16", refuse_bf16_image, image_scratch,
                              run_binding<conv2d_of_image>};
FACET_BIND_BF16_SCRATCH(kConv2dGradDataStoredBf16, "conv2d_grad_data", conv2d_grad_data, grad_data_scratch,
                        refuse_channels<of_grad_data>)
FACET_BIND_BF16_SCRATCH(kConv2dGradWeightsStoredBf16, "conv2d_grad_weights", conv2d_grad_weights, grad_weights_scratch,
                        refuse_grad_weights)
extern const Kernel kConv2dGradWeightsImageBf16;
const Kernel kConv2dGradWeightsImageBf16{"conv2d_grad_weights" FACET_GPU_SUFFIX "_image_stored_bf16",
                                         refuse_grad_weights_of_image, image_grad_weights_scratch,
                                         run_binding<conv2d_grad_weights_of_image>};
FACET_BIND_BF16_SCRATCH(kMatmulStoredBf16, "matmul", matmul, matmul_scratch, refuse_matmul)
extern const Kernel kMatmulPairsBf16;
const Kernel kMatmulPairsBf16{"matmul" FACET_GPU_SUFFIX "_pairs_stored_bf16", refuse_matmul_pairs, matmul_pairs_scratch,
                              run_binding<matmul_pairs>};

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
