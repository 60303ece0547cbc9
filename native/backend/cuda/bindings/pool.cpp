// Pooling and resizing.
#include "avg_pool2d.h"
#include "backend/cuda/bindings/binding.h"
#include "max_pool2d.h"
#include "resize_bilinear.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

kernels::Pool2dShape pool_shape(const Step& s, const TensorView& x, const TensorView& y) {
  const auto p = Pool2dParams::of(s);
  return {x.dims[0],  x.dims[1],  x.dims[2],  x.dims[3],  y.dims[1], y.dims[2],
          p.window_h, p.window_w, p.stride_h, p.stride_w, p.pad_top, p.pad_left};
}

bool count_pad(const Step& s) { return s.params[8].i != 0; }

template <class T>
Status max_pool2d(const Step& s, const KernelContext& c) {
  return kernels::max_pool2d(pool_shape(s, s.in[0], s.out[0]), in<T>(s, 0), out<T>(s, 0), stream(c));
}

// x dy -> dx
template <class T>
Status max_pool2d_grad(const Step& s, const KernelContext& c) {
  return kernels::max_pool2d_grad(pool_shape(s, s.in[0], s.in[1]), in<T>(s, 0), in<T>(s, 1), out<T>(s, 0), stream(c));
}

template <class T>
Status avg_pool2d(const Step& s, const KernelContext& c) {
  return kernels::avg_pool2d(pool_shape(s, s.in[0], s.out[0]), count_pad(s), in<T>(s, 0), out<T>(s, 0), stream(c));
}

// dy -> dx
template <class T>
Status avg_pool2d_grad(const Step& s, const KernelContext& c) {
  return kernels::avg_pool2d_grad(pool_shape(s, s.out[0], s.in[0]), count_pad(s), in<T>(s, 0), out<T>(s, 0), stream(c));
}

kernels::ResizeShape resize_shape(const TensorView& x, const TensorView& y) {
  return {x.dims[0], x.dims[1], x.dims[2], y.dims[1], y.dims[2], x.dims[3]};
}

Status resize_bilinear(const Step& s, const KernelContext& c) {
  return kernels::resize_bilinear(resize_shape(s.in[0], s.out[0]), in(s, 0), out(s, 0), stream(c));
}

// dy -> dx
Status resize_bilinear_grad(const Step& s, const KernelContext& c) {
  return kernels::resize_bilinear_grad(resize_shape(s.out[0], s.in[0]), in(s, 0), out(s, 0), stream(c));
}

}  // namespace

FACET_BIND(kMaxPool2d, "max_pool2d", max_pool2d<float>)
FACET_BIND_BF16(kMaxPool2dBf16, "max_pool2d", max_pool2d<Bf16>)
FACET_BIND(kMaxPool2dGrad, "max_pool2d_grad", max_pool2d_grad<float>)
FACET_BIND_BF16(kMaxPool2dGradBf16, "max_pool2d_grad", max_pool2d_grad<Bf16>)
FACET_BIND(kAvgPool2d, "avg_pool2d", avg_pool2d<float>)
FACET_BIND_BF16(kAvgPool2dBf16, "avg_pool2d", avg_pool2d<Bf16>)
FACET_BIND(kAvgPool2dGrad, "avg_pool2d_grad", avg_pool2d_grad<float>)
FACET_BIND_BF16(kAvgPool2dGradBf16, "avg_pool2d_grad", avg_pool2d_grad<Bf16>)
FACET_BIND(kResizeBilinear, "resize_bilinear", resize_bilinear)
FACET_BIND(kResizeBilinearGrad, "resize_bilinear_grad", resize_bilinear_grad)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
