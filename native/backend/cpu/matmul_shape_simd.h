// What the f32 matmul kernels need to know of a step: c[m,n] = act(sum over k of a[m,k] b[k,n] + bias[n]).
#pragma once

#include "backend/cpu/simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {

struct MatmulShape {
  int64_t m, n, k;
  bool trans_a, trans_b, relu;
  const float* a;  // [m, k], or [k, m] if trans_a
  const float* b;  // [k, n], or [n, k] if trans_b
  const float* bias;
  float* c;

  explicit MatmulShape(const Step& step) {
    const auto p = MatmulParams::of(step);
    const TensorView &av = step.in[0], &bv = step.in[1], &cv = step.out[0];
    m = cv.dims[0];
    n = cv.dims[1];
    k = p.trans_a ? av.dims[0] : av.dims[1];
    trans_a = p.trans_a;
    trans_b = p.trans_b;
    relu = p.activation == Activation::relu;
    a = av.as<float>();
    b = bv.as<float>();
    bias = step.in.size() > 2 ? step.in[2].as<float>() : nullptr;
    c = cv.as<float>();
  }
};

}  // namespace facet::cpu::FACET_ISA_NS
