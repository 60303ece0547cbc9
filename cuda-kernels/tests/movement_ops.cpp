#include "broadcast.h"
#include "movement_launches.h"
#include "ops.h"
#include "shapes.h"
#include "slice.h"
#include "transpose.h"

namespace facet::test {

namespace {

using kernels::Status;
using kernels::Stream;

Status launch_broadcast(const Case& c, const Operands& o, Stream stream) {
  return kernels::broadcast(o.in[0], shape_of(c.in[0]), static_cast<float>(c.params.at(0).number), o.out[0], shape_of(c.out[0]),
                            stream);
}

Status launch_slice(const Case& c, const Operands& o, Stream stream) {
  return kernels::slice(o.in[0], shape_of(c.in[0]), PerAxis(c).values, o.out[0], shape_of(c.out[0]), stream);
}

Status launch_slice_grad(const Case& c, const Operands& o, Stream stream) {
  return kernels::slice_grad(o.in[0], shape_of(c.in[0]), PerAxis(c).values, o.out[0], shape_of(c.out[0]), stream);
}

Status launch_transpose(const Case& c, const Operands& o, Stream stream) {
  return kernels::transpose(o.in[0], shape_of(c.in[0]), PerAxis(c).values, o.out[0], stream);
}

}  // namespace

std::vector<OpUnderTest> movement_ops() {
  return {{"broadcast", broadcast_reference, launch_broadcast},
          {"concat", concat_reference, launch_concat<float>},
          {"slice", slice_reference, launch_slice},
          {"slice_grad", slice_grad_reference, launch_slice_grad},
          {"transpose", transpose_reference, launch_transpose}};
}

}  // namespace facet::test
