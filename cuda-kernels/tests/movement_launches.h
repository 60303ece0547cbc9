// How the cases of ops that move elements become launches, of floats or bf16.
#pragma once

#include <vector>

#include "concat.h"
#include "op_runner.h"
#include "tensor_shape.h"

namespace facet::test {

// The six integer params.
struct PerAxis {
  int64_t values[kernels::kMaxRank];

  explicit PerAxis(const Case& c) {
    for (size_t axis = 0; axis < kernels::kMaxRank; ++axis) values[axis] = c.params.at(axis).integer();
  }
};

template <class T>
kernels::Status launch_concat(const Case& c, const Operands& o, kernels::Stream stream) {
  const auto axis = static_cast<size_t>(c.params.at(0).integer());
  int64_t rows = 1;
  for (size_t i = 0; i < axis; ++i) rows *= c.out[0].dims[i];
  std::vector<kernels::ConcatInput<T>> inputs;
  for (size_t i = 0; i < c.in.size(); ++i) {
    const auto* x = reinterpret_cast<const T*>(o.in[i]);
    inputs.push_back({x, c.in[i].count() / rows});
  }
  return kernels::concat(inputs.data(), static_cast<int>(inputs.size()), rows, reinterpret_cast<T*>(o.out[0]), stream);
}

}  // namespace facet::test
