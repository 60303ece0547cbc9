// The ops that have a kernel here, each with its reference and how a case's tensors and params become a launch.
#pragma once

#include <vector>

#include "op_runner.h"

namespace facet::test {

std::vector<OpUnderTest> ops();

// By family.
std::vector<OpUnderTest> elementwise_ops();  // also those with a value of the channel, and the optimizer
std::vector<OpUnderTest> movement_ops();
std::vector<OpUnderTest> matrix_ops();  // and convolutions
std::vector<OpUnderTest> pool_ops();    // and resizing
std::vector<OpUnderTest> norm_ops();
std::vector<OpUnderTest> reduction_ops();
std::vector<OpUnderTest> loss_ops();  // and softmax
std::vector<OpUnderTest> ecloss_ops();
std::vector<OpUnderTest> feature_ops();      // of partial least squares
std::vector<OpUnderTest> stored_bf16_ops();  // with activations stored as bf16
std::vector<OpUnderTest> winograd_ops();     // convolutions by Winograd's transforms

}  // namespace facet::test
