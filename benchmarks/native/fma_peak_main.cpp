// fma_peak [threads]: GFLOP/s of multiply-adds in registers, all threads together, at the best level of this machine.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "fma_peak.h"

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  facet::ThreadPool pool(argc > 1 ? std::atoi(argv[1]) : 1);
  double best = 0;
  // For the first tenth of a second Linux may leave two new threads on one processor.
  for (const auto end = Clock::now() + std::chrono::milliseconds(500); Clock::now() < end;) {
    best = std::max(best, facet::bench::fma_peak_gflops(pool, facet::cpu::best_isa_level()));
  }
  std::printf("%.1f\n", best);
}
