// The shapes of convolutions and matrix products as their launchers take them, whatever stores their tensors.
#pragma once

#include "backend/cuda/bindings/binding.h"
#include "conv2d_shape.h"
#include "matmul.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {

inline kernels::Activation activation(Activation a) { return static_cast<kernels::Activation>(a); }

inline kernels::Conv2dShape conv_shape(const Step& s, const TensorView& x, const TensorView& w, const TensorView& y) {
  const auto p = Conv2dParams::of(s);
  return {x.dims[0], x.dims[1],  x.dims[2],  x.dims[3], w.dims[0],  w.dims[1],    w.dims[2],    y.dims[1],
          y.dims[2], p.stride_h, p.stride_w, p.pad_top, p.pad_left, p.dilation_h, p.dilation_w, p.groups};
}

// a b [bias] -> c
inline kernels::MatmulShape matmul_shape(const Step& s) {
  const auto params = MatmulParams::of(s);
  const TensorView &a = s.in[0], &c = s.out[0];
  return {c.dims[0], c.dims[1], a.dims[params.trans_a ? 0 : 1], params.trans_a, params.trans_b};
}

inline const float* bias(const Step& s) { return s.in.size() > 2 ? in(s, 2) : nullptr; }

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
