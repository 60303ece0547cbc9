// The shim's own tests, and those of host code that has no cases.
#pragma once

#include "launch.h"
#include "report.h"
#include "simt/stream.h"

namespace facet::test {

void test_coordinates_and_barriers(Report& report);
void test_shuffles_and_votes(Report& report);
void test_atomics(Report& report);
void test_faults_are_named(Report& report);
void test_mma(Report& report);
void test_copies(Report& report);
void test_wgmma(Report& report);
void test_tensor_copies(Report& report);
void test_plans(Report& report);

// A kernel with a race, which the race detector must report: a warp reads what its neighbour wrote without a barrier between.
kernels::Status run_kernel_without_barrier(float* y, CUstream_st stream);
// A kernel that writes one float beyond the 256 of y.
kernels::Status run_kernel_that_writes_beyond(float* y);

}  // namespace facet::test
