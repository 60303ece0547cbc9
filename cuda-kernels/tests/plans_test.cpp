// The plans of matrix products: sound for every shape, and what the model of gemm_plan.h is for at the sizes of real networks.
#include <array>
#include <string>

#include "conv2d.h"
#include "matmul.h"
#include "shim_tests.h"
#include "winograd.h"

namespace facet::test {

namespace {

using kernels::GemmPlan;
using kernels::GemmTileKind;
using kernels::Precision;

std::string text(const GemmPlan& plan) {
  const auto size = kernels::size_of(plan.tile);
  return std::to_string(size.rows) + "x" + std::to_string(size.columns) + ", " + std::to_string(plan.splits) + " splits";
}

int64_t blocks(int64_t rows, int64_t columns, const GemmPlan& plan) {
  const auto size = kernels::size_of(plan.tile);
  return (rows + size.rows - 1) / size.rows * ((columns + size.columns - 1) / size.columns) * plan.splits;
}

kernels::Conv2dShape conv3x3(int64_t images, int64_t side, int64_t c, int64_t k) {
  return {images, side, side, c, k, 3, 3, side, side, 1, 1, 1, 1, 1, 1, 1};
}

// Winograd's plans are sound for every shape and are not made for what direct sums do better.
void test_winograd_plans(Report& report) {
  using kernels::WinogradPass;
  constexpr WinogradPass kPasses[] = {WinogradPass::forward, WinogradPass::data, WinogradPass::weights};
  const auto pays = [&](const kernels::Conv2dShape& shape, bool expected, const std::string& what) {
    for (const WinogradPass pass : kPasses)
      report.expect(kernels::winograd_pays(shape, pass) == expected,
                    what + ", pass " + std::to_string(static_cast<int>(pass)) + (expected ? ": Winograd" : ": direct sums"));
  };
  for (const int64_t images : {1, 3, 64})
    for (const int64_t side : {1, 5, 14, 224, 1000})
      for (const int64_t channels : {1, 3, 64, 512, 4096}) {
        const auto shape = conv3x3(images, side, channels, 64);
        for (const WinogradPass pass : kPasses) {
          const auto plan = kernels::winograd_plan(shape, pass);
          const int64_t rows = images * ((side + 3) / 4);
          const size_t bytes = kernels::winograd_workspace_bytes(shape, pass, plan);
          report.expect(
              plan.tile_rows >= 1 && plan.tile_rows <= rows && plan.product.splits >= 1 && bytes > 0,
              "a plan of " + std::to_string(images) + " x " + std::to_string(side) + " x " + std::to_string(channels));
        }
      }
  for (const auto& [side, c, k] :
       {std::array<int64_t, 3>{224, 64, 64}, {112, 128, 128}, {56, 256, 256}, {28, 512, 512}, {14, 512, 512}}) {
    const auto shape = conv3x3(64, side, c, k);
    pays(shape, true, "VGG16's maps of " + std::to_string(side));
    for (const WinogradPass pass : kPasses)
      report.expect(kernels::winograd_workspace_bytes(shape, pass, kernels::winograd_plan(shape, pass)) <= size_t{3} << 27,
                    "their workspace");
  }
  pays(conv3x3(1, 14, 512, 512), false, "its last maps of one face");
  pays(conv3x3(64, 224, 3, 64), false, "its first layer");
  pays(conv3x3(64, 56, 8, 8), false, "few channels");
}

}  // namespace

void test_plans(Report& report) {
  test_winograd_plans(report);
  // No split without a step of its own.
  for (const int64_t depth : {1, 15, 16, 17, 100, 4608, 25088})
    for (const int wish : {1, 2, 3, 7, 64}) {
      const auto split = kernels::split_depth(depth, wish);
      const bool sound = split.splits >= 1 && split.splits <= wish && split.depth_each % 16 == 0 &&
                         int64_t{split.depth_each} * split.splits >= depth &&
                         int64_t{split.depth_each} * (split.splits - 1) < depth;
      report.expect(sound, "a depth of " + std::to_string(depth) + " shared by " + std::to_string(wish));
    }

  for (const Precision precision : {Precision::tf32, Precision::f32, Precision::bf16})
    for (const int64_t m : {1, 16, 64, 1000, 100000})
      for (const int64_t n : {1, 40, 512, 10177})
        for (const int64_t k : {1, 64, 4096, 25088}) {
          const kernels::MatmulShape shape{m, n, k, false, true};
          const GemmPlan plan = kernels::matmul_plan(shape, precision);
          bool known = false;
          for (const GemmTileKind tile : kernels::matmul_tile_kinds().of(precision)) known = known || tile == plan.tile;
          report.expect(known, "the tile of " + text(plan) + " has a kernel");
          report.expect(kernels::split_depth(k, plan.splits).splits == plan.splits, "no split is idle in " + text(plan));
          report.expect((plan.splits == 1) == (kernels::matmul_workspace_bytes(shape, plan) == 0),
                        "a workspace where the depth is shared: " + text(plan));
        }

  // VGG16's fully connected layer for one face reads 411 MB of weights: thin tiles, and enough blocks to keep the memory busy.
  const GemmPlan thin = kernels::matmul_plan({1, 4096, 25088, false, true}, Precision::tf32);
  report.expect(thin.tile == GemmTileKind::tile_16x128 && blocks(1, 4096, thin) >= 132, "fc6 for one face: " + text(thin));
  // Its last convolutions have work for most multiprocessors even with one face.
  for (const int64_t images : {1, 64}) {
    const GemmPlan plan = kernels::conv2d_plan(conv3x3(images, 14, 512, 512), Precision::tf32);
    report.expect(blocks(images * 14 * 14, 512, plan) >= 90, "conv5 of " + std::to_string(images) + ": " + text(plan));
  }
  const GemmPlan large = kernels::conv2d_plan(conv3x3(64, 56, 256, 256), Precision::tf32);
  report.expect(large.tile == GemmTileKind::tile_256x128 && large.splits == 1, "conv3_2 of 64: " + text(large));
  const GemmPlan narrow = kernels::conv2d_plan(conv3x3(64, 224, 64, 64), Precision::tf32);
  report.expect(narrow.tile == GemmTileKind::tile_256x64 && narrow.splits == 1, "conv1_2 of 64: " + text(narrow));
}

}  // namespace facet::test
