// conv2d and its gradients where every channel is a group of its own (one input, one output), f32, vectorised over channels.
// Weights are used as [R*S][C], turned round in scratch.
#include "backend/cpu/elementwise_simd.h"
#include "backend/cpu/scratch_simd.h"
#include "core/op_params.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kMaxChunks = 32;  // of the weight gradient's rows of output pixels

struct Shape {
  int64_t images, h, w, channels, out_h, out_w, kernel_h, kernel_w;
  Conv2dParams conv;

  Shape(const Step& step, const TensorView& x, const TensorView& weights, const TensorView& y)
      : images(x.dims[0]),
        h(x.dims[1]),
        w(x.dims[2]),
        channels(x.dims[3]),
        out_h(y.dims[1]),
        out_w(y.dims[2]),
        kernel_h(weights.dims[1]),
        kernel_w(weights.dims[2]),
        conv(Conv2dParams::of(step)) {}

  int64_t taps() const { return kernel_h * kernel_w; }
  int64_t chunks() const { return smaller(images * out_h, kMaxChunks); }
  int64_t in_index(int64_t n, int64_t row, int64_t column) const { return ((n * h + row) * w + column) * channels; }
  int64_t out_index(int64_t n, int64_t p, int64_t q) const { return ((n * out_h + p) * out_w + q) * channels; }
};

const char* refuse_shape(const Step& step, const TensorView& weights) {
  if (step.out[0].dtype != DType::f32) return "f32 only";
  const int64_t groups = Conv2dParams::of(step).groups;
  return groups > 1 && weights.dims[3] == 1 && weights.dims[0] == groups ? nullptr : "not depthwise";
}

void turn_weights(const Shape& s, const float* w, float* to) {
  for (int64_t tap = 0; tap < s.taps(); ++tap) {
    for (int64_t c = 0; c < s.channels; ++c) to[tap * s.channels + c] = w[c * s.taps() + tap];
  }
}

// ---- forward
// --------------------------------------------------------------------------------------------------------------------

Shape forward_shape(const Step& step) { return {step, step.in[0], step.in[1], step.out[0]}; }
const char* refuse_forward(const Step& step) { return refuse_shape(step, step.in[1]); }
size_t weights_bytes(const Step& step, int) { return static_cast<size_t>(step.in[1].count()) * sizeof(float); }

KernelError run_forward(const Step& step, const KernelContext& ctx) {
  const Shape s = forward_shape(step);
  const float* x = step.in[0].as<float>();
  const float* bias = step.in.size() > 2 ? step.in[2].as<float>() : nullptr;
  float* y = step.out[0].as<float>();
  float* weights = ScratchCutter(ctx.scratch).take<float>(s.taps() * s.channels);
  turn_weights(s, step.in[1].as<float>(), weights);
  const bool activate = s.conv.activation == Activation::relu;
  parallel_rows(ctx.pool, s.images * s.out_h, s.out_w * s.channels * s.taps(), [&](int64_t row) {
    const int64_t n = row / s.out_h, p = row % s.out_h;
    for (int64_t q = 0; q < s.out_w; ++q) {
      for_vectors(0, s.channels, [&](int64_t c, int64_t lanes) {
        VecF sum = bias == nullptr ? VecF{} : load_lanes(bias + c, lanes);
        for (int64_t r = 0; r < s.kernel_h; ++r) {
          const int64_t h = p * s.conv.stride_h - s.conv.pad_top + r * s.conv.dilation_h;
          if (h < 0 || h >= s.h) continue;
          for (int64_t t = 0; t < s.kernel_w; ++t) {
            const int64_t w = q * s.conv.stride_w - s.conv.pad_left + t * s.conv.dilation_w;
            if (w < 0 || w >= s.w) continue;
            sum += load_lanes(x + s.in_index(n, h, w) + c, lanes) *
                   load_lanes(weights + (r * s.kernel_w + t) * s.channels + c, lanes);
          }
        }
        store_lanes(y + s.out_index(n, p, q) + c, activate ? relu(sum) : sum, lanes);
      });
    }
  });
  return nullptr;
}

// ---- data gradient
// --------------------------------------------------------------------------------------------------------------

const char* refuse_data(const Step& step) { return refuse_shape(step, step.in[1]); }

