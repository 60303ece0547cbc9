// Deliberately wrong kernels: each must be caught, with words that lead to the mistake.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "device/platform.cuh"
#include "guarded_buffer.h"
#include "shim_tests.h"

namespace facet::test {

namespace {

using kernels::Status;

constexpr int kThreads = 256;

__global__ void without_barrier(float* y) {
  FACET_SHARED(float, tile, kThreads);
  const int thread = static_cast<int>(threadIdx.x);
  tile[thread] = static_cast<float>(thread);
  // A __syncthreads() belongs here.
  y[thread] = tile[(thread + 1) % kThreads];
}

__global__ void diverging_barrier() {
  if (threadIdx.x < 40) __syncthreads();
}

__global__ void two_barriers() {
  if (threadIdx.x % 2 == 0)
    __syncthreads();
  else
    __syncthreads();
}

__global__ void lane_that_leaves(int* y) {
  if (threadIdx.x == 7) return;
  y[threadIdx.x] = __shfl_xor_sync(0xffffffffu, static_cast<int>(threadIdx.x), 1);
}

__global__ void lane_outside_its_mask() { __syncwarp(0x0000ffffu); }

__global__ void vote_meets_shuffle(int* y) {
  if (threadIdx.x < 16)
    y[threadIdx.x] = __any_sync(0xffffffffu, 1);
  else
    y[threadIdx.x] = __shfl_sync(0xffffffffu, 1, 0);
}

__global__ void shared_index_beyond() {
  FACET_SHARED(float, tile, 32);
  tile[static_cast<int>(threadIdx.x) + 1] = 0.f;
}

__global__ void dynamic_index_beyond() {
  FACET_DYNAMIC_SHARED(float, tile);
  tile[static_cast<int>(threadIdx.x)] = 0.f;
}

__global__ void misaligned_vector() {
  FACET_SHARED(float, tile, 32);
  tile.vec4(2).x = 0.f;
}

__global__ void too_much_shared() {
  FACET_SHARED(float, tile, 12289);
  tile[0] = 0.f;
}

__global__ void leaves_the_last_out(float* y, int count) {
  const int thread = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (thread < count - 1) y[thread] = 1.f;
}

__global__ void writes_beyond(float* y) { y[threadIdx.x + 1] = 1.f; }

__global__ void nothing(int) {}

void expect_fault(const Status& status, const std::vector<std::string>& words, const std::string& what, Report& report) {
  report.expect(!status.ok(), what + " is caught");
  if (status.ok()) return;
  for (const std::string& word : words)
    report.expect(std::string(status.reason).find(word) != std::string::npos,
                  what + ": '" + word + "' is in the text: " + status.reason);
}

}  // namespace

Status run_kernel_without_barrier(float* y, CUstream_st stream) {
  return FACET_LAUNCH(without_barrier, 1, kThreads, 0, &stream, y);
}

Status run_kernel_that_writes_beyond(float* y) { return FACET_LAUNCH(writes_beyond, 1, kThreads, 0, nullptr, y); }

void test_faults_are_named(Report& report) {
  expect_fault(
      FACET_LAUNCH(diverging_barrier, dim3(3, 2), 64, 0, nullptr),
      {"diverging_barrier", "block (0,0,0)", "threads 0-39 at __syncthreads, shim_faults_test.cpp:", "threads 40-63 ended"},
      "a barrier that some threads miss", report);
  expect_fault(FACET_LAUNCH(two_barriers, 1, 2, 0, nullptr), {"two_barriers", "thread 0 at", "thread 1 at"},
               "two barriers taken for one", report);
  std::vector<int> ints(64);
  expect_fault(FACET_LAUNCH(lane_that_leaves, 1, 32, 0, nullptr, ints.data()),
               {"lane_that_leaves", "thread 7 ended", "__shfl_xor_sync"}, "a shuffle that one lane misses", report);
  expect_fault(FACET_LAUNCH(lane_outside_its_mask, 1, 32, 0, nullptr), {"thread (16,0,0)", "__syncwarp", "not in the mask"},
               "a lane outside its mask", report);
  expect_fault(FACET_LAUNCH(vote_meets_shuffle, 1, 32, 0, nullptr, ints.data()), {"__any_sync", "__shfl_sync"},
               "a vote that meets a shuffle", report);
  expect_fault(FACET_LAUNCH(shared_index_beyond, 1, 32, 0, nullptr),
               {"shared_index_beyond", "thread (31,0,0)", "index 32", "array of 32"}, "an index beyond a shared array", report);
  expect_fault(FACET_LAUNCH(dynamic_index_beyond, 1, 32, 31 * sizeof(float), nullptr), {"index 31", "array of 31"},
               "an index beyond dynamic shared memory", report);
  expect_fault(FACET_LAUNCH(misaligned_vector, 1, 1, 0, nullptr), {"vector of 4", "index 2"}, "a misaligned vector", report);
  expect_fault(FACET_LAUNCH(too_much_shared, 1, 1, 0, nullptr), {"49156", "49152"}, "too much shared memory", report);
  expect_fault(FACET_LAUNCH(nothing, 1, 1025, 0, nullptr, 0), {"nothing", "1024"}, "too large a block", report);
  expect_fault(FACET_LAUNCH(nothing, dim3(1, 65536), 1, 0, nullptr, 0), {"65535"}, "too large a grid", report);
  expect_fault(FACET_LAUNCH(nothing, dim3(0), 1, 0, nullptr, 0), {"grid"}, "an empty grid", report);

  GuardedBuffer output(100);
  report.expect(FACET_LAUNCH(leaves_the_last_out, 1, 128, 0, nullptr, output.data(), 100).ok(), "leaves_the_last_out runs");
  report.expect(std::isnan(output.values().back()) && !std::isnan(output.values()[98]), "an unwritten output is NaN");

#if !defined(__SANITIZE_THREAD__)  // which reports the race itself
  int orders_wrong = 0;
  for (const auto order : {simt::LaneOrder::forward, simt::LaneOrder::reverse, simt::LaneOrder::shuffled}) {
    std::vector<float> y(kThreads);
    report.expect(run_kernel_without_barrier(y.data(), {order, 1}).ok(), "without_barrier runs");
    orders_wrong += std::any_of(y.begin(), y.end(), [](float v) { return std::isnan(v); });
  }
  report.expect(orders_wrong == 3, "shared memory that is read too early is NaN");
#endif
#if !defined(__SANITIZE_ADDRESS__)  // which stops the program
  GuardedBuffer short_output(kThreads);
  report.expect(run_kernel_that_writes_beyond(short_output.data()).ok(), "writes_beyond runs");
  report.expect(!short_output.guards_intact(), "the guard behind an output shows a write beyond it");
#endif
}

}  // namespace facet::test
