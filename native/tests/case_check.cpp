#include "tests/case_check.h"

#include <cmath>

#include "backend/cpu/kernel_lists.h"
#include "tests/test.h"

namespace facet::test {

bool is_reference(const Kernel& kernel) { return std::string(kernel.name).ends_with("_ref"); }

bool accepts(const Kernel& kernel, const Step& step) { return kernel.refuse == nullptr || kernel.refuse(step) == nullptr; }

Precision precision_of(const std::string& kernel) {
  if (kernel.ends_with("_bf16")) return Precision::bf16;
  return kernel.ends_with("_tf32") ? Precision::tf32 : Precision::f32;
}

std::vector<std::vector<double>> expected_outputs(const OpCase& c, ThreadPool& pool, Precision precision) {
  const auto list = cpu::kernels(c.op, cpu::IsaLevel::portable);
  CaseRun run(c, DType::f64);
  run.round_factors(precision);
  for (const Kernel* kernel : list) {
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

// Winograd's transforms round about twice as much as direct sums on the average, and have longer tails.
double tolerance(const OpCase& c, const Kernel& kernel) {
  return std::string(kernel.name).ends_with("_winograd") ? 4 * c.tolerance : c.tolerance;
}

void compare(const OpCase& c, const Kernel& kernel, const CaseRun& actual, const std::vector<std::vector<double>>& expected,
             const std::string& how) {
  for (size_t o = 0; o < expected.size(); ++o) {
    const std::vector<double> values = actual.output(o);
    size_t wrong = 0, worst = 0;
    double worst_error = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      if (agrees(values[i], expected[o][i], tolerance(c, kernel))) continue;
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