KernelError run_data(const Step& step, const KernelContext& ctx) {
  const Shape s(step, step.out[0], step.in[1], step.in[0]);
  const float* dy = step.in[0].as<float>();
  float* dx = step.out[0].as<float>();
  float* weights = ScratchCutter(ctx.scratch).take<float>(s.taps() * s.channels);
  turn_weights(s, step.in[1].as<float>(), weights);
  parallel_rows(ctx.pool, s.images * s.h, s.w * s.channels * s.taps(), [&](int64_t row) {
    const int64_t n = row / s.h, h = row % s.h;
    for (int64_t w = 0; w < s.w; ++w) {
      for_vectors(0, s.channels, [&](int64_t c, int64_t lanes) {
        VecF sum{};
        for (int64_t r = 0; r < s.kernel_h; ++r) {
          const int64_t p = h + s.conv.pad_top - r * s.conv.dilation_h;
          if (p < 0 || p % s.conv.stride_h != 0 || p / s.conv.stride_h >= s.out_h) continue;
          for (int64_t t = 0; t < s.kernel_w; ++t) {
            const int64_t q = w + s.conv.pad_left - t * s.conv.dilation_w;
            if (q < 0 || q % s.conv.stride_w != 0 || q / s.conv.stride_w >= s.out_w) continue;
            sum += load_lanes(dy + s.out_index(n, p / s.conv.stride_h, q / s.conv.stride_w) + c, lanes) *
                   load_lanes(weights + (r * s.kernel_w + t) * s.channels + c, lanes);
          }
        }
        store_lanes(dx + s.in_index(n, h, w) + c, sum, lanes);
      });
    }
  });
  return nullptr;
}

// ---- weight gradient
// ------------------------------------------------------------------------------------------------------------

const char* refuse_weights(const Step& step) { return refuse_shape(step, step.out[0]); }
Shape weights_shape(const Step& step) { return {step, step.in[0], step.out[0], step.in[1]}; }

size_t sums_bytes(const Step& step, int) {
  return static_cast<size_t>(weights_shape(step).chunks() * step.out[0].count()) * sizeof(float);
}

// Rows of output pixels are summed in chunks that depend on the shape only, and the chunks added in order.
KernelError run_weights(const Step& step, const KernelContext& ctx) {
  const Shape s = weights_shape(step);
  const float* x = step.in[0].as<float>();
  const float* dy = step.in[1].as<float>();
  float* dw = step.out[0].as<float>();
  const int64_t count = s.taps() * s.channels, chunks = s.chunks(), rows = s.images * s.out_h;
  float* sums = ScratchCutter(ctx.scratch).take<float>(chunks * count);
  ctx.pool.parallel_for(chunks, [&](int64_t chunk, int) {
    float* part = sums + chunk * count;
    std::memset(part, 0, static_cast<size_t>(count) * sizeof(float));
    for (int64_t row = chunk * rows / chunks; row < (chunk + 1) * rows / chunks; ++row) {
      const int64_t n = row / s.out_h, p = row % s.out_h;
      for (int64_t r = 0; r < s.kernel_h; ++r) {
        const int64_t h = p * s.conv.stride_h - s.conv.pad_top + r * s.conv.dilation_h;
        if (h < 0 || h >= s.h) continue;
        for (int64_t t = 0; t < s.kernel_w; ++t) {
          float* to = part + (r * s.kernel_w + t) * s.channels;
          for_vectors(0, s.channels, [&](int64_t c, int64_t lanes) {
            VecF sum = load_lanes(to + c, lanes);
            for (int64_t q = 0; q < s.out_w; ++q) {
              const int64_t w = q * s.conv.stride_w - s.conv.pad_left + t * s.conv.dilation_w;
              if (w < 0 || w >= s.w) continue;
              sum += load_lanes(x + s.in_index(n, h, w) + c, lanes) * load_lanes(dy + s.out_index(n, p, q) + c, lanes);
            }
            store_lanes(to + c, sum, lanes);
          });
        }
      }
    }
  });
  for (int64_t c = 0; c < s.channels; ++c) {
    for (int64_t tap = 0; tap < s.taps(); ++tap) {
      double sum = 0;
      for (int64_t chunk = 0; chunk < chunks; ++chunk) sum += static_cast<double>(sums[chunk * count + tap * s.channels + c]);
      dw[c * s.taps() + tap] = static_cast<float>(sum);
    }
  }
  return nullptr;
}

}  // namespace

extern const Kernel kDepthwise, kDepthwiseGradData, kDepthwiseGradWeights;
const Kernel kDepthwise = {FACET_KERNEL_NAME("conv2d") "_depthwise", refuse_forward, weights_bytes, run_forward};
const Kernel kDepthwiseGradData = {FACET_KERNEL_NAME("conv2d_grad_data") "_depthwise", refuse_data, weights_bytes, run_data};
const Kernel kDepthwiseGradWeights = {FACET_KERNEL_NAME("conv2d_grad_weights") "_depthwise", refuse_weights, sums_bytes,
                                      run_weights};

}  // namespace facet::cpu::FACET_ISA_NS
