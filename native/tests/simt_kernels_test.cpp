// Every kernel of the SIMT device, that is, every CUDA kernel as it is bound to programs, against the f64 reference on the op
// cases. The kernels' own tests (cuda-kernels/tests) look at them more closely; here they are given steps of programs.
#include <set>

#include "core/op_table.h"
#include "runtime/device.h"
#include "simt/stream.h"
#include "tests/case_check.h"
#include "tests/cpu_only.h"
#include "tests/sanitizers.h"
#include "tests/test.h"

namespace facet::test {
namespace {

// Orders of threads; none may matter.
CUstream_st forward{simt::LaneOrder::forward, 0}, shuffled{simt::LaneOrder::shuffled, 1};

void check_kernel(const OpCase& c, const Kernel& kernel, ThreadPool& pool) {
  const bool tf32 = rounds_to_tf32(kernel);
  const auto expected = expected_outputs(c, pool, tf32);
  CaseRun run(c, DType::f32);
  if (tf32) run.round_factors_to_tf32();
  const KernelError error = run.run(kernel, pool, &forward);
  CHECK(error == nullptr, kernel.name, " on ", c.name, ": ", error == nullptr ? "" : error);
  compare(c, kernel, run, expected, "");
  const auto bytes = run.output_bytes();
  run.run(kernel, pool, &shuffled);
  CHECK(run.output_bytes() == bytes, kernel.name, " on ", c.name, ": another order of threads gives other bits");
  for (const AliasPairs& aliases : alias_variants(c)) {
    CaseRun shared(c, DType::f32, aliases);
    shared.run(kernel, pool, &forward);
    compare(c, kernel, shared, expected, " in place");
  }
}

}  // namespace

FACET_TEST(simt, kernels_agree_with_the_f64_reference) {
  const auto device = open_device("simt", 1);
  ThreadPool pool(1);
  for (uint32_t code = 0; code < kOpCount; ++code) {
    const Op op = static_cast<Op>(code);
    const auto kernels = device->kernels(op);
    CHECK(kernels.empty() == only_on_cpu(op), op_info(op).name, " has ", kernels.size(), " kernels");
    std::set<std::string> idle;  // kernels that no case reached
    for (const Kernel* kernel : kernels) idle.insert(kernel->name);
    int number = 0;
    for (const OpCase& c : cases_of(op)) {
      // A large case takes the shim long and shows nothing that the tile cases of cuda-kernels/tests do not.
      if (c.is_large() || (kSanitized && number++ % 6 != 0)) continue;
      for (const Kernel* kernel : kernels) {
        if (!accepts(*kernel, CaseShapes(c, DType::f32).step())) continue;
        idle.erase(kernel->name);
        check_kernel(c, *kernel, pool);
      }
    }
    if (kSanitized) continue;
    for (const std::string& name : idle) CHECK(false, name, " accepted no case: add one to tests/cases/");
  }
}

FACET_TEST(simt, kernels_have_names_of_their_own_and_refuse_doubles) {
  const auto device = open_device("simt", 1);
  std::set<std::string> names;
  for (uint32_t code = 0; code < kOpCount; ++code) {
    const Op op = static_cast<Op>(code);
    for (const Kernel* kernel : device->kernels(op)) {
      const std::string name = kernel->name;
      CHECK(names.insert(name).second, name, " is listed twice");
      CHECK(name.starts_with(std::string(op_info(op).name) + "_f32_simt"), name);
      for (const OpCase& c : cases_of(op)) CHECK(!accepts(*kernel, CaseShapes(c, DType::f64).step()), name, " takes ", c.name);
    }
  }
}

}  // namespace facet::test
