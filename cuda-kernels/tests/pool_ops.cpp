#include "avg_pool2d.h"
#include "max_pool2d.h"
#include "ops.h"
#include "resize_bilinear.h"
#include "shapes.h"

namespace facet::test {

namespace {

using kernels::Status;
using kernels::Stream;

kernels::ResizeShape resize_shape(const CaseTensor& x, const CaseTensor& y) {
  return {x.dims[0], x.dims[1], x.dims[2], y.dims[1], y.dims[2], x.dims[3]};
}

Status launch_max(const Case& c, const Operands& o, Stream stream) {
  return kernels::max_pool2d(pool_shape(c, c.in[0], c.out[0]), o.in[0], o.out[0], stream);
}

Status launch_max_grad(const Case& c, const Operands& o, Stream stream) {
  return kernels::max_pool2d_grad(pool_shape(c, c.in[0], c.in[1]), o.in[0], o.in[1], o.out[0], stream);
}

Status launch_avg(const Case& c, const Operands& o, Stream stream) {
  return kernels::avg_pool2d(pool_shape(c, c.in[0], c.out[0]), c.params.at(8).integer() != 0, o.in[0], o.out[0], stream);
}

Status launch_avg_grad(const Case& c, const Operands& o, Stream stream) {
  return kernels::avg_pool2d_grad(pool_shape(c, c.out[0], c.in[0]), c.params.at(8).integer() != 0, o.in[0], o.out[0], stream);
}

Status launch_resize(const Case& c, const Operands& o, Stream stream) {
  return kernels::resize_bilinear(resize_shape(c.in[0], c.out[0]), o.in[0], o.out[0], stream);
}

Status launch_resize_grad(const Case& c, const Operands& o, Stream stream) {
  return kernels::resize_bilinear_grad(resize_shape(c.out[0], c.in[0]), o.in[0], o.out[0], stream);
}

}  // namespace

std::vector<OpUnderTest> pool_ops() {
  return {{"max_pool2d", max_pool2d_reference, launch_max},
          {"max_pool2d_grad", max_pool2d_grad_reference, launch_max_grad},
          {"avg_pool2d", avg_pool2d_reference, launch_avg},
          {"avg_pool2d_grad", avg_pool2d_grad_reference, launch_avg_grad},
          {"resize_bilinear", resize_bilinear_reference, launch_resize},
          {"resize_bilinear_grad", resize_bilinear_grad_reference, launch_resize_grad}};
}

}  // namespace facet::test
