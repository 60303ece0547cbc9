// Every kernel of the SIMT device, that is, every CUDA kernel as it is bound to programs, against the f64 reference on the op
// cases. The kernels' own tests (cuda-kernels/tests) look at them more closely; here they are given steps of programs.
#include <set>
#include <string>
#include <utility>

#include "backend/cuda/warpgroup_wish.h"
#include "core/kernel_registry.h"
#include "core/op_table.h"
#include "facet/facet.h"
#include "runtime/device.h"
#include "simt/stream.h"
#include "tests/case_check.h"
#include "tests/environment.h"
#include "tests/sanitizers.h"
#include "tests/test.h"

namespace facet::test {
namespace {

// Orders of threads; none may matter.
CUstream_st forward{simt::LaneOrder::forward, 0}, shuffled{simt::LaneOrder::shuffled, 1};

// Gives `forward` a count of what kernels issue, for as long as it lives.
class IssuedForward {
 public:
  IssuedForward() { forward.issued = &issued_; }
  ~IssuedForward() { forward.issued = nullptr; }
  IssuedForward(const IssuedForward&) = delete;
  IssuedForward& operator=(const IssuedForward&) = delete;

  // Since it was asked last.
  bool by_warpgroups() { return std::exchange(issued_.warpgroup_products, 0) > 0; }

 private:
  simt::Issued issued_;
};

// Kernels that warpgroups have a part in where FACET_WGMMA asks for them.
bool has_warpgroups(const std::string& kernel) {
  return kernel.starts_with("conv2d_") && !kernel.starts_with("conv2d_grad_weights") &&
         kernel.find("_image_") == std::string::npos && (kernel.ends_with("_tf32") || kernel.ends_with("_stored_bf16"));
}

void check_kernel(const OpCase& c, const Kernel& kernel, ThreadPool& pool) {
  const Precision precision = precision_of(kernel.name);
  const auto expected = expected_outputs(c, pool, precision);
  CaseRun run(c, DType::f32);
  run.round_factors(precision);
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

// The same with activations stored as bf16.
void check_bf16_kernel(const OpCase& c, const Kernel& kernel, AsFloats floats, ThreadPool& pool) {
  const auto expected = expected_outputs_of_bf16(c, pool, floats);
  const auto check = [&](const AliasPairs& aliases, const std::string& how) {
    CaseRun run(c, DType::bf16, aliases, floats);
    round_image(run, floats);
    const KernelError error = run.run(kernel, pool, &forward);
    CHECK(error == nullptr, kernel.name, " on ", c.name, how, ": ", error == nullptr ? "" : error);
    compare(c, kernel, run, expected, how);
    if (!aliases.empty()) return;
    const auto bytes = run.output_bytes();
    run.run(kernel, pool, &shuffled);
    CHECK(run.output_bytes() == bytes, kernel.name, " on ", c.name, ": another order of threads gives other bits");
  };
  check({}, "");
  for (const AliasPairs& aliases : alias_variants(c)) check(aliases, " in place");
}

// Kernels that large shapes alone pay for get the first large case that they take.
void check_by_large_cases(Op op, const std::vector<const Kernel*>& kernels, std::set<std::string>& idle, ThreadPool& pool) {
  for (const OpCase& c : cases_of(op)) {
    if (!c.is_large()) continue;
    for (const Kernel* kernel : kernels) {
      if (!idle.contains(kernel->name) || stores_bf16(*kernel) || !accepts(*kernel, CaseShapes(c, DType::f32).step())) continue;
      idle.erase(kernel->name);
      check_kernel(c, *kernel, pool);
    }
  }
}

}  // namespace

FACET_TEST(simt, kernels_agree_with_the_f64_reference) {
  const auto device = open_device("simt,precision=bf16", 1);
  ThreadPool pool(1);
  IssuedForward issued;
  for (uint32_t code = 0; code < kOpCount; ++code) {
    const Op op = static_cast<Op>(code);
    const auto kernels = device->kernels(op);
    CHECK(kernels.empty() == is_of_slices(op), "kernels of ", op_info(op).name);
    std::set<std::string> idle;  // kernels that no case reached
    for (const Kernel* kernel : kernels) idle.insert(kernel->name);
    std::set<std::string> by_warpgroups;
    const auto note_warpgroups = [&](const Kernel& kernel) {
      if (issued.by_warpgroups()) by_warpgroups.insert(kernel.name);
    };
    int number = 0;
    for (const OpCase& c : cases_of(op)) {
      // A large case takes the shim long and shows little that the tile cases of cuda-kernels/tests do not.
      if (c.is_large() || (kSanitized && number++ % 6 != 0)) continue;
      for (const Kernel* kernel : kernels) {
        for (const AsFloats floats : storages_of_bf16(op)) {
          if (!stores_bf16(*kernel) || !accepts(*kernel, CaseShapes(c, DType::bf16, floats).step())) continue;
          idle.erase(kernel->name);
          check_bf16_kernel(c, *kernel, floats, pool);
          note_warpgroups(*kernel);
        }
        if (stores_bf16(*kernel) || !accepts(*kernel, CaseShapes(c, DType::f32).step())) continue;
        idle.erase(kernel->name);
        check_kernel(c, *kernel, pool);
        note_warpgroups(*kernel);
      }
    }
    if (kSanitized) continue;
    for (const Kernel* kernel : kernels) {
      const bool asked = cuda::warpgroup_wish() == cuda::WarpgroupWish::always && has_warpgroups(kernel->name);
      CHECK(by_warpgroups.contains(kernel->name) == asked, kernel->name,
            asked ? " left its products to warps" : " took warpgroups");
    }
    check_by_large_cases(op, kernels, idle, pool);
    for (const std::string& name : idle) CHECK(false, name, " accepted no case: add one to tests/cases/");
  }
}

FACET_TEST(simt, kernels_have_names_of_their_own_and_refuse_doubles) {
  const auto device = open_device("simt,precision=bf16", 1);
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

FACET_TEST(simt, the_precision_chooses_among_the_kernels) {
  const auto kernels = [](const char* name) { return open_device(name, 1)->kernels(Op::conv2d).size(); };
  // Those of stored bf16, which the program asks for, are there always.
  CHECK(kernels("simt,precision=f32") == 4, "all of a float's digits");
  CHECK(kernels("simt,precision=tf32") == 5, "TF32 too");
  CHECK(kernels("simt,precision=bf16") == 6, "bf16 too");
  {
    const Environment exact("FACET_EXACT", "1");
    CHECK(kernels("simt,precision=f32") == 3, "no Winograd convolutions");
  }
  for (const char* name : {"simt,precision=f16", "simt,colour=red", "simt,", "cpu,precision=bf16"}) {
    facet_device* device = nullptr;
    CHECK(facet_device_open(name, 1, &device) == FACET_INVALID_ARGUMENT, name, " must be refused");
  }
}

}  // namespace facet::test
