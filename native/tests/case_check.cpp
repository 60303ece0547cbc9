#include "tests/case_check.h"

#include <cmath>

#include "backend/cpu/kernel_lists.h"
#include "core/kernel_registry.h"
#include "core/op_table.h"
#include "tests/test.h"

namespace facet::test {

bool is_reference(const Kernel& kernel) { return std::string(kernel.name).ends_with("_ref"); }

bool accepts(const Kernel& kernel, const Step& step) { return refusal(kernel, step) == nullptr; }

Precision precision_of(const std::string& kernel) {
  if (kernel.ends_with("_bf16")) return Precision::bf16;
  return kernel.ends_with("_tf32") ? Precision::tf32 : Precision::f32;
}

namespace {

std::vector<std::vector<double>> outputs_of_reference(const OpCase& c, CaseRun& run, ThreadPool& pool) {
  for (const Kernel* kernel : cpu::kernels(c.op, cpu::IsaLevel::portable)) {
    if (!is_reference(*kernel) || !accepts(*kernel, run.step())) continue;
    const KernelError error = run.run(*kernel, pool);
    REQUIRE(error == nullptr, kernel->name, " on ", c.name, ": ", error);
    std::vector<std::vector<double>> outputs;
    for (size_t o = 0; o < c.out.size(); ++o) outputs.push_back(run.output(o));
    return outputs;
  }
  REQUIRE(false, "no f64 reference kernel for ", c.name);
  return {};
}

}  // namespace

// What storing as bf16 adds: half a unit of its last place, 2^-8 of the value, where it is written. A convolution that adds a
// map z, of values up to 1, writes twice: the sum y + z and before it y, which is at most as large as that and z together.
double rounding_of_storage(const OpCase& c) {
  constexpr double kHalfUnit = 1.0 / 256;
  return c.op == Op::conv2d && c.in.size() > 3 ? 2 * kHalfUnit : kHalfUnit;
}

std::vector<AsFloats> storages_of_bf16(Op op) {
  const Bf16Slots slots = bf16_slots(op);
  std::vector<AsFloats> ways;
  for (const bool inputs : {false, true})
    for (const bool outputs : {false, true}) {
      if ((!inputs || slots.either != 0) && (!outputs || slots.either_out != 0)) ways.push_back({inputs, outputs});
    }
  return ways;
}

// An image's factors are rounded to TF32 by some of its kernels only.
void round_image(CaseRun& run, AsFloats floats) {
  if (run.step().op == Op::conv2d && floats.inputs) run.round_storage(floats);
}

bool is_of_slices(Op op) {
  return op == Op::batch_norm_moments || op == Op::batch_norm_statistics || op == Op::batch_norm_grad_sums ||
         op == Op::batch_norm_grad_apply;
}

std::vector<std::vector<double>> expected_outputs(const OpCase& c, ThreadPool& pool, Precision precision) {
  CaseRun run(c, DType::f64);
  run.round_factors(precision);
  return outputs_of_reference(c, run, pool);
}

std::vector<std::vector<double>> expected_outputs_of_bf16(const OpCase& c, ThreadPool& pool, AsFloats floats) {
  CaseRun run(c, DType::f64);
  run.round_storage(floats);
  return outputs_of_reference(c, run, pool);
}

// Winograd's transforms round about twice as much as direct sums on the average, and have longer tails.
double tolerance(const OpCase& c, const std::string& kernel) {
  return kernel.ends_with("_winograd") ? 4 * c.tolerance : c.tolerance;
}

void compare(const OpCase& c, const Kernel& kernel, const CaseRun& actual, const std::vector<std::vector<double>>& expected,
             const std::string& how) {
  for (size_t o = 0; o < expected.size(); ++o) {
    const std::vector<double> values = actual.output(o);
    size_t wrong = 0, worst = 0;
    double worst_error = 0;
    const bool stored = actual.step().out[o].dtype == DType::bf16;
    const double allowed = tolerance(c, kernel.name) + (stored ? rounding_of_storage(c) : 0);
    for (size_t i = 0; i < values.size(); ++i) {
      if (agrees(values[i], expected[o][i], allowed)) continue;
      const double error = std::abs(values[i] - expected[o][i]);
      if (wrong++ == 0 || !(error <= worst_error)) {
        worst = i;
        worst_error = error;
      }
    }
    CHECK(wrong == 0, kernel.name, " on ", c.name, how, ": output ", c.out[o].name, ": ", wrong, " of ", values.size(),
          " wrong, element ", worst, " is ", values[worst], ", expected ", expected[o][worst]);
  }
  CHECK(actual.memory_intact(), kernel.name, " on ", c.name, how, ": wrote outside its outputs");
}

}  // namespace facet::test
