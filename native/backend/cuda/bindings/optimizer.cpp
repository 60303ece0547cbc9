#include "backend/cuda/bindings/binding.h"
#include "sgd.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

// p g v lr[1] -> p' v'
Status sgd(const Step& s, const KernelContext& c) {
  const kernels::SgdRule rule{real(s.params[0]), real(s.params[1]), s.params[2].i != 0};
  return kernels::sgd(in(s, 0), in(s, 1), in(s, 2), in(s, 3), out(s, 0), out(s, 1), count(s), rule, stream(c));
}

}  // namespace

FACET_BIND(kSgd, "sgd", sgd)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
