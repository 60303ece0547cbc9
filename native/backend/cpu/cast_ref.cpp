// Rounding to bf16, and back. Doubles are rounded to float first.
#include "backend/cpu/half.h"
#include "backend/cpu/reference.h"

namespace facet::cpu {
namespace {

template <typename T>
const char* refuse(const Step& s) {
  constexpr DType type = std::is_same_v<T, float> ? DType::f32 : DType::f64;
  if (s.in[0].dtype == type || s.out[0].dtype == type) return nullptr;
  return type == DType::f32 ? "is for f32" : "is for f64";
}

template <typename T>
KernelError run(const Step& s, const KernelContext& ctx) {
  const int64_t count = s.out[0].count();
  if (s.out[0].dtype == DType::bf16) {
    const T* x = s.in[0].as<T>();
    uint16_t* y = s.out[0].as<uint16_t>();
    for_each(ctx, count, 1, [&](int64_t i) { y[i] = static_cast<uint16_t>(to_bf16(static_cast<float>(x[i]))); });
  } else {
    const uint16_t* x = s.in[0].as<uint16_t>();
    T* y = s.out[0].as<T>();
    for_each(ctx, count, 1, [&](int64_t i) { y[i] = static_cast<T>(from_bf16(x[i])); });
  }
  return nullptr;
}

}  // namespace
}  // namespace facet::cpu

namespace facet::cpu::reference {

const Kernel cast_f32{"cast_f32_ref", refuse<float>, nullptr, run<float>};
const Kernel cast_f64{"cast_f64_ref", refuse<double>, nullptr, run<double>};

}  // namespace facet::cpu::reference
