// max_pool2d and its gradient, f32, vectorised over channels. NaN wins, and the first of equal maxima is taken.
#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/pool2d_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

VecI beats(VecF x, VecF best) { return (x > best) | ((x != x) & (best == best)); }

KernelError run(const Step& step, const KernelContext& ctx) {
  const PoolShape s(step, step.in[0], step.out[0]);
  const float* x = step.in[0].as<float>();
  float* y = step.out[0].as<float>();
  parallel_rows(ctx.pool, s.images * s.out_h, s.out_w * s.channels * s.pool.window_h * s.pool.window_w, [&](int64_t row) {
    const int64_t n = row / s.out_h, p = row % s.out_h;
    for (int64_t q = 0; q < s.out_w; ++q) {
      const auto win = s.window(p, q);
      float* to = y + s.out_index(n, p, q);
      for_vectors(0, s.channels, [&](int64_t c, int64_t lanes) {
        VecF best = load_lanes(x + s.in_index(n, win.h0, win.w0) + c, lanes);
        for (int64_t h = win.h0; h < win.h1; ++h) {
          const float* from = x + s.in_index(n, h, win.w0) + c;
          for (int64_t w = win.w0; w < win.w1; ++w, from += s.channels) {
            const VecF value = load_lanes(from, lanes);
            best = beats(value, best) ? value : best;
          }
        }
        store_lanes(to + c, best, lanes);
      });
    }
  });
  return nullptr;
}

// The position, counted along the window, of the maximum.
VecI winner(const PoolShape& s, const PoolShape::Window& win, const float* x, int64_t n, int64_t c, int64_t lanes) {
  VecF best = load_lanes(x + s.in_index(n, win.h0, win.w0) + c, lanes);
  VecI position{};
  int32_t index = 0;
  for (int64_t h = win.h0; h < win.h1; ++h) {
    const float* from = x + s.in_index(n, h, win.w0) + c;
    for (int64_t w = win.w0; w < win.w1; ++w, from += s.channels, ++index) {
      const VecF value = load_lanes(from, lanes);
      const VecI wins = beats(value, best);
      best = wins ? value : best;
      position = wins ? index - VecI{} : position;
    }
  }
  return position;
}

template <bool add>
void spread(const PoolShape& s, const float* x, const float* dy, float* dx, int64_t n, int64_t p, int64_t c_begin,
            int64_t c_end) {
  for (int64_t q = 0; q < s.out_w; ++q) {
    const auto win = s.window(p, q);
    const float* from = dy + s.out_index(n, p, q);
    for_vectors(c_begin, c_end, [&](int64_t c, int64_t lanes) {
      const VecI position = winner(s, win, x, n, c, lanes);
      const VecF d = load_lanes(from + c, lanes);
      int32_t index = 0;
      for (int64_t h = win.h0; h < win.h1; ++h) {
        float* to = dx + s.in_index(n, h, win.w0) + c;
        for (int64_t w = win.w0; w < win.w1; ++w, to += s.channels, ++index) {
          const VecF share = position == index ? d : VecF{};
          store_lanes(to, add ? load_lanes(to, lanes) + share : share, lanes);
        }
      }
    });
  }
}

KernelError run_grad(const Step& step, const KernelContext& ctx) {
  const PoolShape s(step, step.in[0], step.in[1]);
  const float* x = step.in[0].as<float>();
  const float* dy = step.in[1].as<float>();
  float* dx = step.out[0].as<float>();
  if (s.tiles()) {
    parallel_rows(ctx.pool, s.images * s.out_h, s.pool.window_h * s.w * s.channels,
                  [&](int64_t row) { spread<false>(s, x, dy, dx, row / s.out_h, row % s.out_h, 0, s.channels); });
    return nullptr;
  }
  const int64_t parts = ceil_div(s.channels, kPoolChannels);
  ctx.pool.parallel_for(s.images * parts, [&](int64_t task, int) {
    const int64_t n = task / parts, begin = task % parts * kPoolChannels, end = smaller(begin + kPoolChannels, s.channels);
    int64_t cleared = 0;  // rows: each right before the first window adds to it, while it is in the cache
    const auto clear = [&](int64_t rows) {
      for (int64_t pixel = cleared * s.w; pixel < rows * s.w; ++pixel) {
        float* to = dx + s.in_index(n, 0, pixel);
        for_vectors(begin, end, [=](int64_t c, int64_t lanes) { store_lanes(to + c, VecF{}, lanes); });
      }
      cleared = larger(cleared, rows);
    };
    for (int64_t p = 0; p < s.out_h; ++p) {
      clear(s.window(p, 0).h1);
      spread<true>(s, x, dy, dx, n, p, begin, end);
    }
    clear(s.h);
  });
  return nullptr;
}

}  // namespace

extern const Kernel kMaxPool2d, kMaxPool2dGrad;
const Kernel kMaxPool2d = {FACET_KERNEL_NAME("max_pool2d"), refuse, nullptr, run};
const Kernel kMaxPool2dGrad = {FACET_KERNEL_NAME("max_pool2d_grad"), refuse, nullptr, run_grad};

}  // namespace facet::cpu::FACET_ISA_NS
