// Copies from global to shared memory that run beside the computation: issue, commit a group, wait for all but the newest
// groups, then a barrier before other threads' copies are read.
#pragma once

#include "device/platform.cuh"

#if defined(FACET_SIMT)
#include "simt/copy.h"
#endif

namespace facet::kernels::inline FACET_KERNELS_ABI {

// One float, or four at 16-byte aligned addresses; zeros if not `valid`, and then nothing is read. Floats go through the L1
// cache, since their neighbours are fetched by the next ones; vectors go past it, or through it where the block reads them
// again.
__device__ __forceinline__ void copy_async_float(float* shared, const float* global, bool valid) {
#if defined(FACET_SIMT)
  simt::copy_async(shared, global, 4, valid);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  asm volatile("cp.async.ca.shared.global [%0], [%1], 4, %2;" ::"r"(static_cast<unsigned>(__cvta_generic_to_shared(shared))),
               "l"(global), "r"(valid ? 4 : 0)
               : "memory");
#else
  *shared = valid ? *global : 0.f;
#endif
}

__device__ __forceinline__ void copy_async_vec4(float4* shared, const float* global, bool valid) {
#if defined(FACET_SIMT)
  simt::copy_async(shared, global, 16, valid);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(static_cast<unsigned>(__cvta_generic_to_shared(shared))),
               "l"(global), "r"(valid ? 16 : 0)
               : "memory");
#else
  *shared = valid ? *reinterpret_cast<const float4*>(global) : make_float4(0.f, 0.f, 0.f, 0.f);
#endif
}

__device__ __forceinline__ void copy_async_vec4_cached(float4* shared, const float* global, bool valid) {
#if defined(FACET_SIMT)
  simt::copy_async(shared, global, 16, valid);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  asm volatile("cp.async.ca.shared.global [%0], [%1], 16, %2;" ::"r"(static_cast<unsigned>(__cvta_generic_to_shared(shared))),
               "l"(global), "r"(valid ? 16 : 0)
               : "memory");
#else
  *shared = valid ? *reinterpret_cast<const float4*>(global) : make_float4(0.f, 0.f, 0.f, 0.f);
#endif
}

__device__ __forceinline__ void commit_copies() {
#if defined(FACET_SIMT)
  simt::commit_copies();
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}

// The calling thread's copies of all groups but the newest `kGroupsInFlight` are complete and visible to it.
template <int kGroupsInFlight>
__device__ __forceinline__ void wait_copies() {
#if defined(FACET_SIMT)
  simt::wait_copies(kGroupsInFlight);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  asm volatile("cp.async.wait_group %0;" ::"n"(kGroupsInFlight) : "memory");
#endif
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
