// Warpgroup tiles against a plain product, and what the shim says where a kernel breaks the rules of their asynchrony.
#include "device/wgmma.cuh"

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "device/copy_async.cuh"
#include "device/gemm_tile.cuh"
#include "shim_tests.h"

namespace facet::test {

namespace {

using namespace kernels;

constexpr int kRows = 64, kColumns = 64, kDepth = 32;

enum class Mistake { none, no_fence, no_publish, no_barrier, no_wait, b_overwritten, a_overwritten, sum_touched, misaligned };

// d[64, kColumns] = a[64, 32] b[kColumns, 32]^T by one warpgroup; the panel of b begins at `first` floats.
__global__ void multiply(const float* a, const float* b, float* d, Mistake mistake) {
  FACET_DYNAMIC_SHARED(float, shared);
  const int thread = static_cast<int>(threadIdx.x), lane = thread % 32, first_row = thread / 32 * 16;
  const int panel = mistake == Mistake::misaligned ? 64 : 0;
  for (int i = thread * 4; i < kColumns * kDepth; i += 4 * 128)
    copy_async_vec4(&shared.vec4(panel + panel_index<kColumns, PanelLayout::depth_contiguous, kDepth>(i / kDepth, i % kDepth)),
                    b + i, true);
  commit_copies();
  wait_copies<0>();
  if (mistake != Mistake::no_publish) wgmma_publish();
  if (mistake != Mistake::no_barrier) __syncthreads();
  MmaFragmentA fragments[kDepth / kMmaK];
  for (int step = 0; step < kDepth / kMmaK; ++step)
    for (int i = 0; i < 4; ++i)
      fragments[step].r[i] = to_tf32(a[(first_row + mma_a_row(lane, i)) * kDepth + step * kMmaK + mma_a_k(lane, i)]);
  MmaAccumulator sum[kColumns / 8];
  if (mistake != Mistake::no_fence) wgmma_fence();
  for (int step = 0; step < kDepth / kMmaK; ++step) {
    wgmma_m64k8<kColumns>(sum, fragments[step], wgmma_panel(shared, panel, step * kMmaK), step > 0);
    if (mistake == Mistake::sum_touched) sum[0].r[0] = 0.f;
  }
  wgmma_commit();
  if (mistake == Mistake::a_overwritten) fragments[0].r[0] = 0;
  if (mistake == Mistake::b_overwritten) shared[thread * 4] = 7.f;
  if (mistake != Mistake::no_wait) wgmma_wait<0>();
  for (int t = 0; t < kColumns / 8; ++t)
    for (int i = 0; i < 4; ++i) d[(first_row + mma_c_row(lane, i)) * kColumns + t * 8 + mma_c_column(lane, i)] = sum[t].r[i];
}

std::vector<float> tf32_values(size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> values(count);
  for (float& v : values) v = __uint_as_float(to_tf32(uniform(random)));
  return values;
}

}  // namespace

void test_wgmma(Report& report) {
  const auto a = tf32_values(kRows * kDepth, 1);
  const auto b = tf32_values(kColumns * kDepth, 2);
  const auto run = [&](Mistake mistake, CUstream_st stream, std::vector<float>& d) {
    d.assign(kRows * kColumns, 0.f);
    return FACET_LAUNCH(multiply, 1, 128, (kColumns * kDepth + 64) * sizeof(float), &stream, a.data(), b.data(), d.data(),
                        mistake);
  };
  std::vector<float> d;
  for (const auto order : {simt::LaneOrder::forward, simt::LaneOrder::reverse, simt::LaneOrder::shuffled}) {
    const auto status = run(Mistake::none, {order, 5}, d);
    report.expect(status.ok(), status.ok() ? "" : status.reason);
    for (size_t row = 0; row < kRows; ++row)
      for (size_t column = 0; column < kColumns; ++column) {
        double expected = 0;
        for (size_t k = 0; k < kDepth; ++k) expected += double{a[row * kDepth + k]} * double{b[column * kDepth + k]};
        report.expect(std::abs(d[row * kColumns + column] - expected) < 5e-6,
                      "wgmma element " + std::to_string(row) + "," + std::to_string(column));
      }
  }
  const auto must_say = [&](Mistake mistake, const std::string& words) {
    const auto status = run(mistake, {}, d);
    report.expect(
        !status.ok() && std::string(status.reason).find(words) != std::string::npos,
        "wgmma without its rules shall be told: " + words + (status.ok() ? "" : std::string(", not: ") + status.reason));
  };
  must_say(Mistake::no_fence, "without wgmma.fence");
  must_say(Mistake::no_publish, "fence.proxy.async did not make visible");
  must_say(Mistake::no_barrier, "without a barrier between");
  must_say(Mistake::a_overwritten, "registers were changed under way");
  must_say(Mistake::sum_touched, "sums of wgmma were changed under way");
  must_say(Mistake::misaligned, "multiple of 1024 bytes");
#if !defined(__SANITIZE_THREAD__)  // which reports the race itself
  must_say(Mistake::b_overwritten, "shared memory were changed under way");
#endif
  report.expect(run(Mistake::no_wait, {}, d).ok() && std::isnan(d[0]), "sums that nobody waited for read as NaN");
}

}  // namespace facet::test
