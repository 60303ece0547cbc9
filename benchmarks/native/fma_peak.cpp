#include "fma_peak.h"

#include <algorithm>
#include <chrono>
#include <ctime>

namespace facet::bench {
namespace {

constexpr int kRounds = 20000;
constexpr int kChains = 12;  // hide the latency of both multiply-add units, and fit sixteen registers with their operands

#define FACET_FMA_LOOP(name, bytes, flags)                                                \
  flags __attribute__((optimize("fp-contract=fast"), noinline)) float name(float seed) {  \
    using Vec = float __attribute__((vector_size(bytes)));                                \
    Vec acc[kChains], a = seed - Vec{}, b = seed - Vec{};                                 \
    for (int i = 0; i < kChains; ++i) acc[i] = seed * static_cast<float>(i) - Vec{};      \
    for (int round = 0; round < kRounds; ++round) {                                       \
      _Pragma("GCC unroll 12") for (int i = 0; i < kChains; ++i) acc[i] = acc[i] * a + b; \
    }                                                                                     \
    float sum = 0;                                                                        \
    for (int i = 0; i < kChains; ++i) sum += acc[i][0];                                   \
    return sum;                                                                           \
  }

#if defined(__x86_64__)
FACET_FMA_LOOP(loop_avx512, 64, __attribute__((target("avx512f,fma,prefer-vector-width=512"))))
FACET_FMA_LOOP(loop_avx2, 32, __attribute__((target("avx2,fma"))))
#endif
FACET_FMA_LOOP(loop_portable, 16, )

}  // namespace

double seconds(const ThreadPool& pool) {
  if (pool.size() == 1) {
    timespec t{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double fma_peak_gflops(ThreadPool& pool, cpu::IsaLevel level) {
  auto* loop = &loop_portable;
  int lanes = 4;
#if defined(__x86_64__)
  if (level == cpu::IsaLevel::avx2) loop = &loop_avx2, lanes = 8;
  if (level == cpu::IsaLevel::avx512) loop = &loop_avx512, lanes = 16;
#endif
  volatile float sink = 0;
  double best = 0;
  const int64_t tasks = 4 * pool.size();
  for (int repeat = 0; repeat < 5; ++repeat) {
    const double start = seconds(pool);
    pool.parallel_for(tasks, [&](int64_t, int) { sink = loop(1e-3f); });
    best = std::max(best, static_cast<double>(tasks) * kRounds * kChains * lanes * 2 / (seconds(pool) - start) * 1e-9);
  }
  return best;
}

}  // namespace facet::bench
