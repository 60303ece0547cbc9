// Hopper's copy engine (TMA, sm_90): boxes of a tensor that a map describes (tensor_map.h) go from global to shared memory
// without passing a register, the L1 cache or an address that a thread computes; barriers in shared memory (mbarrier) tell when
// they have come.
//
// A barrier is two floats of shared memory, at an even index. One thread initialises the block's barriers, then
// publish_barriers(), then __syncthreads(). A phase is complete when all arrivals have come and all bytes that were expected;
// waits name the parity of the phase that must be complete, 0 for the first one.
#pragma once

#include <cstdint>

#include "device/platform.cuh"
#include "tensor_map.h"

#if defined(FACET_SIMT)
#include "simt/tensor_copy.h"
#endif

namespace facet::kernels::inline FACET_KERNELS_ABI {

#if !defined(FACET_SIMT)
__device__ __forceinline__ uint32_t shared_address(const SharedSpan<float>& shared, int at) {
  return static_cast<uint32_t>(__cvta_generic_to_shared(&shared[at]));
}
#endif

__device__ __forceinline__ void init_barrier(const SharedSpan<float>& shared, int barrier, int arrivals) {
#if defined(FACET_SIMT)
  simt::mbarrier_init(&shared[barrier], arrivals);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(shared, barrier)), "r"(arrivals) : "memory");
#endif
}

// Makes what the calling thread has initialised visible to the copy engine; to other threads after the next barrier, too.
__device__ __forceinline__ void publish_barriers() {
#if defined(FACET_SIMT)
  simt::mbarrier_fence_init();
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
#endif
}

__device__ __forceinline__ void arrive(const SharedSpan<float>& shared, int barrier) {
#if defined(FACET_SIMT)
  simt::mbarrier_arrive(&shared[barrier]);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared_address(shared, barrier)) : "memory");
#endif
}

// The same, and the phase waits for `bytes` more.
__device__ __forceinline__ void arrive_and_expect(const SharedSpan<float>& shared, int barrier, int bytes) {
#if defined(FACET_SIMT)
  simt::mbarrier_arrive_and_expect(&shared[barrier], bytes);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(shared, barrier)), "r"(bytes)
               : "memory");
#endif
}

__device__ __forceinline__ void wait_for_phase(const SharedSpan<float>& shared, int barrier, int parity) {
#if defined(FACET_SIMT)
  simt::mbarrier_wait(&shared[barrier], parity);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  uint32_t complete;
  do {
    asm volatile("{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\nselp.u32 %0, 1, 0, p;\n}"
                 : "=r"(complete)
                 : "r"(shared_address(shared, barrier)), "r"(parity)
                 : "memory");
  } while (!complete);
#endif
}

// The box of pixels (encode_pixels) of `channel` and the next 63, from the result on whose first tap lies at (x, y) of `image`,
// under the tap that lies (offset_x, offset_y) from there; to float `to` of shared memory, a multiple of 1024 bytes.
__device__ __forceinline__ void copy_pixels(const SharedSpan<float>& shared, int to, const TensorMap& map, int barrier,
                                            int channel, int x, int y, int image, int offset_x, int offset_y) {
#if defined(FACET_SIMT)
  simt::copy_tensor(&shared[to], map, &shared[barrier], {channel, x, y, image}, offset_x, offset_y);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  asm volatile(
      "cp.async.bulk.tensor.4d.shared::cluster.global.im2col.mbarrier::complete_tx::bytes"
      " [%0], [%1, {%3, %4, %5, %6}], [%2], {%7, %8};" ::"r"(shared_address(shared, to)),
      "l"(&map), "r"(shared_address(shared, barrier)), "r"(channel), "r"(x), "r"(y), "r"(image),
      "h"(static_cast<uint16_t>(offset_x)), "h"(static_cast<uint16_t>(offset_y))
      : "memory");
#endif
}

// The box of weights (encode_weights) of `channel` and the next 63, at `tap`, from `row` on.
__device__ __forceinline__ void copy_weights(const SharedSpan<float>& shared, int to, const TensorMap& map, int barrier,
                                             int channel, int tap, int row) {
#if defined(FACET_SIMT)
  simt::copy_tensor(&shared[to], map, &shared[barrier], {channel, tap, row, 0}, 0, 0);
#elif defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
  asm volatile(
      "cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::complete_tx::bytes"
      " [%0], [%1, {%3, %4, %5}], [%2];" ::"r"(shared_address(shared, to)),
      "l"(&map), "r"(shared_address(shared, barrier)), "r"(channel), "r"(tap), "r"(row)
      : "memory");
#endif
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
