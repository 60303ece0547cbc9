// resize_bilinear and its gradient, f32, vectorised over channels. The gradient scatters the outputs of one image in row-major
// order.
#include "backend/cpu/bilinear.h"
#include "backend/cpu/elementwise_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kGradChannels = 64;  // channels of one image that a task owns

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

// The four cells of the small image [h, w] that pixel (p, q) of [out_h, out_w] reads, and their weights.
struct Corners {
  int64_t cell[4];
  float weight[4];

  Corners(int64_t p, int64_t q, int64_t h, int64_t w, int64_t out_h, int64_t out_w) {
    const BilinearTap row = BilinearTap::of(p, h, out_h), column = BilinearTap::of(q, w, out_w);
    for (int i = 0; i < 4; ++i) {
      const double down = i / 2 == 0 ? 1 - row.fraction : row.fraction,
                   right = i % 2 == 0 ? 1 - column.fraction : column.fraction;
      cell[i] = (i / 2 == 0 ? row.low : row.high) * w + (i % 2 == 0 ? column.low : column.high);
      weight[i] = static_cast<float>(down * right);
    }
  }
};

KernelError run(const Step& step, const KernelContext& ctx) {
  const TensorView &xv = step.in[0], &yv = step.out[0];
  const float* x = xv.as<float>();
  float* y = yv.as<float>();
  const int64_t h = xv.dims[1], w = xv.dims[2], channels = xv.dims[3], out_h = yv.dims[1], out_w = yv.dims[2];
  parallel_rows(ctx.pool, yv.dims[0] * out_h * out_w, 4 * channels, [=](int64_t pixel) {
    const Corners corners(pixel / out_w % out_h, pixel % out_w, h, w, out_h, out_w);
    const float* image = x + pixel / (out_h * out_w) * h * w * channels;
    float* to = y + pixel * channels;
    for_vectors(0, channels, [&](int64_t c, int64_t lanes) {
      VecF sum{};
      for (int i = 0; i < 4; ++i) sum += corners.weight[i] * load_lanes(image + corners.cell[i] * channels + c, lanes);
      store_lanes(to + c, sum, lanes);
    });
  });
  return nullptr;
}

KernelError run_grad(const Step& step, const KernelContext& ctx) {
  const TensorView &dyv = step.in[0], &dxv = step.out[0];
  const float* dy = dyv.as<float>();
  float* dx = dxv.as<float>();
  const int64_t h = dxv.dims[1], w = dxv.dims[2], channels = dxv.dims[3], out_h = dyv.dims[1], out_w = dyv.dims[2];
  const int64_t parts = ceil_div(channels, kGradChannels);
  ctx.pool.parallel_for(dxv.dims[0] * parts, [&](int64_t task, int) {
    const int64_t n = task / parts, begin = task % parts * kGradChannels, end = smaller(begin + kGradChannels, channels);
    float* image = dx + n * h * w * channels;
    for (int64_t cell = 0; cell < h * w; ++cell) {
      for_vectors(begin, end, [=](int64_t c, int64_t lanes) { store_lanes(image + cell * channels + c, VecF{}, lanes); });
    }
    for (int64_t pixel = 0; pixel < out_h * out_w; ++pixel) {
      const Corners corners(pixel / out_w, pixel % out_w, h, w, out_h, out_w);
      const float* from = dy + (n * out_h * out_w + pixel) * channels;
      for_vectors(begin, end, [&](int64_t c, int64_t lanes) {
        const VecF gradient = load_lanes(from + c, lanes);
        for (int i = 0; i < 4; ++i) {
          float* at = image + corners.cell[i] * channels + c;
          store_lanes(at, load_lanes(at, lanes) + corners.weight[i] * gradient, lanes);
        }
      });
    }
  });
  return nullptr;
}

}  // namespace

extern const Kernel kResizeBilinear, kResizeBilinearGrad;
const Kernel kResizeBilinear = {FACET_KERNEL_NAME("resize_bilinear"), refuse, nullptr, run};
const Kernel kResizeBilinearGrad = {FACET_KERNEL_NAME("resize_bilinear_grad"), refuse, nullptr, run_grad};

}  // namespace facet::cpu::FACET_ISA_NS
