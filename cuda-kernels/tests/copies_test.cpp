// Asynchronous copies and matrix loads of the shim: right where a kernel waits, NaN where it does not.
#include <cmath>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

#include "device/copy_async.cuh"
#include "device/mma.cuh"
#include "shim_tests.h"

namespace facet::test {

namespace {

constexpr int kThreads = 64;

// y[i] = x[i + 4] through shared memory in three groups of 256 floats, of which the last one is zeros. Without `waits` each is
// read when it may still be under way.
__global__ void through_shared(const float* x, float* y, bool waits) {
  FACET_SHARED(float, tile, 3 * 4 * kThreads);
  const int own = static_cast<int>(threadIdx.x) * 4;
  for (int group = 0; group < 3; ++group) {
    const int first = group * 4 * kThreads + own;
    if (group == 1)
      for (int i = 0; i < 4; ++i) kernels::copy_async_float(&tile[first + i], x + first + 4 + i, true);
    else
      kernels::copy_async_vec4(&tile.vec4(first), x + first + 4, group == 0);
    kernels::commit_copies();
  }
  for (int group = 0; group < 3; ++group) {
    if (waits && group == 0) kernels::wait_copies<2>();
    if (waits && group == 1) kernels::wait_copies<1>();
    if (waits && group == 2) kernels::wait_copies<0>();
    __syncthreads();
    const int neighbour = group * 4 * kThreads + (own + 4) % (4 * kThreads);
    for (int i = 0; i < 4; ++i) y[neighbour + i] = tile[neighbour + i];
  }
}

__global__ void misaligned_copy(const float* x) {
  FACET_SHARED(float, tile, 4 * kThreads);
  kernels::copy_async_vec4(&tile.vec4(static_cast<int>(threadIdx.x) * 4), x + 1, true);
}

// words[lane * 4 + i]: register i of the lane; word w of row r of matrix m is m * 32 + r * 4 + w.
__global__ void load_matrices(uint32_t* words) {
  FACET_SHARED(float, tile, 128);
  const int lane = static_cast<int>(threadIdx.x);
  for (int i = 0; i < 4; ++i) tile[lane * 4 + i] = __uint_as_float(static_cast<uint32_t>(lane * 4 + i));
  __syncwarp();
  uint32_t r[4];
  kernels::load_matrix_x4(r, [&](int l) -> const float4& { return tile.vec4(l * 4); });
  for (int i = 0; i < 4; ++i) words[lane * 4 + i] = r[i];
}

}  // namespace

void test_copies(Report& report) {
  std::vector<float> x(3 * 4 * kThreads + 4);
  std::iota(x.begin(), x.end(), 1.f);
  for (const auto order : {simt::LaneOrder::forward, simt::LaneOrder::reverse, simt::LaneOrder::shuffled}) {
    CUstream_st stream{order, 3};
    std::vector<float> y(3 * 4 * kThreads);
    const auto status = FACET_LAUNCH(through_shared, 1, kThreads, 0, &stream, x.data(), y.data(), true);
    report.expect(status.ok(), status.ok() ? "" : status.reason);
    for (size_t i = 0; i < y.size(); ++i)
      report.expect(y[i] == (i < 8 * kThreads ? x[i + 4] : 0.f), "asynchronous copy " + std::to_string(i));

    std::vector<uint32_t> words(128);
    report.expect(FACET_LAUNCH(load_matrices, 1, 32, 0, &stream, words.data()).ok(), "load_matrices runs");
    for (uint32_t lane = 0; lane < 32; ++lane)
      for (uint32_t i = 0; i < 4; ++i)
        report.expect(words[lane * 4 + i] == i * 32 + lane, "ldmatrix, lane " + std::to_string(lane));
  }

#if !defined(__SANITIZE_THREAD__)  // which reports the race itself
  std::vector<float> y(3 * 4 * kThreads);
  report.expect(FACET_LAUNCH(through_shared, 1, kThreads, 0, nullptr, x.data(), y.data(), false).ok(), "through_shared runs");
  for (const float v : y) report.expect(std::isnan(v), "a copy that nobody waited for reads as NaN");
#endif
  const auto status = FACET_LAUNCH(misaligned_copy, 1, kThreads, 0, nullptr, x.data() + 1);
  report.expect(!status.ok() && std::string(status.reason).find("16 bytes") != std::string::npos,
                "a misaligned copy is caught");
}

}  // namespace facet::test
