// A case's tensors as the launchers take shapes, and walking them by coordinates for the references.
#pragma once

#include <algorithm>
#include <vector>

#include "case_file.h"
#include "conv2d_shape.h"
#include "matmul.h"
#include "pool2d_shape.h"
#include "prelu.h"
#include "tensor_shape.h"

namespace facet::test {

inline kernels::Shape shape_of(const CaseTensor& tensor) {
  kernels::Shape shape{static_cast<int>(tensor.dims.size()), {}};
  std::copy(tensor.dims.begin(), tensor.dims.end(), shape.dims);
  return shape;
}

// A convolution, of whose gradients x, w and y are inputs and outputs.
inline kernels::Conv2dShape conv2d_shape(const Case& c, const CaseTensor& x, const CaseTensor& w, const CaseTensor& y) {
  const auto param = [&](size_t i) { return c.params.at(i).integer(); };
  return {x.dims[0], x.dims[1], x.dims[2], x.dims[3], w.dims[0], w.dims[1], w.dims[2], y.dims[1],
          y.dims[2], param(0),  param(1),  param(2),  param(3),  param(6),  param(7),  param(8)};
}

// Whether a tap of the window reaches one of the residues of x that the strides part: where none does, the gradient is zero and
// needs no product.
inline bool reaches_x(const kernels::Conv2dShape& s) {
  const auto reaches = [](int64_t places, int64_t taps, int64_t pad, int64_t dilation, int64_t stride) {
    for (int64_t i = 0; i < places; ++i)
      for (int64_t t = 0; t < taps; ++t)
        if ((i + pad - t * dilation) % stride == 0) return true;
    return false;
  };
  return reaches(s.h, s.r, s.pad_top, s.dilation_h, s.stride_h) && reaches(s.w, s.s, s.pad_left, s.dilation_w, s.stride_w);
}

inline kernels::Pool2dShape pool_shape(const Case& c, const CaseTensor& x, const CaseTensor& y) {
  const auto p = [&](size_t i) { return c.params.at(i).integer(); };
  return {x.dims[0], x.dims[1], x.dims[2], x.dims[3], y.dims[1], y.dims[2], p(0), p(1), p(2), p(3), p(4), p(5)};
}

inline kernels::MatmulShape matmul_shape(const Case& c) {
  const bool trans_a = c.params.at(0).integer() != 0;
  return {c.out[0].dims[0], c.out[0].dims[1], c.in[0].dims[trans_a ? 0 : 1], trans_a, c.params.at(1).integer() != 0};
}

inline kernels::PreluShape prelu_shape(const Case& c) { return {c.in[0].count() / c.in[1].count(), c.in[1].count()}; }

// The coordinates of element i.
inline std::vector<int64_t> coordinates(const CaseTensor& tensor, size_t i) {
  std::vector<int64_t> at(tensor.dims.size());
  for (size_t axis = at.size(); axis-- > 0;) {
    at[axis] = static_cast<int64_t>(i) % tensor.dims[axis];
    i /= static_cast<size_t>(tensor.dims[axis]);
  }
  return at;
}

// The number of the element at coordinates; along axes of size 1 any coordinate is 0.
inline size_t element(const CaseTensor& tensor, const std::vector<int64_t>& at) {
  int64_t i = 0;
  for (size_t axis = 0; axis < at.size(); ++axis) i = i * tensor.dims[axis] + (tensor.dims[axis] == 1 ? 0 : at[axis]);
  return static_cast<size_t>(i);
}

}  // namespace facet::test
