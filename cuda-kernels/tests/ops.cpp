#include "ops.h"

#include "bias_add.h"
#include "ecloss.h"
#include "ecloss_grad.h"
#include "guarded_buffer.h"
#include "relu.h"
#include "relu_grad.h"
#include "sgd.h"

namespace facet::test {

namespace {

using kernels::Status;
using kernels::Stream;

kernels::EcLossShape ecloss_shape(const Case& c) {
  const auto& x = c.in[0].dims;
  return {x[0], x[1] * x[2], x[3], c.in[1].dims[0]};
}

kernels::EcLossRule ecloss_rule(const Case& c) {
  return {static_cast<float>(c.params.at(0).number), c.params.at(1).integer() != 0, c.params.at(2).integer() != 0};
}

Status launch_bias_add(const Case& c, const Operands& o, Stream stream) {
  const int64_t channels = c.in[1].count();
  return kernels::bias_add(o.in[0], o.in[1], o.out[0], c.in[0].count() / channels, channels, stream);
}

Status launch_sgd(const Case& c, const Operands& o, Stream stream) {
  const kernels::SgdRule rule{static_cast<float>(c.params.at(0).number), static_cast<float>(c.params.at(1).number),
                              c.params.at(2).integer() != 0};
  return kernels::sgd(o.in[0], o.in[1], o.in[2], o.in[3], o.out[0], o.out[1], c.in[0].count(), rule, stream);
}

Status launch_ecloss(const Case& c, const Operands& o, Stream stream) {
  GuardedBuffer workspace(kernels::ecloss_workspace_bytes(ecloss_shape(c)) / sizeof(float));
  const Status status =
      kernels::ecloss(ecloss_shape(c), ecloss_rule(c), o.in[0], o.in[1], o.out[0], o.out[1], workspace.data(), stream);
  if (!workspace.guards_intact()) return {kernels::StatusCode::launch_failed, "wrote beside the workspace"};
  return status;
}

Status launch_ecloss_grad(const Case& c, const Operands& o, Stream stream) {
  GuardedBuffer workspace(kernels::ecloss_grad_workspace_bytes(ecloss_shape(c)) / sizeof(float));
  const Status status = kernels::ecloss_grad(ecloss_shape(c), ecloss_rule(c), o.in[0], o.in[1], o.in[2], o.in[3], o.out[0],
                                             workspace.data(), stream);
  if (!workspace.guards_intact()) return {kernels::StatusCode::launch_failed, "wrote beside the workspace"};
  return status;
}

}  // namespace

std::vector<OpUnderTest> ops() {
  std::vector<OpUnderTest> all = {
      {"relu",
       relu_reference,
       [](const Case& c, const Operands& o, Stream s) { return kernels::relu(o.in[0], o.out[0], c.in[0].count(), s); },
       {{0, 0}}},
      {"relu_grad",
       relu_grad_reference,
       [](const Case& c, const Operands& o, Stream s) {
         const auto rule = static_cast<kernels::ReluGradRule>(c.params.at(0).integer());
         return kernels::relu_grad(o.in[0], o.in[1], o.out[0], c.in[0].count(), rule, s);
       },
       {{0, 1}}},
      {"bias_add", bias_add_reference, launch_bias_add, {{0, 0}}},
      {"sgd", sgd_reference, launch_sgd, {{0, 0}, {1, 2}}},
      {"ecloss", ecloss_reference, launch_ecloss},
      {"ecloss_grad", ecloss_grad_reference, launch_ecloss_grad},
  };
  for (OpUnderTest& op : matrix_ops()) all.push_back(std::move(op));
  return all;
}

}  // namespace facet::test
