// Sums and counts.
#include "backend/cuda/bindings/binding.h"
#include "correct_count.h"
#include "reduce.h"
#include "sum_squares.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

// kind i (0 sum, 1 mean), axis mask i
template <class T>
Status reduce(const Step& s, const KernelContext& c) {
  const bool mean = s.params[0].i == 1;
  const double scale = mean ? static_cast<double>(s.out[0].count()) / static_cast<double>(s.in[0].count()) : 1.0;
  return kernels::reduce(in<T>(s, 0), shape(s.in[0]), s.params[1].i, scale, out(s, 0), c.scratch, stream(c));
}

size_t reduce_scratch(const Step& s, int) { return kernels::reduce_workspace_bytes(shape(s.in[0]), s.params[1].i); }

const char* refuse_other_axes(const Step& s) {
  return kernels::reduces_bf16(shape(s.in[0]), s.params[1].i) ? nullptr : "sums bf16 down rows only";
}

Status sum_squares(const Step& s, const KernelContext& c) {
  return kernels::sum_squares(in(s, 0), s.in[0].count(), out(s, 0), c.scratch, stream(c));
}

size_t sum_squares_scratch(const Step& s, int) { return kernels::sum_squares_workspace_bytes(s.in[0].count()); }

// logits[N,K] labels[N] -> count[1]
Status correct_count(const Step& s, const KernelContext& c) {
  return kernels::correct_count(in(s, 0), integers(s, 1), s.in[0].dims[0], s.in[0].dims[1], out(s, 0), c.scratch, stream(c));
}

size_t correct_count_scratch(const Step& s, int) { return kernels::correct_count_workspace_bytes(s.in[0].dims[0]); }

}  // namespace

FACET_BIND_SCRATCH(kReduce, "reduce", reduce<float>, reduce_scratch)
FACET_BIND_BF16_SCRATCH(kReduceBf16, "reduce", reduce<Bf16>, reduce_scratch, refuse_other_axes)
FACET_BIND_SCRATCH(kSumSquares, "sum_squares", sum_squares, sum_squares_scratch)
FACET_BIND_SCRATCH(kCorrectCount, "correct_count", correct_count, correct_count_scratch)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
