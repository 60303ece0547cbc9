#include "correct_count.h"
#include "ops.h"
#include "reduce.h"
#include "shapes.h"
#include "sum_squares.h"

namespace facet::test {

namespace {

using kernels::Status;
using kernels::Stream;

Status launch_reduce(const Case& c, const Operands& o, Stream stream) {
  const int64_t axes = c.params.at(1).integer();
  const bool mean = c.params.at(0).integer() == 1;
  const double scale = mean ? static_cast<double>(c.out[0].count()) / static_cast<double>(c.in[0].count()) : 1.0;
  return with_workspace(kernels::reduce_workspace_bytes(shape_of(c.in[0]), axes), [&](void* workspace) {
    return kernels::reduce(o.in[0], shape_of(c.in[0]), axes, scale, o.out[0], workspace, stream);
  });
}

Status launch_sum_squares(const Case& c, const Operands& o, Stream stream) {
  const int64_t count = c.in[0].count();
  return with_workspace(kernels::sum_squares_workspace_bytes(count),
                        [&](void* workspace) { return kernels::sum_squares(o.in[0], count, o.out[0], workspace, stream); });
}

Status launch_correct_count(const Case& c, const Operands& o, Stream stream) {
  const int64_t rows = c.in[0].dims[0];
  return with_workspace(kernels::correct_count_workspace_bytes(rows), [&](void* workspace) {
    return kernels::correct_count(o.in[0], o.integers(1), rows, c.in[0].dims[1], o.out[0], workspace, stream);
  });
}

}  // namespace

std::vector<OpUnderTest> reduction_ops() {
  return {{"reduce", reduce_reference, launch_reduce},
          {"sum_squares", sum_squares_reference, launch_sum_squares},
          {"correct_count", correct_count_reference, launch_correct_count}};
}

}  // namespace facet::test
