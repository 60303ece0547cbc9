#include "broadcast.h"
#include "concat.h"
#include "ops.h"
#include "shapes.h"
#include "slice.h"
#include "transpose.h"

namespace facet::test {

namespace {

using kernels::Status;
using kernels::Stream;

// The six integer params.
void integers(const Case& c, int64_t (&out)[kernels::kMaxRank]) {
  for (size_t axis = 0; axis < kernels::kMaxRank; ++axis) out[axis] = c.params.at(axis).integer();
}

Status launch_broadcast(const Case& c, const Operands& o, Stream stream) {
  return kernels::broadcast(o.in[0], shape_of(c.in[0]), static_cast<float>(c.params.at(0).number), o.out[0], shape_of(c.out[0]),
                            stream);
}

Status launch_concat(const Case& c, const Operands& o, Stream stream) {
  const auto axis = static_cast<size_t>(c.params.at(0).integer());
  int64_t rows = 1;
  for (size_t i = 0; i < axis; ++i) rows *= c.out[0].dims[i];
  std::vector<kernels::ConcatInput> inputs;
  for (size_t i = 0; i < c.in.size(); ++i) inputs.push_back({o.in[i], c.in[i].count() / rows});
  return kernels::concat(inputs.data(), static_cast<int>(inputs.size()), rows, o.out[0], stream);
}

Status launch_slice(const Case& c, const Operands& o, Stream stream) {
  int64_t start[kernels::kMaxRank];
  integers(c, start);
  return kernels::slice(o.in[0], shape_of(c.in[0]), start, o.out[0], shape_of(c.out[0]), stream);
}

Status launch_slice_grad(const Case& c, const Operands& o, Stream stream) {
  int64_t start[kernels::kMaxRank];
  integers(c, start);
  return kernels::slice_grad(o.in[0], shape_of(c.in[0]), start, o.out[0], shape_of(c.out[0]), stream);
}

Status launch_transpose(const Case& c, const Operands& o, Stream stream) {
  int64_t axes[kernels::kMaxRank];
  integers(c, axes);
  return kernels::transpose(o.in[0], shape_of(c.in[0]), axes, o.out[0], stream);
}

}  // namespace

std::vector<OpUnderTest> movement_ops() {
  return {{"broadcast", broadcast_reference, launch_broadcast},
          {"concat", concat_reference, launch_concat},
          {"slice", slice_reference, launch_slice},
          {"slice_grad", slice_grad_reference, launch_slice_grad},
          {"transpose", transpose_reference, launch_transpose}};
}

}  // namespace facet::test
