// conv_bench [vgg16|narrow] [batch] [threads] [repeats]: GFLOP/s of the convolution kernels that this machine binds, layer by
// layer, forward, data gradient and weight gradient, beside the multiply-add peak measured between them (the median of all so
// far). Prints a Markdown table.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "backend/cpu/kernel_lists.h"
#include "core/op_params.h"
#include "fma_peak.h"
#include "runtime/thread_pool.h"

namespace facet::bench {
namespace {

struct Layer {
  const char* name;
  int64_t pixels, channels, outputs;  // pixels x pixels, 3x3, padding 1
};

const std::vector<Layer> kVgg16 = {{"conv1_1", 224, 3, 64},    {"conv1_2", 224, 64, 64},  {"conv2_1", 112, 64, 128},
                                   {"conv2_2", 112, 128, 128}, {"conv3_1", 56, 128, 256}, {"conv3_2", 56, 256, 256},
                                   {"conv4_1", 28, 256, 512},  {"conv4_2", 28, 512, 512}, {"conv5_1", 14, 512, 512}};
const std::vector<Layer> kNarrow = {{"conv1_1", 112, 3, 16},  {"conv1_2", 112, 16, 16},  {"conv2_1", 56, 16, 32},
                                    {"conv2_2", 56, 32, 32},  {"conv3_1", 28, 32, 64},   {"conv3_2", 28, 64, 64},
                                    {"conv4_1", 14, 64, 128}, {"conv4_2", 14, 128, 128}, {"conv5_1", 7, 128, 128}};

struct Tensor {
  std::unique_ptr<float[]> data;
  TensorView view;

  explicit Tensor(std::initializer_list<int64_t> dims) {
    for (const int64_t d : dims) view.dims[view.rank++] = d;
    const int64_t count = view.count();
    data = std::make_unique<float[]>(static_cast<size_t>(count) + 16);
    uint32_t state = 1;
    for (int64_t i = 0; i < count; ++i) {
      state = state * 1664525u + 1013904223u;
      data[static_cast<size_t>(i)] = static_cast<float>(state >> 8) / 8388608.0f - 1.0f;
    }
    view.data = data.get();
  }
};

class Bench {
 public:
  Bench(int threads, int repeats) : pool_(threads), level_(cpu::best_isa_level()), repeats_(repeats) {}

  void run(const Layer& layer, int64_t batch) {
    Tensor x{batch, layer.pixels, layer.pixels, layer.channels}, w{layer.outputs, 3, 3, layer.channels}, b{layer.outputs};
    Tensor y{batch, layer.pixels, layer.pixels, layer.outputs};
    std::vector<Param> params(10);
    const int64_t values[10] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    for (size_t i = 0; i < params.size(); ++i) params[i].i = values[i];
    const double flops = 2.0 * 9 * static_cast<double>(y.view.count()) * static_cast<double>(layer.channels);
    const TensorView forward_in[] = {x.view, w.view, b.view}, data_in[] = {y.view, w.view}, weights_in[] = {x.view, y.view};
    const double forward = gflops({Op::conv2d, forward_in, {&y.view, 1}, params}, flops);
    const double data = gflops({Op::conv2d_grad_data, data_in, {&x.view, 1}, params}, flops);
    const double weights = gflops({Op::conv2d_grad_weights, weights_in, {&w.view, 1}, params}, flops);
    std::nth_element(peaks_.begin(), peaks_.begin() + static_cast<int64_t>(peaks_.size() / 2), peaks_.end());
    const double peak = peaks_[peaks_.size() / 2];
    const auto percent = [peak](double g) { return 100 * g / peak; };
    std::printf("| %s | %ldx%ldx%ldx%ld -> %ld | %.0f | %.0f (%.0f %%) | %.0f (%.0f %%) | %.0f (%.0f %%) |\n", layer.name,
                static_cast<long>(batch), static_cast<long>(layer.pixels), static_cast<long>(layer.pixels),
                static_cast<long>(layer.channels), static_cast<long>(layer.outputs), peak, forward, percent(forward), data,
                percent(data), weights, percent(weights));
    std::fflush(stdout);
  }

 private:
  double gflops(const Step& step, double flops) {
    const Kernel* kernel = nullptr;
    for (const Kernel* k : cpu::kernels(step.op, level_)) {
      if (k->refuse(step) == nullptr) {
        kernel = k;
        break;
      }
    }
    const size_t bytes = kernel->scratch_bytes == nullptr ? 0 : kernel->scratch_bytes(step, pool_.size());
    const std::unique_ptr<std::byte, decltype(&std::free)> scratch(
        static_cast<std::byte*>(std::aligned_alloc(64, (bytes + 127) / 64 * 64)), &std::free);
    std::memset(scratch.get(), 0, bytes);
    double best = 1e30;
    for (int i = 0; i < repeats_; ++i) {
      const double start = seconds(pool_);
      kernel->run(step, {pool_, scratch.get()});
      best = std::min(best, seconds(pool_) - start);
      if (i % 4 == 0) peaks_.push_back(fma_peak_gflops(pool_, level_));
    }
    return flops / best * 1e-9;
  }

  ThreadPool pool_;
  cpu::IsaLevel level_;
  int repeats_;
  std::vector<double> peaks_;
};

}  // namespace
}  // namespace facet::bench

int main(int argc, char** argv) {
  const bool narrow = argc > 1 && std::strcmp(argv[1], "narrow") == 0;
  const int64_t batch = argc > 2 ? std::atoi(argv[2]) : narrow ? 32 : 8;
  const int threads = argc > 3 ? std::atoi(argv[3]) : 2, repeats = argc > 4 ? std::atoi(argv[4]) : 8;
  std::printf("%s, %d threads, GFLOP/s (share of the multiply-add peak)\n\n", facet::cpu::name(facet::cpu::best_isa_level()),
              threads);
  std::printf("| layer | shape | peak | forward | data | weights |\n| --- | --- | --- | --- | --- | --- |\n");
  facet::bench::Bench bench(threads, repeats);
  for (const auto& layer : narrow ? facet::bench::kNarrow : facet::bench::kVgg16) bench.run(layer, batch);
}
