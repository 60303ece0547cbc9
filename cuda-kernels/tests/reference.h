// Every op as plain loops in double, from docs/ops.md; one function an op, outputs in the op's order. <family>_reference.cpp.
#pragma once

#include <vector>

#include "case_file.h"

namespace facet::test {

using Values = std::vector<double>;

#define FACET_REFERENCE(op) std::vector<Values> op##_reference(const Case& c, const std::vector<Values>& in);
FACET_REFERENCE(copy)
FACET_REFERENCE(fill)
FACET_REFERENCE(bias_add)
FACET_REFERENCE(relu)
FACET_REFERENCE(relu_grad)
FACET_REFERENCE(unary)
FACET_REFERENCE(unary_grad)
FACET_REFERENCE(binary)
FACET_REFERENCE(dropout)
FACET_REFERENCE(prelu)
FACET_REFERENCE(prelu_grad)
FACET_REFERENCE(sgd)
FACET_REFERENCE(loss_scale)
FACET_REFERENCE(broadcast)
FACET_REFERENCE(concat)
FACET_REFERENCE(slice)
FACET_REFERENCE(slice_grad)
FACET_REFERENCE(transpose)
FACET_REFERENCE(max_pool2d)
FACET_REFERENCE(max_pool2d_grad)
FACET_REFERENCE(avg_pool2d)
FACET_REFERENCE(avg_pool2d_grad)
FACET_REFERENCE(resize_bilinear)
FACET_REFERENCE(resize_bilinear_grad)
FACET_REFERENCE(batch_norm_train)
FACET_REFERENCE(batch_norm_train_grad)
FACET_REFERENCE(batch_norm_infer)
FACET_REFERENCE(batch_norm_infer_grad)
FACET_REFERENCE(l2_normalize)
FACET_REFERENCE(l2_normalize_grad)
FACET_REFERENCE(reduce)
FACET_REFERENCE(sum_squares)
FACET_REFERENCE(correct_count)
FACET_REFERENCE(softmax)
FACET_REFERENCE(softmax_grad)
FACET_REFERENCE(softmax_xent)
FACET_REFERENCE(softmax_xent_grad)
FACET_REFERENCE(sigmoid_xent)
FACET_REFERENCE(sigmoid_xent_grad)
FACET_REFERENCE(one_hot)
FACET_REFERENCE(ecloss)
FACET_REFERENCE(ecloss_grad)
FACET_REFERENCE(ecloss_with_grad)
// How the feature rows of a case, its first input, are stored: 0 floats; as its first param says 1 bf16, 2 f16, two a word.
int64_t storage_of_rows(const Case& c);
FACET_REFERENCE(pls_pass)
FACET_REFERENCE(row_products)
FACET_REFERENCE(pls_deflate)
FACET_REFERENCE(gram)
FACET_REFERENCE(unpack16)
#undef FACET_REFERENCE

}  // namespace facet::test
