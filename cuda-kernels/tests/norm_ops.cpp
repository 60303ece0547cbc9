#include "batch_norm.h"
#include "l2_normalize.h"
#include "ops.h"

namespace facet::test {

namespace {

using kernels::Activation;
using kernels::BatchNormShape;
using kernels::Status;
using kernels::Stream;

int64_t row_length(const Case& c) { return c.in[0].dims.back(); }

int64_t row_count(const Case& c) { return c.in[0].count() / row_length(c); }

BatchNormShape shape_of(const Case& c) { return {row_count(c), row_length(c)}; }

Activation activation(const Case& c, size_t param) { return static_cast<Activation>(c.params.at(param).integer()); }

Status launch_train(const Case& c, const Operands& o, Stream stream) {
  const kernels::BatchNormTrain<float> tensors{o.in[0],  o.in[1],  o.in[2],  o.in[3],  o.in[4],
                                               o.out[0], o.out[1], o.out[2], o.out[3], o.out[4]};
  return with_workspace(kernels::batch_norm_workspace_bytes(shape_of(c)), [&](void* workspace) {
    return kernels::batch_norm_train(shape_of(c), tensors, c.params.at(0).number, c.params.at(1).number, activation(c, 2),
                                     workspace, stream);
  });
}

Status launch_infer(const Case& c, const Operands& o, Stream stream) {
  return kernels::batch_norm_infer(shape_of(c), o.in[0], o.in[1], o.in[2], o.in[3], o.in[4], c.params.at(0).number,
                                   activation(c, 1), o.out[0], stream);
}

kernels::BatchNormGrad<float> grad_tensors(const Case& c, const Operands& o) {
  return {o.in[0],  o.in[1],  o.in[2],  o.in[3],         o.in[4], o.in.size() == 6 ? o.in[5] : nullptr,
          o.out[0], o.out[1], o.out[2], activation(c, 1)};
}

Status launch_train_grad(const Case& c, const Operands& o, Stream stream) {
  return with_workspace(kernels::batch_norm_workspace_bytes(shape_of(c)), [&](void* workspace) {
    return kernels::batch_norm_train_grad(shape_of(c), grad_tensors(c, o), workspace, stream);
  });
}

Status launch_infer_grad(const Case& c, const Operands& o, Stream stream) {
  return with_workspace(kernels::batch_norm_workspace_bytes(shape_of(c)), [&](void* workspace) {
    return kernels::batch_norm_infer_grad(shape_of(c), grad_tensors(c, o), c.params.at(0).number, workspace, stream);
  });
}

Status launch_l2(const Case& c, const Operands& o, Stream stream) {
  return kernels::l2_normalize(o.in[0], o.out[0], row_count(c), row_length(c), static_cast<float>(c.params.at(0).number),
                               stream);
}

Status launch_l2_grad(const Case& c, const Operands& o, Stream stream) {
  return kernels::l2_normalize_grad(o.in[0], o.in[1], o.out[0], row_count(c), row_length(c),
                                    static_cast<float>(c.params.at(0).number), stream);
}

}  // namespace

std::vector<OpUnderTest> norm_ops() {
  return {{"batch_norm_train", batch_norm_train_reference, launch_train, {{0, 0}, {3, 3}, {4, 4}}},
          {"batch_norm_train_grad", batch_norm_train_grad_reference, launch_train_grad, {{0, 4}}},
          {"batch_norm_infer", batch_norm_infer_reference, launch_infer, {{0, 0}}},
          {"batch_norm_infer_grad", batch_norm_infer_grad_reference, launch_infer_grad, {{0, 4}}},
          {"l2_normalize", l2_normalize_reference, launch_l2},
          {"l2_normalize_grad", l2_normalize_grad_reference, launch_l2_grad}};
}

}  // namespace facet::test
