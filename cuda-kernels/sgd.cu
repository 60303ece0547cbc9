#include "device/elementwise.cuh"
#include "sgd.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

struct Sgd {
  const float* p;
  const float* g;
  const float* v;
  const float* lr;
  const float* factor;  // of g; null: 1
  float* p_out;
  float* v_out;
  SgdRule rule;

  // The weight and its velocity become the new ones.
  __device__ void update(float& weight, float gradient, float& velocity, float rate) const {
    const float decayed = fmaf(rule.weight_decay, weight, gradient);
    velocity = fmaf(rule.momentum, velocity, decayed);
    weight = fmaf(-rate, rule.nesterov ? fmaf(rule.momentum, velocity, decayed) : velocity, weight);
  }

  __device__ void visit(int64_t i) const {
    float weight = p[i];
    float velocity = v[i];
    const float scale = factor ? *factor : 1.f;
    if (isfinite(scale)) update(weight, scale * g[i], velocity, *lr);
    p_out[i] = weight;
    v_out[i] = velocity;
  }

  __device__ void visit4(int64_t i) const {
    const float rate = *lr;
    const float4 gradient = load_vec4(g + i);
    float4 weight = load_vec4(p + i);
    float4 velocity = load_vec4(v + i);
    const float scale = factor ? *factor : 1.f;
    if (isfinite(scale)) {
      update(weight.x, scale * gradient.x, velocity.x, rate);
      update(weight.y, scale * gradient.y, velocity.y, rate);
      update(weight.z, scale * gradient.z, velocity.z, rate);
      update(weight.w, scale * gradient.w, velocity.w, rate);
    }
    store_vec4(p_out + i, weight);
    store_vec4(v_out + i, velocity);
  }
};

}  // namespace

Status sgd(const float* p, const float* g, const float* v, const float* lr, const float* factor, float* p_out, float* v_out,
           int64_t count, SgdRule rule, Stream stream) {
  return launch_elementwise(Sgd{p, g, v, lr, factor, p_out, v_out, rule}, count, aligned_for_vec4(p, g, v, p_out, v_out),
                            stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
