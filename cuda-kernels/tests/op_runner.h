// Runs an op's cases on the shim in every way that must not matter, and compares with the reference.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "bf16.h"
#include "case_file.h"
#include "guarded_buffer.h"
#include "launch.h"
#include "reference.h"
#include "report.h"

namespace facet::test {

struct Operands {
  std::vector<const float*> in;
  std::vector<float*> out;
  int32_t* fault;  // a word that must stay 0

  const kernels::Bf16* in16(size_t i) const { return reinterpret_cast<const kernels::Bf16*>(in.at(i)); }
  kernels::Bf16* out16(size_t i) const { return reinterpret_cast<kernels::Bf16*>(out.at(i)); }
  const int32_t* integers(size_t i) const { return reinterpret_cast<const int32_t*>(in.at(i)); }
};

// Gives `launch(void*)` a workspace of so many bytes, and looks whether it stayed within.
template <class Launch>
kernels::Status with_workspace(size_t bytes, const Launch& launch) {
  GuardedBuffer workspace((bytes + sizeof(float) - 1) / sizeof(float));
  const kernels::Status status = launch(workspace.data());
  if (!workspace.guards_intact()) return {kernels::StatusCode::launch_failed, "wrote beside the workspace"};
  return status;
}

struct OpUnderTest {
  std::string name;
  std::function<std::vector<Values>(const Case&, const std::vector<Values>&)> reference;
  std::function<kernels::Status(const Case&, const Operands&, kernels::Stream)> launch;
  // Output `first` may be the same memory as input `second`.
  std::vector<std::pair<size_t, size_t>> aliases = {};
  // What distinguishes it from other entries of the same op.
  std::string variant = {};
  // Another entry of the op runs everything; this one is content with what `quick` leaves.
  bool quick = false;
  // Bit masks of the inputs and outputs that are stored as bf16, and the cases that the entry takes; null: all.
  uint32_t bf16_in = 0, bf16_out = 0;
  bool (*takes)(const Case&) = nullptr;
  // How many times the case's tolerance its results may be off.
  double tolerances = 1;
  // Whether warpgroups multiply (else warps do), given whether memory is on the 16-byte grid; null: never.
  bool (*by_warpgroups)(const Case&, bool aligned) = nullptr;
};

// Every case: threads forward, reverse and shuffled, memory on and off the 16-byte grid, outputs in memory of their own and in
// place. All of them must give the reference within the case's tolerance (|a - b| <= tol (1 + |b|), NaN never), and the same
// bits for every order. Cases that are `large_` run in two orders only. `quick` leaves these out and gives the others two
// orders.
void run_cases(const OpUnderTest& op, const std::vector<Case>& cases, bool quick, Report& report);

}  // namespace facet::test
