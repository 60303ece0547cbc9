// The one place where nvcc and the CPU shim differ for a kernel: launching, shared arrays, and nothing else.
//
//   FACET_LAUNCH(kernel, grid, block, dynamic_shared_bytes, stream, arguments...)   a Status; write (kernel<1, 2>) in
//   parentheses FACET_SHARED(type, name, count)        a shared array of fixed size, as a SharedSpan FACET_DYNAMIC_SHARED(type,
//   name)       the launch's dynamic shared memory, as a SharedSpan
//
// Plain __shared__ arrays are not used: the shim could neither poison them nor check their indices.
#pragma once

#if defined(FACET_SIMT)
#include "simt/shared.h"
#include "simt/simt.h"
#else
#include <cuda_runtime.h>
#endif

#include "launch.h"

#if defined(FACET_SIMT)

#include "simt/launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

using simt::SharedSpan;

inline Status launch_status(const char* fault) { return fault ? Status{StatusCode::launch_failed, fault} : Status{}; }

// Arguments are taken by value, as a launch takes them.
template <class... Parameters, class... Arguments>
Status launch(const char* name, void (*kernel)(Parameters...), dim3 grid, dim3 block, size_t shared_bytes, Stream stream,
              Arguments... arguments) {
  return launch_status(simt::run_grid(name, grid, block, shared_bytes, stream, [=] { kernel(arguments...); }));
}

inline bool device_multiplies_tf32() { return true; }

inline bool device_has_warpgroups() { return true; }

inline size_t device_shared_bytes() { return 227 * 1024; }

using simt::trap;

// Notes in a launcher's fault word that the input is broken. Many threads may do so at once.
inline void note_fault(int32_t* fault) { __atomic_store_n(fault, 1, __ATOMIC_RELAXED); }

}  // namespace facet::kernels::inline FACET_KERNELS_ABI

#define FACET_LAUNCH(kernel, grid, block, shared_bytes, stream, ...) \
  ::facet::kernels::launch(#kernel, kernel, grid, block, shared_bytes, stream __VA_OPT__(, ) __VA_ARGS__)

#define FACET_SHARED(type, name, count) \
  static constexpr char name##_key = 0; \
  const ::facet::kernels::SharedSpan<type> name = ::facet::simt::static_shared<type>(&name##_key, count)

#define FACET_DYNAMIC_SHARED(type, name) const ::facet::kernels::SharedSpan<type> name = ::facet::simt::dynamic_shared<type>()

#else

namespace facet::kernels::inline FACET_KERNELS_ABI {

// A shared array. On a GPU only its address: the shim checks the indices.
template <class T>
struct SharedSpan {
  T* data;

  __device__ __forceinline__ T& operator[](int i) const { return data[i]; }
  // Two neighbours at once, i even; or four, i a multiple of 4.
  __device__ __forceinline__ float2& vec2(int i) const { return *reinterpret_cast<float2*>(data + i); }
  __device__ __forceinline__ float4& vec4(int i) const { return *reinterpret_cast<float4*>(data + i); }
};

// Notes in a launcher's fault word that the input is broken. Many threads may do so at once: they write the same.
__device__ __forceinline__ void note_fault(int32_t* fault) { *fault = 1; }

// A block gets 48 KiB without asking. What fails here fails the launch, too, and is reported there.
template <class Kernel>
void allow_shared_bytes(Kernel kernel, size_t bytes) {
  if (bytes > 48 * 1024) cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes));
}

// The current device's compute capability, 0 if there is none.
inline int device_major() {
  int device = 0, major = 0;
  const bool known = cudaGetDevice(&device) == cudaSuccess &&
                     cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device) == cudaSuccess;
  return known ? major : 0;
}

// Whether its tensor cores take TF32 (sm_80 and newer).
inline bool device_multiplies_tf32() { return device_major() >= 8; }

// Whether it has Hopper's instructions for groups of four warps, which no later GPU has.
inline bool device_has_warpgroups() { return device_major() == 9; }

// The shared memory that a block can get where it asks for more than 48 KiB, static arrays included.
inline size_t device_shared_bytes() {
  int device = 0, bytes = 0;
  const bool known = cudaGetDevice(&device) == cudaSuccess &&
                     cudaDeviceGetAttribute(&bytes, cudaDevAttrMaxSharedMemoryPerBlockOptin, device) == cudaSuccess;
  return known ? static_cast<size_t>(bytes) : 0;
}

// Ends the kernel, and every later launch on the device, with an error.
__device__ __forceinline__ void trap() { __trap(); }

inline Status last_launch_status() {
  const cudaError_t error = cudaGetLastError();
  return error == cudaSuccess ? Status{} : Status{StatusCode::launch_failed, cudaGetErrorString(error)};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI

#define FACET_LAUNCH(kernel, grid, block, shared_bytes, stream, ...)                                                       \
  (::facet::kernels::allow_shared_bytes(kernel, shared_bytes), kernel<<<grid, block, shared_bytes, stream>>>(__VA_ARGS__), \
   ::facet::kernels::last_launch_status())

#define FACET_SHARED(type, name, count)                \
  __shared__ __align__(16) type name##_storage[count]; \
  const ::facet::kernels::SharedSpan<type> name { name##_storage }

#define FACET_DYNAMIC_SHARED(type, name)                                  \
  extern __shared__ __align__(1024) unsigned char facet_dynamic_shared[]; \
  const ::facet::kernels::SharedSpan<type> name { reinterpret_cast<type*>(facet_dynamic_shared) }

#endif
