// The check that a Hopper GPU passes when it is opened with FACET_WGMMA: that the check itself is right, by kernels that are,
// and that its convolutions are computed by all that warpgroups have.
#include "backend/cuda/warpgroup_check.h"

#include <algorithm>
#include <set>
#include <string>

#include "conv2d.h"
#include "conv2d_grad_data.h"
#include "conv_stored_bf16.h"
#include "core/status.h"
#include "tests/handles.h"
#include "tests/sanitizers.h"
#include "tests/test.h"

namespace facet::test {
namespace {

using cuda::CheckedConvolution;
using kernels::GemmPlan;

kernels::Conv2dShape shape_of(const CheckedConvolution& c) {
  return {c.images,    c.side,   c.side,   c.in,        c.out,       c.window,   c.window,   c.results(),
          c.results(), c.stride, c.stride, c.padding(), c.padding(), c.dilation, c.dilation, c.groups};
}

// What distinguishes launches by warpgroups.
std::set<std::string> kinds(const CheckedConvolution& c, const GemmPlan& plan, bool forward) {
  if (!kernels::is_wgmma(plan.tile)) return {};
  const auto tile = kernels::size_of(plan.tile);
  const int64_t in = c.in / c.groups, out = c.out / c.groups;
  const int64_t depth = forward ? in : out, columns = forward ? out : in;
  std::set<std::string> found{std::to_string(tile.rows) + "x" + std::to_string(tile.columns)};
  found.insert(plan.splits > 1 ? "shared depth" : "whole depth");
  if (c.stride > 1) found.insert(c.window > 1 ? "stride" : forward ? "stride of 1x1" : "residues without taps");
  if (c.dilation > 1) found.insert("dilation");
  if (depth % 64 != 0) found.insert("ragged depth");
  if (columns % tile.columns != 0) found.insert("ragged columns");
  if (c.groups > 1) found.insert("groups");
  if (depth % 4 != 0) found.insert("channels one by one");
  return found;
}

using PlanOf = GemmPlan (*)(const kernels::Conv2dShape&);
constexpr auto kByModel = kernels::TensorCores::faster;

void expect_kinds(const char* name, PlanOf plan, bool forward, bool stored_bf16) {
  std::set<std::string> missing{"128x256", "256x128",  "256x64",         "shared depth", "whole depth",
                                "stride",  "dilation", "ragged columns", "ragged depth"};
  missing.insert(forward ? "stride of 1x1" : "residues without taps");
  if (!stored_bf16) missing.insert({"groups", "channels one by one"});
  for (const CheckedConvolution& c : cuda::checked_convolutions()) {
    const auto shape = shape_of(c);
    CHECK(c.stored_bf16 == kernels::takes_stored_bf16(shape));
    if (stored_bf16 && !c.stored_bf16) continue;
    for (const std::string& kind : kinds(c, plan(shape), forward)) missing.erase(kind);
  }
  for (const std::string& kind : missing) CHECK(false, name, " by warpgroups is not checked: ", kind);
}

}  // namespace

FACET_TEST(simt, the_check_of_convolutions_agrees_with_every_precision) {
  for (const char* precision : {"f32", "tf32", "bf16"}) {
    const auto device = open_device(std::string("simt,precision=") + precision, 1);
    int number = 0;
    for (CheckedConvolution size : cuda::checked_convolutions()) {
      if (kSanitized && number++ % 4 != 0) continue;
      // Of the same kind, but for the shim's patience.
      size.images = 2;
      size.side = 4 + size.side % 2;
      size.in = size.in % 64 + 64 / size.groups;
      size.out = size.out % 64 + 64 / size.groups;
      cuda::check_convolution(*device, size);
    }
  }
}

FACET_TEST(simt, the_check_of_convolutions_fails_where_no_kernel_takes_one) {
  const auto device = open_device("simt", 1);
  std::string error;
  try {
    cuda::check_convolution(*device, {.images = 1, .side = 4, .in = 7, .out = 7, .window = 1});  // of bf16 there are none
  } catch (const Error& e) {
    error = e.what();
  }
  CHECK(error.find("no kernel takes what is checked: conv2d") != std::string::npos, error);
}

FACET_TEST(simt, the_check_of_convolutions_has_every_kind_that_plans_give_to_warpgroups) {
  expect_kinds(
      "conv2d", [](const auto& s) { return kernels::conv2d_plan(s, kernels::Precision::tf32, kByModel); }, true, false);
  expect_kinds(
      "conv2d_grad_data", [](const auto& s) { return kernels::conv2d_grad_data_plan(s, kernels::Precision::tf32, kByModel); },
      false, false);
  expect_kinds(
      "conv2d of bf16", [](const auto& s) { return kernels::conv2d_plan_stored_bf16(s, kByModel); }, true, true);
  expect_kinds(
      "conv2d_grad_data of bf16", [](const auto& s) { return kernels::conv2d_grad_data_plan_stored_bf16(s, kByModel); }, false,
      true);
}

}  // namespace facet::test
