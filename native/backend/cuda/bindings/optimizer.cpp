#include "backend/cuda/bindings/binding.h"
#include "loss_scale.h"
#include "sgd.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

// p g v lr[1] [factor[1]] -> p' v'
Status sgd(const Step& s, const KernelContext& c) {
  const kernels::SgdRule rule{real(s.params[0]), real(s.params[1]), s.params[2].i != 0};
  const float* factor = s.in.size() > 4 ? in(s, 4) : nullptr;
  return kernels::sgd(in(s, 0), in(s, 1), in(s, 2), in(s, 3), factor, out(s, 0), out(s, 1), count(s), rule, stream(c));
}

// scale[1] good[1] squares[1] -> factor[1] scale' good'; interval i
Status loss_scale(const Step& s, const KernelContext& c) {
  return kernels::loss_scale(in(s, 0), in(s, 1), in(s, 2), s.params[0].i, out(s, 0), out(s, 1), out(s, 2), stream(c));
}

}  // namespace

FACET_BIND(kSgd, "sgd", sgd)
FACET_BIND(kLossScale, "loss_scale", loss_scale)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
