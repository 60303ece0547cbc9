// Winograd convolutions under test: by the launchers' own plans, and in chunks of one row of tiles with what else differs.
#include "conv2d.h"
#include "guarded_buffer.h"
#include "matrix_reference.h"
#include "ops.h"
#include "shapes.h"
#include "winograd.h"

namespace facet::test {

namespace {

using kernels::Activation;
using kernels::GemmTileKind;
using kernels::Status;
using kernels::Stream;
using kernels::WinogradPass;
using kernels::WinogradPlan;

// The errors are about twice those of direct sums, and have longer tails; the CPU's kernels are held to the same.
constexpr double kTolerances = 4;

constexpr WinogradPlan kSmallChunks{1, {GemmTileKind::tile_16x128, 2}};

kernels::Conv2dShape shape_of(const Case& c, WinogradPass pass) {
  switch (pass) {
    case WinogradPass::forward:
      return conv2d_shape(c, c.in[0], c.in[1], c.out[0]);
    case WinogradPass::data:
      return conv2d_shape(c, c.out[0], c.in[1], c.in[0]);
    case WinogradPass::weights:
      break;
  }
  return conv2d_shape(c, c.in[0], c.out[0], c.in[1]);
}

template <WinogradPass pass>
bool takes(const Case& c) {
  return kernels::takes_winograd(shape_of(c, pass));
}

using Launch = Status (*)(const Case&, const kernels::Conv2dShape&, const WinogradPlan&, const Operands&, float*, Stream);

Status conv2d(const Case& c, const kernels::Conv2dShape& shape, const WinogradPlan& plan, const Operands& o, float* workspace,
              Stream stream) {
  return kernels::winograd_conv2d(shape, plan, o.in[0], o.in[1], o.in.size() > 2 ? o.in[2] : nullptr,
                                  o.in.size() > 3 ? o.in[3] : nullptr, static_cast<Activation>(c.params.at(9).integer()),
                                  o.out[0], workspace, stream);
}

Status conv2d_grad_data(const Case&, const kernels::Conv2dShape& shape, const WinogradPlan& plan, const Operands& o,
                        float* workspace, Stream stream) {
  return kernels::winograd_conv2d_grad_data(shape, plan, o.in[0], o.in[1], o.out[0], workspace, stream);
}

Status conv2d_grad_weights(const Case&, const kernels::Conv2dShape& shape, const WinogradPlan& plan, const Operands& o,
                           float* workspace, Stream stream) {
  return kernels::winograd_conv2d_grad_weights(shape, plan, o.in[0], o.in[1], o.out[0], workspace, stream);
}

// The op by its own plan, and in small chunks.
template <WinogradPass pass>
void add(const std::string& name, const decltype(OpUnderTest::reference)& reference, Launch launch,
         std::vector<OpUnderTest>& ops) {
  for (const bool own : {true, false}) {
    const auto run = [=](const Case& c, const Operands& o, Stream stream) {
      const auto shape = shape_of(c, pass);
      const WinogradPlan plan = own ? kernels::winograd_plan(shape, pass) : kSmallChunks;
      return with_workspace(kernels::winograd_workspace_bytes(shape, pass, plan),
                            [&](float* workspace) { return launch(c, shape, plan, o, workspace, stream); });
    };
    OpUnderTest op{name, reference, run, {}, own ? "winograd, own plan" : "winograd, small chunks", !own};
    op.takes = takes<pass>;
    op.tolerances = kTolerances;
    ops.push_back(op);
  }
}

}  // namespace

std::vector<OpUnderTest> winograd_ops() {
  std::vector<OpUnderTest> ops;
  add<WinogradPass::forward>("conv2d", conv2d_reference, conv2d, ops);
  add<WinogradPass::data>("conv2d_grad_data", conv2d_grad_data_reference, conv2d_grad_data, ops);
  add<WinogradPass::weights>("conv2d_grad_weights", conv2d_grad_weights_reference, conv2d_grad_weights, ops);
  return ops;
}

}  // namespace facet::test
