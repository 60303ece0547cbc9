// How much more Winograd's transforms round than direct sums do.
#include <cmath>
#include <string>
#include <vector>

#include "conv2d.h"
#include "conv2d_grad_data.h"
#include "conv2d_grad_weights.h"
#include "guarded_buffer.h"
#include "matrix_reference.h"
#include "numerics.h"
#include "op_runner.h"
#include "winograd.h"

namespace facet::test {

namespace {

using kernels::Conv2dShape;
using kernels::Precision;
using kernels::Status;
using kernels::WinogradPass;

// Float against float64, uniform values: over 256 channels 1.8 to 2 times as much as direct sums in one go (several blocks that
// share the depth are exacter). Over 4096 pixels it is less than they: there are fewer sums, of which each is a tile's.
constexpr double kMostRatio = 2.5;
constexpr kernels::GemmPlan kOneSum{kernels::GemmTileKind::tile_128x64, 1};

double root_mean_square_error(std::vector<float> values, const Values& exact) {
  double sum = 0;
  for (size_t i = 0; i < exact.size(); ++i) sum += (values[i] - exact[i]) * (values[i] - exact[i]);
  return std::sqrt(sum / static_cast<double>(exact.size()));
}

struct Problem {
  WinogradPass pass;
  const char* op;
  std::vector<CaseTensor> in;
  CaseTensor out;
  Conv2dShape shape;
  std::vector<Values> (*reference)(const Case&, const std::vector<Values>&);
};

Status run(const Problem& p, bool winograd, float* a, float* b, float* out) {
  if (winograd) {
    const auto plan = kernels::winograd_plan(p.shape, p.pass);
    return with_workspace(kernels::winograd_workspace_bytes(p.shape, p.pass, plan), [&](float* workspace) {
      switch (p.pass) {
        case WinogradPass::forward:
          return kernels::winograd_conv2d(p.shape, plan, a, b, nullptr, nullptr, kernels::Activation::none, out, workspace, {});
        case WinogradPass::data:
          return kernels::winograd_conv2d_grad_data(p.shape, plan, a, b, out, workspace, {});
        case WinogradPass::weights:
          break;
      }
      return kernels::winograd_conv2d_grad_weights(p.shape, plan, a, b, out, workspace, {});
    });
  }
  switch (p.pass) {
    case WinogradPass::forward:
      return with_workspace(kernels::conv2d_workspace_bytes(p.shape, kOneSum), [&](float* workspace) {
        return kernels::conv2d(p.shape, Precision::f32, kOneSum, a, b, nullptr, kernels::Activation::none, out, workspace, {});
      });
    case WinogradPass::data:
      return with_workspace(kernels::conv2d_grad_data_workspace_bytes(p.shape, kOneSum), [&](float* workspace) {
        return kernels::conv2d_grad_data(p.shape, Precision::f32, kOneSum, a, b, out, workspace, {});
      });
    case WinogradPass::weights:
      break;
  }
  return with_workspace(kernels::conv2d_grad_weights_workspace_bytes(p.shape, kOneSum), [&](float* workspace) {
    return kernels::conv2d_grad_weights(p.shape, Precision::f32, kOneSum, a, b, out, workspace, {});
  });
}

void check(const Problem& p, Report& report) {
  Case c;
  c.op = p.op;
  c.name = "winograd_numerics";
  c.in = p.in;
  c.out = {p.out};
  for (const double param : {1, 1, 1, 1, 1, 1, 1, 1, 1, 0}) c.params.push_back({param, false});
  const Values exact = p.reference(c, {c.values(0), c.values(1)})[0];
  GuardedBuffer a(c.input(0)), b(c.input(1)), out(exact.size());
  double errors[2];
  for (const bool winograd : {false, true}) {
    report.expect(run(p, winograd, a.data(), b.data(), out.data()).ok(), std::string(p.op) + " runs");
    errors[winograd] = root_mean_square_error(out.values(), exact);
  }
  report.expect(errors[1] > 0 && errors[1] < kMostRatio * errors[0],
                std::string(p.op) + " by Winograd errs by " + std::to_string(errors[1] * 1e6) + "e-6, by direct sums by " +
                    std::to_string(errors[0] * 1e6) + "e-6");
}

}  // namespace

void test_winograd_numerics(Report& report) {
  const CaseTensor x{"x", {1, 12, 12, 256}}, w{"w", {16, 3, 3, 256}}, y{"y", {1, 12, 12, 16}};
  const Conv2dShape shape{1, 12, 12, 256, 16, 3, 3, 12, 12, 1, 1, 1, 1, 1, 1, 1};
  check({WinogradPass::forward, "conv2d", {x, w}, y, shape, conv2d_reference}, report);
  // The depth of a gradient of the data is the channels of dy.
  const CaseTensor dy{"dy", {1, 12, 12, 256}}, w2{"w", {256, 3, 3, 16}}, dx{"dx", {1, 12, 12, 16}};
  const Conv2dShape turned{1, 12, 12, 16, 256, 3, 3, 12, 12, 1, 1, 1, 1, 1, 1, 1};
  check({WinogradPass::data, "conv2d_grad_data", {dy, w2}, dx, turned, conv2d_grad_data_reference}, report);
  const CaseTensor many{"x", {1, 64, 64, 16}}, dy2{"dy", {1, 64, 64, 16}}, dw{"dw", {16, 3, 3, 16}};
  const Conv2dShape wide{1, 64, 64, 16, 16, 3, 3, 64, 64, 1, 1, 1, 1, 1, 1, 1};
  check({WinogradPass::weights, "conv2d_grad_weights", {many, dy2}, dw, wide, conv2d_grad_weights_reference}, report);
}

}  // namespace facet::test
