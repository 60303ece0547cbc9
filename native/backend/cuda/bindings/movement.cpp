// Ops that move elements.
#include <array>

#include "backend/cuda/bindings/binding.h"
#include "broadcast.h"
#include "concat.h"
#include "slice.h"
#include "transpose.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

// The six integer params: a start or an axis for every axis.
struct PerAxis {
  int64_t values[kernels::kMaxRank];

  explicit PerAxis(const Step& s) {
    for (size_t i = 0; i < kernels::kMaxRank; ++i) values[i] = s.params[i].i;
  }
};

template <class T>
Status broadcast(const Step& s, const KernelContext& c) {
  return kernels::broadcast(in(s, 0), shape(s.in[0]), real(s.params[0]), out<T>(s, 0), shape(s.out[0]), stream(c));
}

template <class T>
Status concat(const Step& s, const KernelContext& c) {
  constexpr size_t kMostInputs = 64;  // of op_table.def
  std::array<kernels::ConcatInput<T>, kMostInputs> inputs;
  int64_t rows = 1;
  for (int axis = 0; axis < s.params[0].i; ++axis) rows *= s.out[0].dims[axis];
  for (size_t i = 0; i < s.in.size(); ++i) inputs[i] = {in<T>(s, i), s.in[i].count() / rows};
  return kernels::concat(inputs.data(), static_cast<int>(s.in.size()), rows, out<T>(s, 0), stream(c));
}

template <class T>
Status slice(const Step& s, const KernelContext& c) {
  return kernels::slice(in<T>(s, 0), shape(s.in[0]), PerAxis(s).values, out<T>(s, 0), shape(s.out[0]), stream(c));
}

template <class T>
Status slice_grad(const Step& s, const KernelContext& c) {
  return kernels::slice_grad(in<T>(s, 0), shape(s.in[0]), PerAxis(s).values, out<T>(s, 0), shape(s.out[0]), stream(c));
}

template <class T>
Status transpose(const Step& s, const KernelContext& c) {
  return kernels::transpose(in<T>(s, 0), shape(s.in[0]), PerAxis(s).values, out<T>(s, 0), stream(c));
}

}  // namespace

FACET_BIND(kBroadcast, "broadcast", broadcast<float>)
FACET_BIND_BF16(kBroadcastBf16, "broadcast", broadcast<Bf16>)
FACET_BIND(kConcat, "concat", concat<float>)
FACET_BIND_BF16(kConcatBf16, "concat", concat<Bf16>)
FACET_BIND(kSlice, "slice", slice<float>)
FACET_BIND_BF16(kSliceBf16, "slice", slice<Bf16>)
FACET_BIND(kSliceGrad, "slice_grad", slice_grad<float>)
FACET_BIND_BF16(kSliceGradBf16, "slice_grad", slice_grad<Bf16>)
FACET_BIND(kTranspose, "transpose", transpose<float>)
FACET_BIND_BF16(kTransposeBf16, "transpose", transpose<Bf16>)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
