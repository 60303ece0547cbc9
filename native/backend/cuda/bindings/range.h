// A step's launches as a named range of NVIDIA's profilers (Nsight Systems); costs nothing measurable where none is attached.
// In the shim there is nothing to profile.
#pragma once

#include "core/op.h"
#include "launch.h"

#if !defined(FACET_SIMT)
#include <nvtx3/nvToolsExt.h>
#endif

namespace facet::cuda::inline FACET_KERNELS_ABI {

#if defined(FACET_SIMT)

struct Range {
  explicit Range(Op) {}
};

#else

class Range {
 public:
  explicit Range(Op op) {
    static constexpr const char* kNames[] = {
#define FACET_OP(name, in_min, in_max, outs, params) #name,
#include "core/op_table.def"
#undef FACET_OP
    };
    nvtxRangePushA(kNames[static_cast<size_t>(op)]);
  }
  ~Range() { nvtxRangePop(); }
  Range(const Range&) = delete;
  Range& operator=(const Range&) = delete;
};

#endif

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
