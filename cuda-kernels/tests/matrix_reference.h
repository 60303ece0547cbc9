// Matrix products and convolutions as plain loops in double, from docs/ops.md.
#pragma once

#include <vector>

#include "reference.h"

namespace facet::test {

// The values rounded to TF32, to nearest, ties away from zero: the factors that tensor cores multiply.
Values rounded_to_tf32(const Values& values);
// The same to bf16: 7 mantissa bits, to nearest, ties to even.
Values rounded_to_bf16(const Values& values);

std::vector<Values> matmul_reference(const Case& c, const std::vector<Values>& in);

std::vector<Values> conv2d_reference(const Case& c, const std::vector<Values>& in);
std::vector<Values> conv2d_grad_data_reference(const Case& c, const std::vector<Values>& in);
std::vector<Values> conv2d_grad_weights_reference(const Case& c, const std::vector<Values>& in);

}  // namespace facet::test
