// fma_peak [threads]: GFLOP/s of multiply-adds in registers, all threads together, at the best level of this machine.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "fma_peak.h"

int main(int argc, char** argv) {
  facet::ThreadPool pool(argc > 1 ? std::atoi(argv[1]) : 1);
  double best = 0;
  for (int i = 0; i < 40; ++i) best = std::max(best, facet::bench::fma_peak_gflops(pool, facet::cpu::best_isa_level()));
  std::printf("%.1f\n", best);
}
