// The multiply-add rate of this processor at this moment, against which kernels are judged.
#pragma once

#include "backend/cpu/isa.h"
#include "runtime/thread_pool.h"

namespace facet::bench {

// Seconds for measuring work on the pool: CPU time with one thread, which other programs do not disturb, else wall-clock time.
double seconds(const ThreadPool& pool);

// Best GFLOP/s of all threads of the pool together, at the given level, from register-only multiply-adds (a few milliseconds).
double fma_peak_gflops(ThreadPool& pool, cpu::IsaLevel level);

}  // namespace facet::bench
