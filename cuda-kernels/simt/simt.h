// The SIMT shim: with this header instead of cuda_runtime.h, g++ compiles a .cu file as C++20 and its kernels run on the CPU.
//
// One fiber a thread of the block, blocks one after another. Kept from a GPU: the coordinates, barriers, _sync shuffles and
// votes, atomics, shared memory with its limits, the layout of mma fragments. Not kept: any notion of time, so a kernel
// that spins on what another thread will write hangs. Found, where a GPU would go wrong silently: threads that miss a barrier
// or a collective, shared memory read before it is written (NaN), out-of-bounds indices of shared arrays, and, in the
// sanitizers' builds, races between the threads of a block and global memory touched out of bounds.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "simt/collectives.h"
#include "simt/shared.h"
#include "simt/stream.h"
#include "simt/types.h"

#define __global__
#define __device__
#define __host__
#define __grid_constant__
#define __forceinline__ inline __attribute__((always_inline))
#define __launch_bounds__(...)
#define __align__(n) alignas(n)

// Not only in namespace std, as in device code.
using std::isfinite;
using std::isnan;

template <class T>
T __ldg(const T* address) {
  return *address;
}

inline int min(int a, int b) { return b < a ? b : a; }

inline int max(int a, int b) { return a < b ? b : a; }

inline uint32_t __float_as_uint(float x) { return std::bit_cast<uint32_t>(x); }

inline float __uint_as_float(uint32_t x) { return std::bit_cast<float>(x); }

inline size_t __cvta_generic_to_shared(const void* p) { return facet::simt::shared_address(p); }
