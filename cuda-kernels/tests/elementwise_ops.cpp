#include "bias_add.h"
#include "binary.h"
#include "copy.h"
#include "dropout.h"
#include "loss_scale.h"
#include "ops.h"
#include "prelu.h"
#include "relu.h"
#include "relu_grad.h"
#include "sgd.h"
#include "shapes.h"
#include "unary.h"

namespace facet::test {

namespace {

using kernels::Status;
using kernels::Stream;

Status launch_bias_add(const Case& c, const Operands& o, Stream stream) {
  const int64_t channels = c.in[1].count();
  return kernels::bias_add(o.in[0], o.in[1], o.out[0], c.in[0].count() / channels, channels, stream);
}

Status launch_relu_grad(const Case& c, const Operands& o, Stream stream) {
  const auto rule = static_cast<kernels::ReluGradRule>(c.params.at(0).integer());
  return kernels::relu_grad(o.in[0], o.in[1], o.out[0], c.in[0].count(), rule, stream);
}

kernels::UnaryRule unary_rule(const Case& c) {
  return {static_cast<kernels::UnaryKind>(c.params.at(0).integer()), static_cast<float>(c.params.at(1).number),
          static_cast<float>(c.params.at(2).number)};
}

Status launch_binary(const Case& c, const Operands& o, Stream stream) {
  return kernels::binary(static_cast<kernels::BinaryKind>(c.params.at(0).integer()), o.in[0], shape_of(c.in[0]), o.in[1],
                         shape_of(c.in[1]), o.out[0], shape_of(c.out[0]), stream);
}

Status launch_dropout(const Case& c, const Operands& o, Stream stream) {
  return kernels::dropout(o.in[0], o.integers(1), o.out[0], c.in[0].count(), c.params.at(0).number, c.params.at(1).integer(),
                          stream);
}

Status launch_prelu_grad(const Case& c, const Operands& o, Stream stream) {
  return with_workspace(kernels::prelu_grad_workspace_bytes(prelu_shape(c)), [&](void* workspace) {
    return kernels::prelu_grad(prelu_shape(c), o.in[0], o.in[1], o.in[2], o.out[0], o.out[1], workspace, stream);
  });
}

Status launch_sgd(const Case& c, const Operands& o, Stream stream) {
  const kernels::SgdRule rule{static_cast<float>(c.params.at(0).number), static_cast<float>(c.params.at(1).number),
                              c.params.at(2).integer() != 0};
  const float* factor = o.in.size() > 4 ? o.in[4] : nullptr;
  return kernels::sgd(o.in[0], o.in[1], o.in[2], o.in[3], factor, o.out[0], o.out[1], c.in[0].count(), rule, stream);
}

Status launch_loss_scale(const Case& c, const Operands& o, Stream stream) {
  return kernels::loss_scale(o.in[0], o.in[1], o.in[2], c.params.at(0).integer(), o.out[0], o.out[1], o.out[2], stream);
}

}  // namespace

std::vector<OpUnderTest> elementwise_ops() {
  return {
      {"copy", copy_reference,
       [](const Case& c, const Operands& o, Stream s) { return kernels::copy(o.in[0], o.out[0], c.in[0].count(), s); }},
      {"fill", fill_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::fill(static_cast<float>(c.params.at(0).number), o.out[0], c.out[0].count(), s);
       }},
      {"bias_add", bias_add_reference, launch_bias_add, {{0, 0}}},
      {"relu",
       relu_reference,
       [](const Case& c, const Operands& o, Stream s) { return kernels::relu(o.in[0], o.out[0], c.in[0].count(), s); },
       {{0, 0}}},
      {"relu_grad", relu_grad_reference, launch_relu_grad, {{0, 1}}},
      {"unary",
       unary_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::unary(o.in[0], o.out[0], c.in[0].count(), unary_rule(c), s);
       },
       {{0, 0}}},
      {"unary_grad",
       unary_grad_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::unary_grad(o.in[0], o.in[1], o.out[0], c.in[0].count(), unary_rule(c), s);
       },
       {{0, 1}}},
      {"binary", binary_reference, launch_binary, {{0, 0}}},
      {"dropout", dropout_reference, launch_dropout, {{0, 0}}},
      {"prelu",
       prelu_reference,
       [](const Case& c, const Operands& o, Stream s) { return kernels::prelu(prelu_shape(c), o.in[0], o.in[1], o.out[0], s); },
       {{0, 0}}},
      {"prelu_grad", prelu_grad_reference, launch_prelu_grad, {{0, 2}}},
      {"sgd", sgd_reference, launch_sgd, {{0, 0}, {1, 2}}},
      {"loss_scale", loss_scale_reference, launch_loss_scale, {{1, 0}, {2, 1}}},
  };
}

}  // namespace facet::test
