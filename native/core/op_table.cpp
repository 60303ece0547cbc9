#include "core/op_table.h"

namespace facet {
namespace {

constexpr OpInfo kOps[] = {
#define FACET_OP(name, in_min, in_max, outs, params) {#name, in_min, in_max, outs, params},
#include "core/op_table.def"
#undef FACET_OP
};

struct AliasPair {
  Op op;
  int out, in;
};

constexpr AliasPair kAliases[] = {
    {Op::bias_add, 0, 0},
    {Op::relu, 0, 0},
    {Op::relu_grad, 0, 1},
    {Op::batch_norm_train, 0, 0},
    {Op::batch_norm_train, 3, 3},
    {Op::batch_norm_train, 4, 4},
    {Op::batch_norm_train_grad, 0, 4},
    {Op::batch_norm_infer, 0, 0},
    {Op::batch_norm_infer_grad, 0, 4},
    {Op::dropout, 0, 0},
    {Op::binary, 0, 0},
    {Op::binary, 0, 1},
    {Op::unary, 0, 0},
    {Op::sgd, 0, 0},
    {Op::sgd, 1, 2},
    {Op::prelu, 0, 0},
    {Op::prelu_grad, 0, 2},
    {Op::unary_grad, 0, 1},
    {Op::pls_pass, 1, 4},
    {Op::row_products, 0, 2},
    {Op::pls_deflate, 0, 0},
    {Op::pls_deflate, 1, 4},
    {Op::loss_scale, 1, 0},
    {Op::loss_scale, 2, 1},
    {Op::batch_norm_statistics, 3, 2},
    {Op::batch_norm_statistics, 4, 3},
    {Op::batch_norm_grad_apply, 0, 6},
};

struct Bf16Row {
  Op op;
  Bf16Slots slots;
};

// Activations and their gradients; never parameters, their gradients or statistics.
constexpr Bf16Row kBf16[] = {
    {Op::conv2d, {0b1001, 1, 0b1}},  // x may be an image
    {Op::conv2d_grad_data, {0b1, 1}},
    {Op::conv2d_grad_weights, {0b11, 0, 0b1}},
    {Op::matmul, {0b11, 1, 0b10, 1}},  // b may be weights
    {Op::bias_add, {0b1, 1}},
    {Op::relu, {0b1, 1}},
    {Op::relu_grad, {0b11, 1}},
    {Op::max_pool2d, {0b1, 1}},
    {Op::max_pool2d_grad, {0b11, 1}},
    {Op::avg_pool2d, {0b1, 1}},
    {Op::avg_pool2d_grad, {0b1, 1}},
    {Op::batch_norm_train, {0b1, 1}},
    {Op::batch_norm_train_grad, {0b10001, 1}},
    {Op::batch_norm_infer, {0b1, 1}},
    {Op::batch_norm_infer_grad, {0b10001, 1}},
    {Op::binary, {0b11, 1}},
    {Op::unary, {0b1, 1}},
    {Op::unary_grad, {0b11, 1}},
    {Op::reduce, {0b1, 0}},
    {Op::broadcast, {0, 1}},
    {Op::concat, {~uint64_t{0}, 1}},
    {Op::slice, {0b1, 1}},
    {Op::slice_grad, {0b1, 1}},
    {Op::transpose, {0b1, 1}},
    {Op::dropout, {0b1, 1}},
    {Op::prelu, {0b1, 1}},
    {Op::prelu_grad, {0b101, 1}},
};

}  // namespace

Bf16Slots bf16_slots(Op op) {
  for (const Bf16Row& row : kBf16) {
    if (row.op == op) return row.slots;
  }
  return {};
}

const OpInfo& op_info(Op op) { return kOps[static_cast<uint32_t>(op)]; }

bool may_alias(Op op, int out, int in) {
  for (const AliasPair& pair : kAliases) {
    if (pair.op == op && pair.out == out && pair.in == in) return true;
  }
  return false;
}

}  // namespace facet
