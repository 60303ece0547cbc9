// Properties of the reference kernels that need no second implementation: gradients of linear ops are their transposes, dropout
// keeps the share it should, special values behave as docs/ops.md says.
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "backend/cpu/reference_kernels.h"
#include "core/dropout_hash.h"
#include "core/op_params.h"
#include "tests/case_runner.h"
#include "tests/test.h"

namespace facet::test {
namespace {

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<double> rounded(std::vector<double> values) {
  for (double& value : values) value = static_cast<double>(static_cast<float>(value));
  return values;
}

std::vector<double> output_of(const OpCase& c, const Kernel& kernel, ThreadPool& pool) {
  CaseRun run(c, DType::f64);
  const KernelError error = run.run(kernel, pool);
  CHECK(error == nullptr, c.name, ": ", error == nullptr ? "" : error);
  return run.output(0);
}

// <f(x), dy> = <x, f'(dy)>: `backward` takes dy as input `dy` and the forward's other inputs unchanged, in the same places but
// for the one it differentiates. The values of tensor t of a case depend on the case's and the tensor's names, so both cases
// get equal ones.
void check_transpose(const OpCase& forward, const Kernel& forward_kernel, size_t wrt, OpCase backward,
                     const Kernel& backward_kernel, size_t dy, ThreadPool& pool) {
  backward.name = forward.name;
  const auto y = output_of(forward, forward_kernel, pool), dx = output_of(backward, backward_kernel, pool);
  const double left = dot(y, rounded(backward.values(dy))), right = dot(rounded(forward.values(wrt)), dx);
  CHECK(std::abs(left - right) <= 1e-9 * (1 + std::abs(left)), forward.name, ": ", left, " and ", right);
}

OpCase without_activation(OpCase c) {
  c.params.back().i = 0;
  return c;
}

}  // namespace

FACET_TEST(reference, convolution_gradients_are_transposes) {
  using namespace cpu::reference;
  ThreadPool pool(2);
  for (const OpCase& c : cases_of(Op::conv2d)) {
    if (c.in.size() > 2 || c.is_large()) continue;
    const OpCase forward = without_activation(c);
    OpCase data = forward, weights = forward;
    data.op = Op::conv2d_grad_data;
    data.in[0] = {"dy", c.out[0].dims, "signed"};
    data.out[0].dims = c.in[0].dims;
    check_transpose(forward, conv2d_f64, 0, data, conv2d_grad_data_f64, 0, pool);
    weights.op = Op::conv2d_grad_weights;
    weights.in[1] = {"dy", c.out[0].dims, "signed"};
    weights.out[0].dims = c.in[1].dims;
    check_transpose(forward, conv2d_f64, 1, weights, conv2d_grad_weights_f64, 1, pool);
  }
}

FACET_TEST(reference, gradients_of_linear_ops_are_transposes) {
  using namespace cpu::reference;
  ThreadPool pool(2);
  struct Pair {
    Op op;
    const Kernel &forward, &backward;
    Op backward_op;
  };
  const Pair pairs[] = {{Op::avg_pool2d, avg_pool2d_f64, avg_pool2d_grad_f64, Op::avg_pool2d_grad},
                        {Op::resize_bilinear, resize_bilinear_f64, resize_bilinear_grad_f64, Op::resize_bilinear_grad},
                        {Op::slice, slice_f64, slice_grad_f64, Op::slice_grad}};
  for (const Pair& pair : pairs) {
    for (const OpCase& c : cases_of(pair.op)) {
      if (c.is_large()) continue;
      OpCase backward = c;
      backward.op = pair.backward_op;
      backward.in[0] = {"dy", c.out[0].dims, "signed"};
      backward.out[0].dims = c.in[0].dims;
      check_transpose(c, pair.forward, 0, backward, pair.backward, 0, pool);
    }
  }
}

FACET_TEST(reference, max_pooling_passes_each_gradient_once) {
  ThreadPool pool(2);
  for (const OpCase& c : cases_of(Op::max_pool2d_grad)) {
    if (c.is_large()) continue;
    const auto dx = output_of(c, cpu::reference::max_pool2d_grad_f64, pool);
    const auto dy = rounded(c.values(1));
    const double given = std::accumulate(dy.begin(), dy.end(), 0.0), passed = std::accumulate(dx.begin(), dx.end(), 0.0);
    CHECK(std::abs(given - passed) <= 1e-9 * (1 + std::abs(given)), c.name, ": ", given, " given, ", passed, " passed");
  }
}

FACET_TEST(reference, dropout_keeps_the_share_it_should) {
  constexpr int kDraws = 1 << 20;
  for (const double rate : {0.1, 0.5, 0.9}) {
    for (const int32_t seed : {0, 1, 2, 12345}) {
      const DropoutKeys keys = dropout_keys(seed, 7, 0), next = dropout_keys(seed + 1, 7, 0);
      int kept = 0, both = 0, neighbours = 0;
      bool before = false;
      for (uint32_t i = 0; i < kDraws; ++i) {
        const bool keep = dropout_draw(keys, i) >= dropout_threshold(rate),
                   keep_next = dropout_draw(next, i) >= dropout_threshold(rate);
        kept += keep;
        both += keep && keep_next;
        neighbours += keep && before;
        before = keep;
      }
      // Five standard deviations of independent draws.
      const double p = 1 - rate, n = kDraws;
      CHECK(std::abs(kept / n - p) < 5 * std::sqrt(p * (1 - p) / n), rate, " ", seed, " ", kept / n);
      CHECK(std::abs(both / n - p * p) < 5 * std::sqrt(p * p * (1 - p * p) / n), "seeds are correlated ", rate, " ", seed, " ",
            both / n);
      CHECK(std::abs(neighbours / n - p * p) < 8 * std::sqrt(p * p * (1 - p * p) / n), "neighbours are correlated ", rate, " ",
            seed);
    }
  }
}

FACET_TEST(reference, special_values) {
  ThreadPool pool(1);
  const KernelContext context{pool, nullptr};
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  const auto run = [&](const Kernel& kernel, Op op, std::vector<float> x, std::vector<int64_t> dims,
                       std::vector<int64_t> y_dims, std::vector<Param> params) {
    TensorView in, out;
    in.rank = out.rank = static_cast<int>(dims.size());
    for (size_t i = 0; i < dims.size(); ++i) {
      in.dims[i] = dims[i];
      out.dims[i] = y_dims[i];
    }
    std::vector<float> y(static_cast<size_t>(out.count()));
    in.data = x.data();
    out.data = y.data();
    const Step step{op, {&in, 1}, {&out, 1}, params};
    CHECK(kernel.run(step, context) == nullptr);
    return y;
  };
  using namespace cpu::reference;
  const auto relu = run(relu_f32, Op::relu, {nan, -inf, -0.0f, inf}, {4}, {4}, {});
  CHECK(std::isnan(relu[0]) && relu[1] == 0 && relu[2] == 0 && relu[3] == inf);
  Param window[8] = {};
  window[0].i = 1;
  window[1].i = 3;
  window[2].i = window[3].i = 1;
  const std::vector<Param> pool_params(window, window + 8);
  const auto max = run(max_pool2d_f32, Op::max_pool2d, {1, nan, 5, -inf, -inf, -inf}, {1, 2, 3, 1}, {1, 2, 1, 1}, pool_params);
  CHECK(std::isnan(max[0]) && max[1] == -inf);
  Param clip[3] = {};
  clip[0].i = static_cast<int64_t>(UnaryKind::clip);
  clip[1].f = 0;
  clip[2].f = std::numeric_limits<double>::infinity();
  const auto clipped = run(unary_f32, Op::unary, {nan, -inf, inf}, {3}, {3}, {clip, clip + 3});
  CHECK(std::isnan(clipped[0]) && clipped[1] == 0 && clipped[2] == inf);
  const auto softmax = run(softmax_f32, Op::softmax, {1000, 1000, -1000}, {3}, {3}, {});
  CHECK(softmax[0] == 0.5f && softmax[1] == 0.5f && softmax[2] == 0);
}

FACET_TEST(reference, clipped_values_pass_no_gradient) {
  ThreadPool pool(1);
  const KernelContext context{pool, nullptr};
  const float low = 0.1f, high = 0.7f;
  std::vector<float> t = {low, std::nextafter(low, 1.0f), 0.5f, std::nextafter(high, 0.0f), high}, dy(5, 2.0f), dx(5);
  TensorView in[2], out;
  for (TensorView* view : {&in[0], &in[1], &out}) {
    view->rank = 1;
    view->dims[0] = 5;
  }
  in[0].data = t.data();
  in[1].data = dy.data();
  out.data = dx.data();
  Param clip[3] = {};
  clip[0].i = static_cast<int64_t>(UnaryKind::clip);
  clip[1].f = 0.1;
  clip[2].f = 0.7;
  CHECK(cpu::reference::unary_grad_f32.run({Op::unary_grad, in, {&out, 1}, clip}, context) == nullptr);
  CHECK((dx == std::vector<float>{0, 2, 2, 2, 0}), dx[0], " ", dx[1], " ", dx[2], " ", dx[3], " ", dx[4]);
}

}  // namespace facet::test
