// How a step of a program becomes a launch. Every file of this folder is compiled twice, once with the launchers of the shim
// and once with those of the GPU; FACET_KERNELS_ABI keeps the two apart.
//
// A binding is a function of a step, the launcher's call and nothing else:
//
//   Status relu(const Step& s, const KernelContext& c) { return kernels::relu(in(s, 0), out(s, 0), count(s), stream(c)); }
//   FACET_BIND(kRelu, "relu", relu)
//
// and one line in kernel_list.def.
#pragma once

#include "backend/cuda/bindings/range.h"
#include "bf16.h"
#include "core/kernel.h"
#include "core/op_params.h"
#include "launch.h"
#include "tensor_shape.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {

using kernels::Bf16;
using kernels::Status;
using kernels::Stream;

// The tensors of an op's storage type, float or Bf16.
template <class T>
const T* in(const Step& s, size_t i) {
  return s.in[i].as<const T>();
}
template <class T>
T* out(const Step& s, size_t i) {
  return s.out[i].as<T>();
}

inline const float* in(const Step& s, size_t i) { return s.in[i].as<const float>(); }
inline float* out(const Step& s, size_t i) { return s.out[i].as<float>(); }
inline int64_t count(const Step& s) { return s.out[0].count(); }
inline const int32_t* integers(const Step& s, size_t i) { return s.in[i].as<const int32_t>(); }
inline Stream stream(const KernelContext& c) { return static_cast<Stream>(c.queue); }

// x seen as rows over its last axis.
inline int64_t row_length(const TensorView& x) { return x.dims[x.rank - 1]; }
inline int64_t row_count(const TensorView& x) { return x.count() / row_length(x); }

inline kernels::Shape shape(const TensorView& t) {
  kernels::Shape out{t.rank, {}};
  for (int i = 0; i < t.rank; ++i) out.dims[i] = t.dims[i];
  return out;
}

inline float real(const Param& param) { return static_cast<float>(param.f); }

// The GPU's kernels hold floats.
inline const char* refuse_other_types(const Step& s) { return s.out[0].dtype == DType::f32 ? nullptr : "takes f32 only"; }

inline const char* refuse_nothing(const Step&) { return nullptr; }

// A launcher's failure is the kernel's.
template <Status (*launch)(const Step&, const KernelContext&)>
KernelError run_binding(const Step& s, const KernelContext& c) {
  [[maybe_unused]] const Range range(s.op);
  return launch(s, c).reason;
}

}  // namespace facet::cuda::inline FACET_KERNELS_ABI

#if defined(FACET_SIMT)
#define FACET_GPU_SUFFIX "_f32_simt"
#define FACET_BF16_SUFFIX "_f32_simt_stored_bf16"
#else
#define FACET_GPU_SUFFIX "_f32_cuda"
#define FACET_BF16_SUFFIX "_f32_cuda_stored_bf16"
#endif

// Defines the kernel `symbol` of op `op`, named <op>_f32_cuda or _simt, inside the namespace above.
#define FACET_BIND(symbol, op, launch) FACET_BIND_SCRATCH(symbol, op, launch, nullptr)

// The same for a launcher with a workspace of scratch(step, 1) bytes.
#define FACET_BIND_SCRATCH(symbol, op, launch, scratch) FACET_BIND_FAULT(symbol, op, launch, scratch, nullptr)

// The same for a launcher that notes broken input in the fault word; `fault` says what it is.
#define FACET_BIND_FAULT(symbol, op, launch, scratch, fault) \
  extern const Kernel symbol;                                \
  const Kernel symbol{op FACET_GPU_SUFFIX, refuse_other_types, scratch, run_binding<launch>, fault};

// The same for steps whose activations are stored as bf16; `refuse` says which of them it does not take.
#define FACET_BIND_BF16_SCRATCH(symbol, op, launch, scratch, refuse) \
  extern const Kernel symbol;                                        \
  const Kernel symbol{op FACET_BF16_SUFFIX, refuse, scratch, run_binding<launch>};

#define FACET_BIND_BF16(symbol, op, launch) FACET_BIND_BF16_SCRATCH(symbol, op, launch, nullptr, refuse_nothing)
