// What a kernel is: the contract between the core (which decodes, verifies and runs programs) and the backends (which compute).
//
// A backend offers, per op, an ordered list of kernels, fastest first and the reference last. When a program is created, the
// first kernel that does not refuse a step is bound to it; every refusal says why. Binding checks everything once, so run()
// need not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/op.h"

namespace facet {

class ThreadPool;

inline constexpr int kMaxRank = 6;

// bf16, the upper half of an f32, is for storage: what is computed from it is computed in f32.
enum class DType : uint32_t { f32 = 0, f64 = 1, i32 = 2, bf16 = 3 };

// Inline functions that backends use are always inlined: SIMD sources are compiled at several ISA levels, and an out-of-line
// copy compiled at a high level could be the one the linker keeps for code that runs on every machine.
#define FACET_ALWAYS_INLINE [[gnu::always_inline]] inline

// A dense row-major tensor. `data` is null while a program is created and valid while it runs.
struct TensorView {
  void* data = nullptr;
  DType dtype = DType::f32;
  int rank = 0;
  int64_t dims[kMaxRank] = {1, 1, 1, 1, 1, 1};

  FACET_ALWAYS_INLINE int64_t count() const {
    int64_t n = 1;
    for (int i = 0; i < rank; ++i) n *= dims[i];
    return n;
  }
  template <typename T>
  FACET_ALWAYS_INLINE T* as() const {
    return static_cast<T*>(data);
  }
};

union Param {
  int64_t i;
  double f;
};

// One step of a program, as a kernel sees it.
struct Step {
  Op op;
  std::span<const TensorView> in;
  std::span<const TensorView> out;
  std::span<const Param> params;
};

// What a running kernel may use besides its tensors.
struct KernelContext {
  ThreadPool& pool;
  std::byte* scratch;  // scratch_bytes(step, pool.size()) bytes, 64-byte aligned, shared by all threads of the step; not zeroed
  // For kernels that only enqueue their work and return before it is done; null where kernels compute at once.
  void* queue = nullptr;     // the device's own: where to enqueue
  int32_t* fault = nullptr;  // a word of the step's own, 0 before; what is not 0 afterwards fails the step with Kernel::fault
  std::byte* prepared = nullptr;  // Kernel::prepared_bytes of them, 64-byte aligned, as Kernel::prepare left them
};

// Null on success, else a text that says what failed (for example a label out of range), valid until the thread's next call.
using KernelError = const char*;

struct Kernel {
  // "<op>_<dtype>_<isa>[_<variant>]", e.g. "conv2d_f32_avx512". Those that end in _stored_bf16 are asked about steps with bf16
  // tensors, as all of cast are, and the others about steps without any.
  const char* name;
  const char* (*refuse)(const Step& step);                         // null = accepts; else a static reason
  size_t (*scratch_bytes)(const Step& step, int threads);          // null = none
  KernelError (*run)(const Step& step, const KernelContext& ctx);  // called from the program's thread; uses ctx.pool inside
  const char* fault = nullptr;  // what KernelContext::fault says when it is not 0; null for a kernel that never sets it
  // What follows from the second and third input alone, weights in the order in which they are read say: prepare() writes
  // it to KernelContext::prepared before run(), or only once where these inputs are constant. Null for both: nothing.
  size_t (*prepared_bytes)(const Step& step) = nullptr;
  KernelError (*prepare)(const Step& step, const KernelContext& ctx) = nullptr;
};

}  // namespace facet
