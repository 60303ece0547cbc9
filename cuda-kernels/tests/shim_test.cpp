// What the shim gives correct kernels, in every order of threads.
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "device/platform.cuh"
#include "shim_tests.h"

namespace facet::test {

namespace {

using kernels::Status;

constexpr CUstream_st kOrders[] = {{simt::LaneOrder::forward, 0},
                                   {simt::LaneOrder::reverse, 0},
                                   {simt::LaneOrder::shuffled, 1},
                                   {simt::LaneOrder::shuffled, 2}};

void expect_ok(const Status& status, const std::string& what, Report& report) {
  report.expect(status.ok(), what + ": " + (status.ok() ? "" : status.reason));
}

// Reverses each block's values through shared memory, static for the values and dynamic for a copy of them.
__global__ void reverse_blocks(const int* x, int* y) {
  FACET_SHARED(int, tile, 96);
  FACET_DYNAMIC_SHARED(int, copy);
  const int thread = static_cast<int>((threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x);
  const int count = static_cast<int>(blockDim.x * blockDim.y * blockDim.z);
  const int block = static_cast<int>((blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x);
  tile[thread] = x[block * count + thread];
  __syncthreads();
  copy[thread] = tile[count - 1 - thread];
  __syncthreads();
  // Each thread fetches a value that another one wrote.
  y[block * count + (thread + 1) % count] = copy[(thread + 1) % count];
}

__global__ void shuffle_kinds(int* index, int* up, int* down, int* exclusive_or) {
  const int lane = static_cast<int>(threadIdx.x);
  const int warp_lane = lane % warpSize;
  index[lane] = __shfl_sync(0xffffffffu, lane, 5);
  up[lane] = __shfl_up_sync(0xffffffffu, lane, 3, 8);
  down[lane] = __shfl_down_sync(0xffffffffu, lane, 2, 16);
  exclusive_or[lane] = __shfl_xor_sync(0xffffffffu, lane, 9);
  // Only some lanes, then all: what each lane holds must not leak into the other meeting.
  if (warp_lane < 16) exclusive_or[lane] += __shfl_xor_sync(0x0000ffffu, 1000 * lane, 1);
  __syncwarp();
}

__global__ void votes(uint32_t* ballots, int* any, int* all) {
  const int lane = static_cast<int>(threadIdx.x);
  ballots[lane] = __ballot_sync(0xffffffffu, lane % 3 == 0);
  any[lane] = __any_sync(0xffffffffu, lane == 40);
  all[lane] = __all_sync(0xffffffffu, lane >= 32);
}

// Passes a value from lane to lane through shared memory, with warp barriers only.
__global__ void warp_relay(float* y) {
  FACET_SHARED(float, cells, 64);
  const int lane = static_cast<int>(threadIdx.x);
  float value = static_cast<float>(lane);
  for (int round = 0; round < 4; ++round) {
    cells[lane] = value;
    __syncwarp();
    value = cells[lane / warpSize * warpSize + (lane + 1) % warpSize];
    __syncwarp();
  }
  y[lane] = value;
}

__global__ void count_and_add(int* count, float* sum) {
  atomicAdd(count, 1);
  atomicAdd(sum, 0.5f);
}

}  // namespace

void test_coordinates_and_barriers(Report& report) {
  const dim3 grid(2, 3, 2), block(4, 3, 2);
  const int count = 24, blocks = 12;
  std::vector<int> x(static_cast<size_t>(count * blocks));
  for (size_t i = 0; i < x.size(); ++i) x[i] = static_cast<int>(i);
  for (CUstream_st stream : kOrders) {
    std::vector<int> y(x.size(), -1);
    expect_ok(FACET_LAUNCH(reverse_blocks, grid, block, count * sizeof(int), &stream, x.data(), y.data()), "reverse_blocks",
              report);
    bool right = true;
    for (int b = 0; b < blocks; ++b)
      for (int i = 0; i < count; ++i) right = right && y[static_cast<size_t>(b * count + i)] == b * count + count - 1 - i;
    report.expect(right, "reverse_blocks turns every block around");
  }
}

void test_shuffles_and_votes(Report& report) {
  for (CUstream_st stream : kOrders) {
    std::array<int, 64> index{}, up{}, down{}, exclusive_or{}, any{}, all{};
    std::array<uint32_t, 64> ballots{};
    expect_ok(FACET_LAUNCH(shuffle_kinds, 1, 64, 0, &stream, index.data(), up.data(), down.data(), exclusive_or.data()),
              "shuffle_kinds", report);
    expect_ok(FACET_LAUNCH(votes, 1, 64, 0, &stream, ballots.data(), any.data(), all.data()), "votes", report);
    for (int lane = 0; lane < 64; ++lane) {
      const int warp = lane / 32 * 32;
      const std::string of = " of lane " + std::to_string(lane);
      const auto at = static_cast<size_t>(lane);
      report.expect(index[at] == warp + 5, "shfl" + of);
      report.expect(up[at] == (lane % 8 < 3 ? lane : lane - 3), "shfl_up" + of);
      report.expect(down[at] == (lane % 16 > 13 ? lane : lane + 2), "shfl_down" + of);
      report.expect(exclusive_or[at] == (lane ^ 9) + (lane % 32 < 16 ? 1000 * (lane ^ 1) : 0), "shfl_xor" + of);
      uint32_t expected = 0;
      for (int l = 0; l < 32; ++l) expected |= static_cast<uint32_t>((warp + l) % 3 == 0) << l;
      report.expect(ballots[at] == expected, "ballot" + of);
      report.expect(any[at] == (warp == 32), "any" + of);
      report.expect(all[at] == (warp == 32), "all" + of);
    }
    std::array<float, 64> relayed{};
    expect_ok(FACET_LAUNCH(warp_relay, 1, 64, 0, &stream, relayed.data()), "warp_relay", report);
    for (int lane = 0; lane < 64; ++lane)
      report.expect(relayed[static_cast<size_t>(lane)] == static_cast<float>(lane / 32 * 32 + (lane + 4) % 32), "warp_relay");
  }
}

void test_atomics(Report& report) {
  int count = 0;
  float sum = 0;
  expect_ok(FACET_LAUNCH(count_and_add, 5, 100, 0, nullptr, &count, &sum), "count_and_add", report);
  report.expect(count == 500, "500 threads count to 500");
  report.expect(sum == 250.f, "500 halves are 250");
}

}  // namespace facet::test
