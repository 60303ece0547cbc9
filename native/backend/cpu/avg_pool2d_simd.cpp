// avg_pool2d and its gradient, f32, vectorised over channels.
#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/pool2d_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

// One over what a window's sum is divided by: its cells in the image, or all of them.
float scale_of(const PoolShape& s, bool include_pad, const PoolShape::Window& win) {
  const int64_t cells = include_pad ? s.pool.window_h * s.pool.window_w : (win.h1 - win.h0) * (win.w1 - win.w0);
  return 1.0f / static_cast<float>(cells);
}

bool includes_pad(const Step& step) { return step.params[8].i != 0; }

KernelError run(const Step& step, const KernelContext& ctx) {
  const PoolShape s(step, step.in[0], step.out[0]);
  const bool include_pad = includes_pad(step);
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  const int64_t window = s.pool.window_h * s.pool.window_w;
  parallel_rows(ctx.pool, s.images * s.out_h * s.out_w, s.channels * window, [&](int64_t pixel) {
    const int64_t n = pixel / (s.out_h * s.out_w), p = pixel / s.out_w % s.out_h, q = pixel % s.out_w;
    const auto win = s.window(p, q);
    const float scale = scale_of(s, include_pad, win);
    float* to = y + s.out_index(n, p, q);
    for_vectors(0, s.channels, [&](int64_t c, int64_t lanes) {
      VecF total{};
      for (int64_t h = win.h0; h < win.h1; ++h) {
        const float* from = x + s.in_index(n, h, win.w0) + c;
        for (int64_t w = win.w0; w < win.w1; ++w, from += s.channels) total += load_lanes(from, lanes);
      }
      store_lanes(to + c, total * scale, lanes);
    });
  });
  return nullptr;
}

template <bool add>
void spread(const PoolShape& s, bool include_pad, const float* dy, float* dx, int64_t n, int64_t p, int64_t c_begin,
            int64_t c_end) {
  for (int64_t q = 0; q < s.out_w; ++q) {
    const auto win = s.window(p, q);
    const float scale = scale_of(s, include_pad, win);
    const float* from = dy + s.out_index(n, p, q);
    for_vectors(c_begin, c_end, [&](int64_t c, int64_t lanes) {
      const VecF share = load_lanes(from + c, lanes) * scale;
      for (int64_t h = win.h0; h < win.h1; ++h) {
        float* to = dx + s.in_index(n, h, win.w0) + c;
        for (int64_t w = win.w0; w < win.w1; ++w, to += s.channels) {
          store_lanes(to, add ? load_lanes(to, lanes) + share : share, lanes);
        }
      }
    });
  }
}

KernelError run_grad(const Step& step, const KernelContext& ctx) {
  const PoolShape s(step, step.out[0], step.in[0]);
  const bool include_pad = includes_pad(step);
  const float* dy = step.in[0].as<float>();
  float* dx = step.out[0].as<float>();
  if (s.tiles()) {
    parallel_rows(ctx.pool, s.images * s.out_h, s.pool.window_h * s.w * s.channels,
                  [&](int64_t row) { spread<false>(s, include_pad, dy, dx, row / s.out_h, row % s.out_h, 0, s.channels); });
    return nullptr;
  }
  const int64_t parts = ceil_div(s.channels, kPoolChannels);
  ctx.pool.parallel_for(s.images * parts, [&](int64_t task, int) {
    const int64_t n = task / parts, begin = task % parts * kPoolChannels, end = smaller(begin + kPoolChannels, s.channels);
    for (int64_t pixel = 0; pixel < s.h * s.w; ++pixel) {
      float* to = dx + s.in_index(n, 0, pixel);
      for_vectors(begin, end, [=](int64_t c, int64_t lanes) { store_lanes(to + c, VecF{}, lanes); });
    }
    for (int64_t p = 0; p < s.out_h; ++p) spread<true>(s, include_pad, dy, dx, n, p, begin, end);
  });
  return nullptr;
}

}  // namespace

extern const Kernel kAvgPool2d, kAvgPool2dGrad;
const Kernel kAvgPool2d = {FACET_KERNEL_NAME("avg_pool2d"), refuse, nullptr, run};
const Kernel kAvgPool2dGrad = {FACET_KERNEL_NAME("avg_pool2d_grad"), refuse, nullptr, run_grad};

}  // namespace facet::cpu::FACET_ISA_NS
