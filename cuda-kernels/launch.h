// What every launcher in this folder takes and gives back. For host code; needs no CUDA header.
#pragma once

#include <cstdint>

// The same sources become two libraries, for a GPU and for the CPU shim. Each has its own inline namespace, so that one program
// can link both; callers write facet::kernels::relu. FACET_SIMT (set by the CMake target) chooses.
#if defined(FACET_SIMT)
#define FACET_KERNELS_ABI on_simt
#else
#define FACET_KERNELS_ABI on_cuda
#endif

struct CUstream_st;

namespace facet::kernels::inline FACET_KERNELS_ABI {

// A cudaStream_t; null is the default stream. Launchers only enqueue: they neither wait nor allocate. In the shim a stream says
// in which order threads run (simt/stream.h), and a launch is over when it returns.
using Stream = CUstream_st*;

enum class StatusCode {
  ok,
  invalid_argument,  // a shape or pointer that breaks the launcher's contract: nothing was launched
  launch_failed,     // refused by the CUDA runtime; in the shim also a fault while running
};

struct [[nodiscard]] Status {
  StatusCode code = StatusCode::ok;
  // Says what is wrong and where; valid until this thread's next launch. Null if ok.
  const char* reason = nullptr;

  bool ok() const { return code == StatusCode::ok; }
};

inline Status invalid_argument(const char* reason) { return {StatusCode::invalid_argument, reason}; }

}  // namespace facet::kernels::inline FACET_KERNELS_ABI

// Leaves the launcher with the status of `launch` unless it is ok.
#define FACET_TRY(launch)                                                            \
  do {                                                                               \
    if (const auto facet_status = (launch); !facet_status.ok()) return facet_status; \
  } while (false)
