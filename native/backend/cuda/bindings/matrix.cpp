// Matrix products and convolutions: on tensor cores with factors rounded to bf16 or TF32, or with all of float's digits. The
// device offers those that its precision allows.
#include "backend/cuda/bindings/products.h"
#include "backend/cuda/bindings/tensor_cores.h"
#include "binary.h"
#include "conv2d.h"
#include "conv2d_grad_data.h"
#include "conv2d_grad_weights.h"
#include "conv_depthwise.h"
#include "conv_few_channels.h"
#include "matmul.h"
#include "unary.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

using kernels::Precision;
using kernels::TensorCores;

float* workspace(const KernelContext& c) { return reinterpret_cast<float*>(c.scratch); }

struct Matmul {
  static auto shape(const Step& s) { return matmul_shape(s); }
  static bool bound_by_memory(const Step&) { return false; }
  static auto plan(const kernels::MatmulShape& shape, Precision p, TensorCores) { return kernels::matmul_plan(shape, p); }
  static size_t scratch(const kernels::MatmulShape& shape, const kernels::GemmPlan& plan) {
    return kernels::matmul_workspace_bytes(shape, plan);
  }
  static Status launch(const Step& s, const KernelContext& c, const kernels::MatmulShape& shape, Precision p,
                       const kernels::GemmPlan& plan) {
    return kernels::matmul(shape, p, plan, in(s, 0), in(s, 1), bias(s), activation(MatmulParams::of(s).activation), out(s, 0),
                           workspace(c), stream(c));
  }
};

// y += z, then the activation.
Status add_map(const Step& s, Activation activation, Stream stream) {
  const kernels::Shape map = shape(s.out[0]);
  FACET_TRY(kernels::binary(kernels::BinaryKind::add, out(s, 0), map, in(s, 3), map, out(s, 0), map, stream));
  if (activation == Activation::none) return {};
  const kernels::UnaryRule clip{kernels::UnaryKind::clip, 0.f, static_cast<float>(ceiling_of(activation))};
  return kernels::unary(out(s, 0), out(s, 0), count(s), clip, stream);
}

// x w [b [z]] -> y
struct Conv2d {
  static auto shape(const Step& s) { return conv_shape(s, s.in[0], s.in[1], s.out[0]); }
  static bool bound_by_memory(const Step& s) {
    return kernels::is_depthwise(shape(s)) || kernels::takes_few_channels(shape(s));
  }
  static auto plan(const kernels::Conv2dShape& shape, Precision p, TensorCores cores) {
    return kernels::conv2d_plan(shape, p, cores);
  }
  static size_t scratch(const kernels::Conv2dShape& shape, const kernels::GemmPlan& plan) {
    return kernels::conv2d_workspace_bytes(shape, plan);
  }
  static Status launch(const Step& s, const KernelContext& c, const kernels::Conv2dShape& shape, Precision p,
                       const kernels::GemmPlan& plan) {
    const Activation after = Conv2dParams::of(s).activation;
    const bool adds = s.in.size() > 3;
    const auto fused = activation(adds ? Activation::none : after);
    FACET_TRY(kernels::conv2d(shape, p, plan, in(s, 0), in(s, 1), bias(s), fused, out(s, 0), workspace(c), stream(c)));
    return adds ? add_map(s, after, stream(c)) : Status{};
  }
};

// dy w -> dx
struct Conv2dGradData {
  static auto shape(const Step& s) { return conv_shape(s, s.out[0], s.in[1], s.in[0]); }
  static bool bound_by_memory(const Step& s) { return kernels::is_depthwise(shape(s)); }
  static auto plan(const kernels::Conv2dShape& shape, Precision p, TensorCores cores) {
    return kernels::conv2d_grad_data_plan(shape, p, cores);
  }
  static size_t scratch(const kernels::Conv2dShape& shape, const kernels::GemmPlan& plan) {
    return kernels::conv2d_grad_data_workspace_bytes(shape, plan);
  }
  static Status launch(const Step& s, const KernelContext& c, const kernels::Conv2dShape& shape, Precision p,
                       const kernels::GemmPlan& plan) {
    return kernels::conv2d_grad_data(shape, p, plan, in(s, 0), in(s, 1), out(s, 0), workspace(c), stream(c));
  }
};

// x dy -> dw
struct Conv2dGradWeights {
  static auto shape(const Step& s) { return conv_shape(s, s.in[0], s.out[0], s.in[1]); }
  static bool bound_by_memory(const Step& s) { return kernels::is_depthwise(shape(s)); }
  static auto plan(const kernels::Conv2dShape& shape, Precision p, TensorCores) {
    return kernels::conv2d_grad_weights_plan(shape, p);
  }
  static size_t scratch(const kernels::Conv2dShape& shape, const kernels::GemmPlan& plan) {
    return kernels::conv2d_grad_weights_workspace_bytes(shape, plan);
  }
  static Status launch(const Step& s, const KernelContext& c, const kernels::Conv2dShape& shape, Precision p,
                       const kernels::GemmPlan& plan) {
    return kernels::conv2d_grad_weights(shape, p, plan, in(s, 0), in(s, 1), out(s, 0), workspace(c), stream(c));
  }
};

template <class Product, Precision precision>
size_t scratch(const Step& s, int) {
  const auto shape = Product::shape(s);
  return bytes_of_any_plan([&](TensorCores cores) { return Product::scratch(shape, Product::plan(shape, precision, cores)); });
}

template <class Product, Precision precision>
Status launch(const Step& s, const KernelContext& c) {
  const auto shape = Product::shape(s);
  return Product::launch(s, c, shape, precision, Product::plan(shape, precision, tensor_cores()));
}

template <class Product>
const char* refuse_bf16(const Step& s) {
  if (const char* reason = refuse_other_types(s)) return reason;
  return Product::bound_by_memory(s) ? "is bound by memory: rounding to bf16 would gain nothing" : nullptr;
}

}  // namespace

#define FACET_BIND_PRODUCT(symbol, op, Product)                                                                   \
  extern const Kernel symbol##Bf16, symbol##Tf32, symbol;                                                         \
  const Kernel symbol##Bf16{op FACET_GPU_SUFFIX "_bf16", refuse_bf16<Product>, scratch<Product, Precision::bf16>, \
                            run_binding<launch<Product, Precision::bf16>>};                                       \
  const Kernel symbol##Tf32{op FACET_GPU_SUFFIX "_tf32", refuse_other_types, scratch<Product, Precision::tf32>,   \
                            run_binding<launch<Product, Precision::tf32>>};                                       \
  const Kernel symbol{op FACET_GPU_SUFFIX, refuse_other_types, scratch<Product, Precision::f32>,                  \
                      run_binding<launch<Product, Precision::f32>>};

FACET_BIND_PRODUCT(kMatmul, "matmul", Matmul)
FACET_BIND_PRODUCT(kConv2d, "conv2d", Conv2d)
FACET_BIND_PRODUCT(kConv2dGradData, "conv2d_grad_data", Conv2dGradData)
FACET_BIND_PRODUCT(kConv2dGradWeights, "conv2d_grad_weights", Conv2dGradWeights)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
