#include "one_hot.h"
#include "ops.h"
#include "sigmoid_xent.h"
#include "softmax.h"
#include "softmax_xent.h"

namespace facet::test {

namespace {

using kernels::Status;
using kernels::Stream;

int64_t row_length(const Case& c) { return c.in[0].dims.back(); }

int64_t row_count(const Case& c) { return c.in[0].count() / row_length(c); }

kernels::SoftmaxXentShape xent_shape(const Case& c) { return {row_count(c), row_length(c)}; }

Status launch_xent(const Case& c, const Operands& o, Stream stream) {
  return with_workspace(kernels::softmax_xent_workspace_bytes(xent_shape(c)), [&](void* workspace) {
    return kernels::softmax_xent(xent_shape(c), o.in[0], o.integers(1), c.params.at(0).number, o.out[0], o.out[1], o.fault,
                                 workspace, stream);
  });
}

Status launch_xent_grad(const Case& c, const Operands& o, Stream stream) {
  return with_workspace(kernels::softmax_xent_workspace_bytes(xent_shape(c)), [&](void* workspace) {
    return kernels::softmax_xent_grad(xent_shape(c), o.in[0], o.integers(1), o.in[2], c.params.at(0).number, o.out[0], o.fault,
                                      workspace, stream);
  });
}

Status launch_sigmoid(const Case& c, const Operands& o, Stream stream) {
  const int64_t count = c.in[0].count();
  return with_workspace(kernels::sigmoid_xent_workspace_bytes(count), [&](void* workspace) {
    return kernels::sigmoid_xent(o.in[0], o.in[1], count, o.out[0], o.fault, workspace, stream);
  });
}

Status launch_sigmoid_grad(const Case& c, const Operands& o, Stream stream) {
  const int64_t count = c.in[0].count();
  return with_workspace(kernels::sigmoid_xent_workspace_bytes(count), [&](void* workspace) {
    return kernels::sigmoid_xent_grad(o.in[0], o.in[1], o.in[2], count, o.out[0], o.fault, workspace, stream);
  });
}

Status launch_one_hot(const Case& c, const Operands& o, Stream stream) {
  return kernels::one_hot(o.integers(0), o.out[0], c.out[0].dims[0], c.out[0].dims[1], o.fault, stream);
}

}  // namespace

std::vector<OpUnderTest> loss_ops() {
  return {
      {"softmax", softmax_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::softmax(o.in[0], o.out[0], row_count(c), row_length(c), s);
       }},
      {"softmax_grad", softmax_grad_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::softmax_grad(o.in[0], o.in[1], o.out[0], row_count(c), row_length(c), s);
       }},
      {"softmax_xent", softmax_xent_reference, launch_xent},
      {"softmax_xent_grad", softmax_xent_grad_reference, launch_xent_grad},
      {"sigmoid_xent", sigmoid_xent_reference, launch_sigmoid},
      {"sigmoid_xent_grad", sigmoid_xent_grad_reference, launch_sigmoid_grad},
      {"one_hot", one_hot_reference, launch_one_hot},
  };
}

}  // namespace facet::test
