// The ops that have a kernel here, each with its reference and how a case's tensors and params become a launch.
#pragma once

#include <vector>

#include "op_runner.h"

namespace facet::test {

std::vector<OpUnderTest> ops();

// Their matrix products and convolutions.
std::vector<OpUnderTest> matrix_ops();

}  // namespace facet::test
