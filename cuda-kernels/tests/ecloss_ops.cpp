#include "ecloss.h"
#include "ecloss_grad.h"
#include "ops.h"

namespace facet::test {

namespace {

using kernels::Status;
using kernels::Stream;

kernels::EcLossShape shape_of(const Case& c) {
  const auto& x = c.in[0].dims;
  return {x[0], x[1], x[2], x[3], c.in[1].dims[0], c.params.size() > 3 ? c.params.at(3).integer() : 0};
}

kernels::EcLossRule rule_of(const Case& c) {
  return {static_cast<float>(c.params.at(0).number), c.params.at(1).integer() != 0, c.params.at(2).integer() != 0};
}

Status launch_ecloss(const Case& c, const Operands& o, Stream stream) {
  return with_workspace(kernels::ecloss_workspace_bytes(shape_of(c), rule_of(c)), [&](void* workspace) {
    return kernels::ecloss(shape_of(c), rule_of(c), o.in[0], o.in[1], o.out[0], o.out[1], workspace, o.fault, stream);
  });
}

Status launch_ecloss_grad(const Case& c, const Operands& o, Stream stream) {
  return with_workspace(kernels::ecloss_grad_workspace_bytes(shape_of(c), rule_of(c)), [&](void* workspace) {
    return kernels::ecloss_grad(shape_of(c), rule_of(c), o.in[0], o.in[1], o.in[2], o.in[3], o.out[0], workspace, o.fault,
                                stream);
  });
}

// x templates dloss -> loss log_marginal dx
Status launch_ecloss_with_grad(const Case& c, const Operands& o, Stream stream) {
  return with_workspace(kernels::ecloss_with_grad_workspace_bytes(shape_of(c), rule_of(c)), [&](void* workspace) {
    return kernels::ecloss_with_grad(shape_of(c), rule_of(c), o.in[0], o.in[1], o.in[2], o.out[0], o.out[1], o.out[2],
                                     workspace, o.fault, stream);
  });
}

}  // namespace

std::vector<OpUnderTest> ecloss_ops() {
  return {{"ecloss", ecloss_reference, launch_ecloss},
          {"ecloss_grad", ecloss_grad_reference, launch_ecloss_grad},
          {"ecloss_with_grad", ecloss_with_grad_reference, launch_ecloss_with_grad}};
}

}  // namespace facet::test
