// conv_bench [vgg16|resnet50|narrow] [batch] [threads] [repeats]: GFLOP/s of the convolution kernels that this machine binds,
// layer by layer, forward, data gradient and weight gradient, by the multiplications of direct sums, beside the multiply-add
// peak measured between them (the median of all so far); and by how much they err. Prints a Markdown table.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "backend/cpu/kernel_lists.h"
#include "conv_layers.h"
#include "conv_sample.h"
#include "core/kernel_registry.h"
#include "core/op_params.h"
#include "fma_peak.h"
#include "runtime/thread_pool.h"

namespace facet::bench {
namespace {

struct Tensor {
  std::unique_ptr<float[]> data;
  TensorView view;

  explicit Tensor(std::initializer_list<int64_t> dims) {
    for (const int64_t d : dims) view.dims[view.rank++] = d;
    const int64_t count = view.count();
    data = std::make_unique<float[]>(static_cast<size_t>(count) + 16);
    uint32_t state = static_cast<uint32_t>(count);
    for (int64_t i = 0; i < count; ++i) {
      state = state * 1664525u + 1013904223u;
      data[static_cast<size_t>(i)] = static_cast<float>(state >> 8) / 8388608.0f - 1.0f;
    }
    view.data = data.get();
  }
};

struct Result {
  double gflops;
  bool winograd;
  double error;  // rms of the differences from float64 over the rms of the values
};

class Bench {
 public:
  Bench(int threads, int repeats) : pool_(threads), level_(cpu::best_isa_level()), repeats_(repeats) {}

  void run(const ConvLayer& l, int64_t batch) {
    const int64_t out = l.output_pixels();
    Tensor x{batch, l.pixels, l.pixels, l.channels}, w{l.outputs, l.kernel, l.kernel, l.channels}, b{l.outputs};
    Tensor y{batch, out, out, l.outputs}, dx{batch, l.pixels, l.pixels, l.channels},
        dw{l.outputs, l.kernel, l.kernel, l.channels};
    Tensor dy{batch, out, out, l.outputs};
    std::vector<Param> params(10);
    const int64_t p = l.padding(), values[10] = {l.stride, l.stride, p, p, p, p, 1, 1, 1, 0};
    for (size_t i = 0; i < params.size(); ++i) params[i].i = values[i];
    const double flops = 2.0 * static_cast<double>(l.kernel * l.kernel * y.view.count() * l.channels);
    const TensorView forward_in[] = {x.view, w.view, b.view}, data_in[] = {dy.view, w.view}, weights_in[] = {x.view, dy.view};
    const ConvSample sample{l, x.view, w.view, b.view, dy.view};
    Result forward = measure({Op::conv2d, forward_in, {&y.view, 1}, params}, flops);
    forward.error = sample.forward_error(y.view);
    Result data = measure({Op::conv2d_grad_data, data_in, {&dx.view, 1}, params}, flops);
    data.error = sample.data_error(dx.view);
    Result weights = measure({Op::conv2d_grad_weights, weights_in, {&dw.view, 1}, params}, flops);
    weights.error = sample.weights_error(dw.view);
    print(l, batch, forward, data, weights);
  }

 private:
  void print(const ConvLayer& l, int64_t batch, const Result& forward, const Result& data, const Result& weights) {
    std::nth_element(peaks_.begin(), peaks_.begin() + static_cast<int64_t>(peaks_.size() / 2), peaks_.end());
    const double peak = peaks_[peaks_.size() / 2];
    std::printf("| %s | %ldx%ldx%ldx%ld -> %ld, %ldx%ld/%ld | %.0f |", l.name, static_cast<long>(batch),
                static_cast<long>(l.pixels), static_cast<long>(l.pixels), static_cast<long>(l.channels),
                static_cast<long>(l.outputs), static_cast<long>(l.kernel), static_cast<long>(l.kernel),
                static_cast<long>(l.stride), peak);
    for (const Result& r : {forward, data, weights}) {
      std::printf(" %.0f (%.0f %%) %s %.1e |", r.gflops, 100 * r.gflops / peak, r.winograd ? "W" : "D", r.error);
    }
    std::printf("\n");
    std::fflush(stdout);
  }

  Result measure(const Step& step, double flops) {
    const Kernel* kernel = nullptr;
    for (const Kernel* k : cpu::kernels(step.op, level_)) {
      if (k->refuse(step) == nullptr) {
        kernel = k;
        break;
      }
    }
    const size_t bytes = unkept_bytes(*kernel, step, pool_.size());
    const std::unique_ptr<std::byte, decltype(&std::free)> scratch(
        static_cast<std::byte*>(std::aligned_alloc(64, (bytes + 127) / 64 * 64)), &std::free);
    std::memset(scratch.get(), 0, bytes);
    double best = 1e30;
    for (int i = 0; i < repeats_; ++i) {
      const double start = seconds(pool_);
      run_unkept(*kernel, step, {pool_, scratch.get()});
      best = std::min(best, seconds(pool_) - start);
      if (i % 4 == 0) peaks_.push_back(fma_peak_gflops(pool_, level_));
    }
    return {flops / best * 1e-9, std::string(kernel->name).ends_with("_winograd"), 0};
  }

  ThreadPool pool_;
  cpu::IsaLevel level_;
  int repeats_;
  std::vector<double> peaks_;
};

}  // namespace
}  // namespace facet::bench

int main(int argc, char** argv) {
  const std::string network = argc > 1 ? argv[1] : "vgg16";
  const auto layers = facet::bench::conv_layers(network);
  if (layers.empty()) {
    std::fprintf(stderr, "there is no network %s; there are vgg16, resnet50, narrow\n", network.c_str());
    return 1;
  }
  const int64_t batch = argc > 2 ? std::atoi(argv[2]) : 8;
  const int threads = argc > 3 ? std::atoi(argv[3]) : 2, repeats = argc > 4 ? std::atoi(argv[4]) : 8;
  std::printf(
      "%s, %d threads: GFLOP/s (share of the multiply-add peak), W for Winograd or D for direct sums, error against "
      "float64\n\n",
      facet::cpu::name(facet::cpu::best_isa_level()), threads);
  std::printf("| layer | shape | peak | forward | data | weights |\n| --- | --- | --- | --- | --- | --- |\n");
  facet::bench::Bench bench(threads, repeats);
  for (const auto& layer : layers) bench.run(layer, batch);
}
