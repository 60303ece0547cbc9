// What the reference kernels share. Each <op>_ref.cpp holds one op's meaning as a template over f32 and f64: plain loops, sums
// in double, and FACET_REFERENCE_KERNELS, which makes the two kernels of it. They refuse nothing but the other type.
//
// They may spread an outer loop over the pool; every output element is computed whole by one task, so that the bits do not
// depend on the number of threads.
#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "backend/cpu/reference_kernels.h"
#include "core/kernel.h"
#include "core/op_params.h"
#include "runtime/thread_pool.h"

namespace facet::cpu {

template <typename T>
const char* refuse_unless(const Step& step) {
  constexpr DType type = std::is_same_v<T, float> ? DType::f32 : DType::f64;
  if (step.out[0].dtype == type) return nullptr;
  return type == DType::f32 ? "takes f32 only" : "takes f64 only";
}

// body(i) for i in [0, count), in parallel; `work` is a rough number of operations of one i, so that tasks are worth their
// start.
template <typename F>
void for_each(const KernelContext& ctx, int64_t count, int64_t work, F&& body) {
  constexpr int64_t kOperationsPerTask = 16384;
  const int64_t chunk = std::max<int64_t>(1, kOperationsPerTask / std::max<int64_t>(1, work));
  ctx.pool.parallel_for((count + chunk - 1) / chunk, [&](int64_t task, int) {
    const int64_t end = std::min(count, (task + 1) * chunk);
    for (int64_t i = task * chunk; i < end; ++i) body(i);
  });
}

// max(v, 0) or min(max(v, 0), 6) where the op has that fused; NaN stays NaN.
inline double activate(double v, Activation activation) {
  if (activation == Activation::none) return v;
  return v <= 0 ? 0.0 : v > ceiling_of(activation) ? ceiling_of(activation) : v;
}

// The gradient before that activation of v, given the one behind it.
inline double let_through(double gradient, double v, Activation activation) {
  if (activation == Activation::none) return gradient;
  return v > 0 && (activation == Activation::relu || v < ceiling_of(activation)) ? gradient : 0.0;
}

// Product of all dims but the last, and the last: x seen as rows over its last axis.
inline int64_t row_count(const TensorView& x) { return x.count() / x.dims[x.rank - 1]; }
inline int64_t row_length(const TensorView& x) { return x.dims[x.rank - 1]; }

}  // namespace facet::cpu

// Defines the kernels <op>_f32 and <op>_f64 from `template <typename T> KernelError run(const Step&, const KernelContext&)`.
#define FACET_REFERENCE_KERNELS_SCRATCH(op, run, scratch)                             \
  namespace facet::cpu::reference {                                                   \
  const Kernel op##_f32{#op "_f32_ref", refuse_unless<float>, scratch, run<float>};   \
  const Kernel op##_f64{#op "_f64_ref", refuse_unless<double>, scratch, run<double>}; \
  }

#define FACET_REFERENCE_KERNELS(op, run) FACET_REFERENCE_KERNELS_SCRATCH(op, run, nullptr)
