// Every op as plain loops in double, from docs/ops.md; one function an op, outputs in the op's order.
#pragma once

#include <vector>

#include "case_file.h"

namespace facet::test {

using Values = std::vector<double>;

std::vector<Values> relu_reference(const Case& c, const std::vector<Values>& in);
std::vector<Values> relu_grad_reference(const Case& c, const std::vector<Values>& in);
std::vector<Values> bias_add_reference(const Case& c, const std::vector<Values>& in);
std::vector<Values> sgd_reference(const Case& c, const std::vector<Values>& in);
std::vector<Values> ecloss_reference(const Case& c, const std::vector<Values>& in);
std::vector<Values> ecloss_grad_reference(const Case& c, const std::vector<Values>& in);

}  // namespace facet::test
