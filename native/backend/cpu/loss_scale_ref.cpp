#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

// scale[1] good[1] squares[1] -> factor[1] scale' good'
template <typename T>
KernelError run(const Step& s, const KernelContext&) {
  const auto in = [&](size_t i) { return static_cast<double>(*s.in[i].as<T>()); };
  const LossScale next = next_loss_scale(in(0), in(1), in(2), s.params[0].i);
  *s.out[0].as<T>() = static_cast<T>(next.factor);
  *s.out[1].as<T>() = static_cast<T>(next.scale);
  *s.out[2].as<T>() = static_cast<T>(next.good);
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

FACET_REFERENCE_KERNELS(loss_scale, run)
