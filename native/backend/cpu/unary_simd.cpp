// unary, f32: one pass, one loop per kind.
#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/simd_math.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

template <typename F>
void apply(const Step& step, ThreadPool& pool, F f) {
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  parallel_vectors(pool, step.out[0].count(),
                   [=](int64_t i, int64_t lanes) { store_lanes(y + i, f(load_lanes(x + i, lanes)), lanes); });
}

// Whole exponents up to this are products; others take the reference's pow.
constexpr double kMostFactors = 64;

const char* refuse(const Step& step) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  const UnaryParams p = UnaryParams::of(step);
  if (p.kind != UnaryKind::pow) return nullptr;
  const bool whole = p.alpha >= -kMostFactors && p.alpha <= kMostFactors && p.alpha == static_cast<int>(p.alpha);
  return whole ? nullptr : "an exponent that is no small whole number";
}

// x^n by squaring, |n| at most kMostFactors.
VecF power(VecF x, int n) {
  VecF product = splat(1.0f);
  for (unsigned bits = static_cast<unsigned>(n < 0 ? -n : n); bits != 0; bits >>= 1, x *= x) {
    if ((bits & 1) != 0) product *= x;
  }
  return n < 0 ? 1.0f / product : product;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const UnaryParams p = UnaryParams::of(step);
  const float alpha = static_cast<float>(p.alpha), beta = static_cast<float>(p.beta);
  const VecF zero{}, one = splat(1.0f), low = splat(alpha), high = splat(beta);
  switch (p.kind) {
    case UnaryKind::affine:
      apply(step, ctx.pool, [=](VecF x) { return alpha * x + beta; });
      break;
    case UnaryKind::exp:
      apply(step, ctx.pool, [](VecF x) { return exp(x); });
      break;
    case UnaryKind::log:
      apply(step, ctx.pool, [](VecF x) { return log(x); });
      break;
    case UnaryKind::sqrt:
      apply(step, ctx.pool, [](VecF x) { return sqrt(x); });
      break;
    case UnaryKind::square:
      apply(step, ctx.pool, [](VecF x) { return x * x; });
      break;
    case UnaryKind::abs:
      apply(step, ctx.pool, [](VecF x) { return abs(x); });
      break;
    case UnaryKind::sigmoid:
      apply(step, ctx.pool, [](VecF x) { return sigmoid(x); });
      break;
    case UnaryKind::tanh:
      apply(step, ctx.pool, [](VecF x) { return tanh(x); });
      break;
    case UnaryKind::reciprocal:
      apply(step, ctx.pool, [](VecF x) { return 1.0f / x; });
      break;
    case UnaryKind::sign:
      apply(step, ctx.pool, [](VecF x) { return x > 0.0f ? splat(1.0f) : x < 0.0f ? splat(-1.0f) : x; });
      break;
    case UnaryKind::leaky_relu:
      apply(step, ctx.pool, [=](VecF x) { return x > 0.0f ? x : alpha * x; });
      break;
    case UnaryKind::clip:
      apply(step, ctx.pool, [=](VecF x) { return clip(x, low, high); });
      break;
    case UnaryKind::hard_sigmoid:
      apply(step, ctx.pool, [=](VecF x) { return clip(alpha * x + beta, zero, one); });
      break;
    case UnaryKind::hard_swish:
      apply(step, ctx.pool, [=](VecF x) { return x * clip(alpha * x + beta, zero, one); });
      break;
    case UnaryKind::pow:
      apply(step, ctx.pool, [n = static_cast<int>(p.alpha)](VecF x) { return power(x, n); });
      break;
  }
  return nullptr;
}

}  // namespace

extern const Kernel kUnary;
const Kernel kUnary = {FACET_KERNEL_NAME("unary"), refuse, nullptr, run};

}  // namespace facet::cpu::FACET_ISA_NS
