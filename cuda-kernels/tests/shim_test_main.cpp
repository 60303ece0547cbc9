// The shim's tests. With an argument it runs one wrong kernel that a sanitizer must stop:
//
//   facet_cuda_shim [race | beyond]
#include <cstdio>
#include <string>

#include "guarded_buffer.h"
#include "shim_tests.h"

int main(int argc, char** argv) {
  using namespace facet::test;
  const std::string wrong = argc > 1 ? argv[1] : "";
  GuardedBuffer y(256);
  if (wrong == "race") return run_kernel_without_barrier(y.data(), {}).ok() ? 0 : 1;
  if (wrong == "beyond") return run_kernel_that_writes_beyond(y.data()).ok() ? 0 : 1;
  Report report;
  test_coordinates_and_barriers(report);
  test_shuffles_and_votes(report);
  test_atomics(report);
  test_faults_are_named(report);
  test_mma(report);
  test_copies(report);
  test_wgmma(report);
  test_tensor_copies(report);
  test_plans(report);
  return report.finish();
}
