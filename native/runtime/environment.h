// The environment variables that the native side reads; each is read when it is needed, not cached.
#pragma once

#include "runtime/precision.h"

namespace facet {

// FACET_THREADS: CPU threads of a device opened with 0 threads; 0 if unset. Throws Error FACET_INVALID_ARGUMENT if it is not
// in 1..1024.
int threads_from_environment();

// FACET_VERBOSE=dispatch: print to stderr, for every step bound, the kernel chosen and each refusal.
bool verbose_dispatch();

// FACET_OPENBLAS: the OpenBLAS library to open for matrix products (a path or a library name); null if unset.
const char* openblas_library();

// FACET_EXACT=1: convolutions are direct sums; no Winograd transforms, which round about twice as much.
bool exact_convolution();

// FACET_TUNE=1: among the kernels that take a step, bind the one that measures fastest (runtime/tuner.h).
bool tunes_kernels();

// FACET_CUDA_LIBRARY: the file with the CUDA kernels; null if unset.
const char* cuda_library();

// What GPUs compute in that are opened without a precision: TF32, or f32 with FACET_TF32=0.
Precision default_precision();

}  // namespace facet
