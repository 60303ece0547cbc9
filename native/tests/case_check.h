// Whether a kernel computes an op case as the f64 reference does.
#pragma once

#include <string>
#include <vector>

#include "tests/case_runner.h"

namespace facet::test {

// What a kernel's outputs may differ by: the case's tolerance, times what its way of computing is known to add.
double tolerance(const OpCase& c, const std::string& kernel);

bool is_reference(const Kernel& kernel);
bool accepts(const Kernel& kernel, const Step& step);

// To what a kernel of this name rounds the factors of its products.
Precision precision_of(const std::string& kernel);

// The ops of programs that are computed in slices of the batch, for the cache of a CPU: a GPU gets no such programs.
bool is_of_slices(Op op);

// The outputs of the f64 reference kernel, for factors rounded to `precision`.
std::vector<std::vector<double>> expected_outputs(const OpCase& c, ThreadPool& pool, Precision precision = Precision::f32);

// Which of the tensors that may be either are floats in steps of bf16 tensors: every choice that the op has.
std::vector<AsFloats> storages_of_bf16(Op op);
// What storing an output as bf16 adds to the case's tolerance.
double rounding_of_storage(const OpCase& c);
// Makes the inputs of steps with bf16 tensors what all their kernels agree upon.
void round_image(CaseRun& run, AsFloats floats);

// The same for kernels of bf16 tensors; `floats` as OpCase::input has it.
std::vector<std::vector<double>> expected_outputs_of_bf16(const OpCase& c, ThreadPool& pool, AsFloats floats);

// Checks a run's outputs within the case's tolerance (and the rounding of what is stored as bf16), and its memory; `how` is
// added to what is printed.
void compare(const OpCase& c, const Kernel& kernel, const CaseRun& actual, const std::vector<std::vector<double>>& expected,
             const std::string& how);

}  // namespace facet::test
