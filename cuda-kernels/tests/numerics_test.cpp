#include "numerics.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "ecloss.h"
#include "guarded_buffer.h"
#include "reference.h"
#include "relu.h"

namespace facet::test {

namespace {

// x and templates times `scale` each, so that the logits grow with its square.
void check_ecloss_loss(double lambda, bool per_channel, int64_t orbits, float scale, double relative_error, Report& report) {
  Case c;
  c.op = "ecloss";
  c.name = "numerics";
  c.in = {{"x", {4, 7, 7, 24}}, {"templates", {200, 49}, orbits > 0 ? "mirrored7x7" : "signed"}};
  c.params = {{lambda, true}, {per_channel ? 1.0 : 0.0, false}, {0.0, false}};
  std::vector<float> x = c.input(0), templates = c.input(1);
  for (float& v : x) v *= scale;
  for (float& v : templates) v *= scale;
  const auto expected = ecloss_reference(c, {Values(x.begin(), x.end()), Values(templates.begin(), templates.end())});

  const kernels::EcLossShape shape{4, 7, 7, 24, 200, orbits};
  const kernels::EcLossRule rule{static_cast<float>(lambda), per_channel, false};
  GuardedBuffer device_x(x), device_templates(templates), loss(1), log_marginal(expected[1].size());
  GuardedBuffer workspace(kernels::ecloss_workspace_bytes(shape, rule) / sizeof(float));
  int32_t fault = 0;
  const auto status = kernels::ecloss(shape, rule, device_x.data(), device_templates.data(), loss.data(), log_marginal.data(),
                                      workspace.data(), &fault, nullptr);
  const double error = std::abs(loss.data()[0] / expected[0][0] - 1);
  report.expect(status.ok() && fault == 0 && error < relative_error,
                "ECLoss of logits near " + std::to_string(7 * scale * scale) + ", lambda " + std::to_string(lambda) + ", " +
                    std::to_string(orbits) + " orbits, is " + std::to_string(expected[0][0]) + ", relative error " +
                    std::to_string(error));
}

}  // namespace

// The paper's tau = 0.001 makes losses of 1e-4 and less out of terms near log T; and logits in the hundreds overflow a plain
// exp.
void test_ecloss_numerics(Report& report) {
  for (const bool per_channel : {false, true})
    for (const double lambda : {0.0, 1.0}) {
      for (const int64_t orbits : {0, 50}) {
        check_ecloss_loss(lambda, per_channel, orbits, 0.03f, 1e-3, report);
        check_ecloss_loss(lambda, per_channel, orbits, 0.3f, 1e-4, report);
        check_ecloss_loss(lambda, per_channel, orbits, 8.f, 1e-4, report);
      }
    }
}

// Templates that only seem to be each other's mirror images must be noticed, wherever they differ.
void test_ecloss_orbits(Report& report) {
  Case c;
  c.op = "ecloss";
  c.name = "orbits";
  c.in = {{"x", {1, 3, 4, 4}}, {"templates", {9, 12}, "mirrored3x4"}};
  const kernels::EcLossShape shape{1, 3, 4, 4, 9, 2};
  const kernels::EcLossRule rule{1.f, false, false};
  for (const size_t spoiled : {0, 17, 40, 95, 107}) {
    std::vector<float> templates = c.input(1);
    templates[spoiled] += 0.5f;
    GuardedBuffer x(c.input(0)), device_templates(templates), loss(1), log_marginal(9);
    GuardedBuffer workspace(kernels::ecloss_workspace_bytes(shape, rule) / sizeof(float));
    int32_t fault = 0;
    const auto status = kernels::ecloss(shape, rule, x.data(), device_templates.data(), loss.data(), log_marginal.data(),
                                        workspace.data(), &fault, nullptr);
    const bool single = spoiled >= 96;  // the ninth template is nobody's mirror image
    report.expect(status.ok() && (fault == 0) == single, "ECLoss with element " + std::to_string(spoiled) + " changed");
  }
}

void test_relu_of_special_numbers(Report& report) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> x = {nan, infinity, -infinity, -0.f, 0.f, -nan, 1.f};
  GuardedBuffer device_x(x), y(x.size());
  report.expect(kernels::relu(device_x.data(), y.data(), static_cast<int64_t>(x.size()), nullptr).ok(), "relu runs");
  const float* v = y.data();
  report.expect(std::isnan(v[0]) && std::isnan(v[5]), "relu keeps NaN");
  report.expect(v[1] == infinity && v[2] == 0.f && v[3] == 0.f && v[4] == 0.f && v[6] == 1.f, "relu of infinities and zeros");
}

}  // namespace facet::test
