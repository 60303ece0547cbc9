// matmul, f32, by OpenBLAS: bound only where a measurement of the step's shape, made once, finds it faster than our own
// kernels.
//
// A choice by the clock may fall differently in two runs, and OpenBLAS's bits are not ours, nor the same for every thread
// count; so it takes part only when FACET_OPENBLAS asks for it.
#include <algorithm>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>

#include "backend/cpu/kernel_lists.h"
#include "backend/cpu/openblas.h"
#include "core/op_params.h"
#include "runtime/thread_pool.h"

namespace facet::cpu {

extern const Kernel kMatmulOpenBlas;

namespace {

struct Product {
  int m, n, k;
  MatmulParams params;

  explicit Product(const Step& step) : params(MatmulParams::of(step)) {
    m = static_cast<int>(step.out[0].dims[0]);
    n = static_cast<int>(step.out[0].dims[1]);
    k = static_cast<int>(params.trans_a ? step.in[0].dims[0] : step.in[0].dims[1]);
  }

  auto key() const { return std::make_tuple(m, n, k, params.trans_a, params.trans_b); }

  void multiply(const OpenBlas& blas, const float* a, const float* b, float* c) const {
    blas.sgemm(101, params.trans_a ? 112 : 111, params.trans_b ? 112 : 111, m, n, k, 1.0f, a, params.trans_a ? m : k, b,
               params.trans_b ? k : n, 0.0f, c, n);
  }
};

template <typename F>
double best_seconds(F&& run) {
  double best = 1e30;
  for (int i = 0; i < 4; ++i) {  // the first warms up
    const auto start = std::chrono::steady_clock::now();
    run();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

// Times both on one thread, with operands of ones, when a program is created.
bool is_faster(const Step& step, const OpenBlas& blas) {
  const Product p(step);
  const auto floats = [](int64_t count) {
    auto memory = std::make_unique<float[]>(static_cast<size_t>(count) + 16);
    std::fill_n(memory.get(), count, 1.0f);
    return memory;
  };
  const auto a = floats(step.in[0].count()), b = floats(step.in[1].count()), c = floats(step.out[0].count());
  TensorView in[] = {step.in[0], step.in[1]}, out = step.out[0];
  in[0].data = a.get();
  in[1].data = b.get();
  out.data = c.get();
  const Step probe{step.op, in, {&out, 1}, step.params};
  const Kernel* ours = nullptr;
  for (const Kernel* kernel : kernels(step.op, best_isa_level())) {
    if (kernel == &kMatmulOpenBlas || kernel->refuse(probe) != nullptr) continue;
    ours = kernel;
    break;
  }
  ThreadPool pool(1);
  const size_t bytes = ours->scratch_bytes == nullptr ? 0 : ours->scratch_bytes(probe, 1);
  const std::unique_ptr<std::byte, decltype(&std::free)> scratch(
      static_cast<std::byte*>(std::aligned_alloc(64, (bytes + 64) / 64 * 64)), &std::free);
  if (scratch == nullptr) return false;
  blas.set_threads(1);
  const double theirs = best_seconds([&] { p.multiply(blas, a.get(), b.get(), c.get()); });
  return theirs < best_seconds([&] { ours->run(probe, {pool, scratch.get()}); });
}

const char* refuse(const Step& step) {
  const OpenBlas* blas = OpenBlas::get();
  if (blas == nullptr) return "OpenBLAS is not there (FACET_OPENBLAS names its library)";
  if (step.out[0].dtype != DType::f32) return "f32 only";
  for (const TensorView* t : {&step.in[0], &step.in[1], &step.out[0]}) {
    if (t->dims[0] > INT_MAX || t->dims[1] > INT_MAX) return "a dimension beyond 2^31";
  }
  static std::mutex mutex;
  static std::map<decltype(Product(step).key()), bool> measured;
  const std::lock_guard<std::mutex> lock(mutex);
  const auto key = Product(step).key();
  auto found = measured.find(key);
  if (found == measured.end()) found = measured.emplace(key, is_faster(step, *blas)).first;
  return found->second ? nullptr : "our own kernel measured faster";
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const OpenBlas& blas = *OpenBlas::get();
  const Product p(step);
  float* c = step.out[0].as<float>();
  blas.set_threads(ctx.pool.size());
  p.multiply(blas, step.in[0].as<float>(), step.in[1].as<float>(), c);
  const float* bias = step.in.size() > 2 ? step.in[2].as<float>() : nullptr;
  const bool relu = p.params.activation == Activation::relu;
  if (bias == nullptr && !relu) return nullptr;
  for (int64_t i = 0; i < p.m; ++i) {
    for (int64_t j = 0; j < p.n; ++j) {
      float& value = c[i * p.n + j];
      if (bias != nullptr) value += bias[j];
      if (relu && value < 0) value = 0;
    }
  }
  return nullptr;
}

}  // namespace

const Kernel kMatmulOpenBlas = {"matmul_f32_openblas", refuse, nullptr, run};

}  // namespace facet::cpu
