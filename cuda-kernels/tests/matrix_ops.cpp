// Matrix products and convolutions under test, in both precisions and by the plans that matter.
#include <algorithm>
#include <cmath>

#include "binary.h"
#include "conv2d.h"
#include "conv2d_grad_data.h"
#include "conv2d_grad_weights.h"
#include "conv_depthwise.h"
#include "conv_few_channels.h"
#include "guarded_buffer.h"
#include "matmul.h"
#include "matrix_reference.h"
#include "ops.h"
#include "shapes.h"
#include "unary.h"

namespace facet::test {

namespace {

using kernels::Activation;
using kernels::GemmPlan;
using kernels::GemmTileKind;
using kernels::Precision;
using kernels::Status;
using kernels::Stream;

using Reference = std::vector<Values> (*)(const Case&, const std::vector<Values>&);

// What a case's factors are rounded to: depthwise convolutions compute in f32 whatever the precision, and those of images with
// few channels in TF32 where bf16 is asked for.
Precision precision_of(const Case& c, Precision precision) {
  if (precision == Precision::f32 || !c.op.starts_with("conv2d")) return precision;
  const CaseTensor& w = c.op == "conv2d_grad_weights" ? c.out[0] : c.in[1];
  if (c.params.at(8).integer() > 1 && w.dims[3] == 1) return Precision::f32;
  const bool few = c.op == "conv2d" && kernels::takes_few_channels(conv2d_shape(c, c.in[0], w, c.out[0]));
  return few ? Precision::tf32 : precision;
}

// Results of rounded factors are compared with the exact sums of these, within the case's own tolerance. The first two inputs
// are factors; a bias is none.
std::function<std::vector<Values>(const Case&, const std::vector<Values>&)> in_precision(Precision precision,
                                                                                         Reference reference) {
  if (precision == Precision::f32 || precision == Precision::tf32x3) return reference;
  return [=](const Case& c, std::vector<Values> in) {
    const Precision rounding = precision_of(c, precision);
    for (size_t i = 0; i < 2 && rounding != Precision::f32; ++i)
      in[i] = rounding == Precision::tf32 ? rounded_to_tf32(in[i]) : rounded_to_bf16(in[i]);
    return reference(c, in);
  };
}

std::string text(GemmTileKind tile) {
  const auto size = kernels::size_of(tile);
  return (kernels::is_wgmma(tile) ? "wgmma " : "") + std::to_string(size.rows) + "x" + std::to_string(size.columns);
}

// `splits` 0 stands for the launcher's own plan.
std::string text(Precision precision, GemmTileKind tile, int splits) {
  const std::string plan = splits == 0 ? "own plan" : text(tile) + ", " + std::to_string(splits) + " splits";
  const char* names[] = {"tf32, ", "f32, ", "bf16, ", "tf32x3, "};
  return names[static_cast<size_t>(precision)] + plan;
}

OpUnderTest matmul_op(Precision precision, GemmTileKind tile, int splits) {
  const auto launch = [=](const Case& c, const Operands& o, Stream stream) {
    const auto shape = matmul_shape(c);
    const GemmPlan plan = splits == 0 ? kernels::matmul_plan(shape, precision) : GemmPlan{tile, splits};
    GuardedBuffer workspace(kernels::matmul_workspace_bytes(shape, plan) / sizeof(float));
    const Status status =
        kernels::matmul(shape, precision, plan, o.in[0], o.in[1], o.in.size() > 2 ? o.in[2] : nullptr,
                        static_cast<Activation>(c.params.at(2).integer()), o.out[0], workspace.data(), stream);
    if (!workspace.guards_intact()) return Status{kernels::StatusCode::launch_failed, "wrote beside the workspace"};
    return status;
  };
  return {"matmul", in_precision(precision, matmul_reference), launch, {}, text(precision, tile, splits), splits != 0};
}

// y += z, then the activation, as the binding of a convolution with another map does it.
Status add_map(const Case& c, const Operands& o, Activation activation, Stream stream) {
  kernels::Shape shape{4, {}};
  for (int i = 0; i < 4; ++i) shape.dims[i] = c.out[0].dims[static_cast<size_t>(i)];
  FACET_TRY(kernels::binary(kernels::BinaryKind::add, o.out[0], shape, o.in[3], shape, o.out[0], shape, stream));
  if (activation == Activation::none) return {};
  const float ceiling = activation == Activation::relu6 ? 6.f : INFINITY;
  return kernels::unary(o.out[0], o.out[0], c.out[0].count(), {kernels::UnaryKind::clip, 0.f, ceiling}, stream);
}

OpUnderTest conv2d_op(Precision precision, GemmTileKind tile, int splits) {
  const auto launch = [=](const Case& c, const Operands& o, Stream stream) {
    const auto shape = conv2d_shape(c, c.in[0], c.in[1], c.out[0]);
    const GemmPlan plan = splits == 0 ? kernels::conv2d_plan(shape, precision) : GemmPlan{tile, splits};
    GuardedBuffer workspace(kernels::conv2d_workspace_bytes(shape, plan) / sizeof(float));
    const auto activation = static_cast<Activation>(c.params.at(9).integer());
    const bool adds = o.in.size() > 3;
    Status status = kernels::conv2d(shape, precision, plan, o.in[0], o.in[1], o.in.size() > 2 ? o.in[2] : nullptr,
                                    adds ? Activation::none : activation, o.out[0], workspace.data(), stream);
    if (adds && status.ok()) status = add_map(c, o, activation, stream);
    if (!workspace.guards_intact()) return Status{kernels::StatusCode::launch_failed, "wrote beside the workspace"};
    return status;
  };
  OpUnderTest op{"conv2d", in_precision(precision, conv2d_reference), launch, {}, text(precision, tile, splits), splits != 0};
  if (kernels::is_wgmma(tile))
    op.by_warpgroups = [](const Case& c, bool) {
      const auto shape = conv2d_shape(c, c.in[0], c.in[1], c.out[0]);
      return !kernels::is_depthwise(shape) && !kernels::takes_few_channels(shape);
    };
  return op;
}

OpUnderTest conv2d_grad_data_op(Precision precision, GemmTileKind tile, int splits) {
  const auto launch = [=](const Case& c, const Operands& o, Stream stream) {
    const auto shape = conv2d_shape(c, c.out[0], c.in[1], c.in[0]);
    const GemmPlan plan = splits == 0 ? kernels::conv2d_grad_data_plan(shape, precision) : GemmPlan{tile, splits};
    GuardedBuffer workspace(kernels::conv2d_grad_data_workspace_bytes(shape, plan) / sizeof(float));
    const Status status =
        kernels::conv2d_grad_data(shape, precision, plan, o.in[0], o.in[1], o.out[0], workspace.data(), stream);
    if (!workspace.guards_intact()) return Status{kernels::StatusCode::launch_failed, "wrote beside the workspace"};
    return status;
  };
  OpUnderTest op{
      "conv2d_grad_data", in_precision(precision, conv2d_grad_data_reference), launch, {}, text(precision, tile, splits),
      splits != 0};
  if (kernels::is_wgmma(tile))
    op.by_warpgroups = [](const Case& c, bool) {
      const auto shape = conv2d_shape(c, c.out[0], c.in[1], c.in[0]);
      return !kernels::is_depthwise(shape) && reaches_x(shape);
    };
  return op;
}

OpUnderTest conv2d_grad_weights_op(Precision precision, GemmTileKind tile, int splits) {
  const auto launch = [=](const Case& c, const Operands& o, Stream stream) {
    const auto shape = conv2d_shape(c, c.in[0], c.out[0], c.in[1]);
    const GemmPlan plan = splits == 0 ? kernels::conv2d_grad_weights_plan(shape, precision) : GemmPlan{tile, splits};
    GuardedBuffer workspace(kernels::conv2d_grad_weights_workspace_bytes(shape, plan) / sizeof(float));
    const Status status =
        kernels::conv2d_grad_weights(shape, precision, plan, o.in[0], o.in[1], o.out[0], workspace.data(), stream);
    if (!workspace.guards_intact()) return Status{kernels::StatusCode::launch_failed, "wrote beside the workspace"};
    return status;
  };
  return {"conv2d_grad_weights",
          in_precision(precision, conv2d_grad_weights_reference),
          launch,
          {},
          text(precision, tile, splits),
          splits != 0};
}

using MakeOp = OpUnderTest (*)(Precision, GemmTileKind, int splits);

// The op with the launcher's own plans, and with every tile, one of them with a shared depth.
void add(MakeOp make, const kernels::GemmTiles& kinds, std::vector<OpUnderTest>& ops) {
  for (const Precision precision : {Precision::tf32, Precision::f32, Precision::bf16}) {
    const auto tiles = kinds.of(precision);
    ops.push_back(make(precision, tiles.front(), 0));
    for (const GemmTileKind tile : tiles) ops.push_back(make(precision, tile, tile == tiles.back() ? 3 : 1));
  }
  for (const GemmTileKind tile : kinds.wgmma) ops.push_back(make(Precision::tf32, tile, tile == kinds.wgmma.back() ? 3 : 1));
}

}  // namespace

std::vector<OpUnderTest> matrix_ops() {
  std::vector<OpUnderTest> ops;
  add(matmul_op, kernels::matmul_tile_kinds(), ops);
  for (const GemmTileKind tile : kernels::matmul_tile_kinds().of(Precision::tf32x3))
    ops.push_back(matmul_op(Precision::tf32x3, tile, tile == GemmTileKind::tile_64x64 ? 3 : 1));
  add(conv2d_op, kernels::conv2d_tile_kinds(), ops);
  add(conv2d_grad_data_op, kernels::conv2d_grad_data_tile_kinds(), ops);
  add(conv2d_grad_weights_op, kernels::conv2d_grad_weights_tile_kinds(), ops);
  return ops;
}

}  // namespace facet::test
