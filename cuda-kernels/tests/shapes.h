// A case's tensors as the launchers take shapes, and walking them by coordinates for the references.
#pragma once

#include <algorithm>
#include <vector>

#include "case_file.h"
#include "tensor_shape.h"

namespace facet::test {

inline kernels::Shape shape_of(const CaseTensor& tensor) {
  kernels::Shape shape{static_cast<int>(tensor.dims.size()), {}};
  std::copy(tensor.dims.begin(), tensor.dims.end(), shape.dims);
  return shape;
}

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
