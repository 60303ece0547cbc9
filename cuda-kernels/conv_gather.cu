#include <algorithm>
#include <cstdlib>

#include "conv_gather.h"
#include "device/conv_tiles.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr GemmTileKind kRoundedTiles[] = {GemmTileKind::tile_256x128, GemmTileKind::tile_128x128, GemmTileKind::tile_256x64,
                                          GemmTileKind::tile_64x64};
constexpr GemmTileKind kF32Tiles[] = {GemmTileKind::tile_128x64};
constexpr GemmTileKind kWgmmaTiles[] = {GemmTileKind::wgmma_128x256, GemmTileKind::wgmma_256x128, GemmTileKind::wgmma_256x64};

// The farthest place from the image's first one that an axis names.
int64_t reach(const GatherAxis& a) {
  return std::abs(int64_t{a.first}) + int64_t{a.results} * a.stride + int64_t{a.taps} * std::abs(int64_t{a.step});
}

}  // namespace

GemmTiles conv_gather_tile_kinds() { return {kRoundedTiles, kF32Tiles, kWgmmaTiles}; }

Status check(const GemmPlan& plan, Precision precision, bool stored_bf16) {
  if (precision == Precision::tf32x3) return invalid_argument("convolutions know no split TF32");
  if (plan.splits < 1 || plan.splits > 65535) return invalid_argument("a plan has 1 to 65535 splits");
  if (!is_wgmma(plan.tile)) return {};
  if (precision != Precision::tf32 && !stored_bf16) return invalid_argument("warpgroups multiply floats in TF32 only");
  return device_has_warpgroups() ? Status{}
                                 : invalid_argument("this GPU has no warpgroup instructions; plan for TensorCores::warp");
}

Status complete(ConvGather& g, const GemmPlan& plan) {
  const int step = size_of(plan.tile).depth;
  const int64_t row_floats = int64_t{g.horizontal.source} * g.groups * g.channels;
  const int64_t results = int64_t{g.vertical.results} * g.horizontal.results;
  // A block's pixels are in its first pixel's image and so many others.
  const int64_t more_images = 256 / std::max<int64_t>(results, 1) + 1;
  const int64_t rows = (more_images + 1) * g.vertical.source + reach(g.vertical);
  const int64_t farthest = rows * row_floats + reach(g.horizontal) * g.groups * g.channels;
  if (farthest > 0x7fffffff || reach(g.vertical) > 1 << 29 || reach(g.horizontal) > 1 << 29)
    return invalid_argument("the images of a convolution are too large for its kernels' 32-bit offsets");
  const int64_t depth = int64_t{g.vertical.taps} * g.horizontal.taps * g.channels;
  if (depth > 0x7fffffff - step) return invalid_argument("the window of a convolution has 2^31 or more numbers");
  const int64_t steps = (depth + step - 1) / step;
  g.depth_each = static_cast<int>((steps + plan.splits - 1) / plan.splits * step);
  g.vectorised = g.channels % 4 == 0 && aligned_for_vec4(g.source, g.weights);
  g.whole_steps = g.vectorised && g.channels % step == 0;
  g.by_results = FastDivide(static_cast<int>(std::max<int64_t>(results, 1)));
  g.by_width = FastDivide(std::max(g.horizontal.results, 1));
  g.by_channels = FastDivide(g.channels);
  g.by_taps = FastDivide(std::max(g.horizontal.taps, 1));
  return {};
}

Status conv_gather(const ConvGather& g, Precision precision, const GemmPlan& plan, const float* bias, Activation activation,
                   Stream stream) {
  const bool shared = plan.splits > 1;
  const int row_channels = g.groups * g.result_channels;
  const bool aligned = g.bf16_result ? aligned_for_vec4(g.bf16_result) : aligned_for_vec4(g.result);
  const ColumnRule rule{shared ? nullptr : bias, !shared && activation == Activation::relu, g.result_channels,
                        g.result_channels % 4 == 0 && row_channels % 4 == 0 && aligned && g.split_stride % 4 == 0};
  if (g.stored_bf16) {
    if (!device_multiplies_tf32()) return invalid_argument("convolutions of stored bf16 need a GPU from sm_80 on");
    if (is_wgmma(plan.tile) && g.vectorised && takes_copy_engine(g))
      return launch_conv_stored_bf16_wgmma(plan.tile, g, rule, plan.splits, stream);
    return launch_conv_stored_bf16(warp_tile_for(plan.tile), g, rule, plan.splits, stream);
  }
  if (is_wgmma(plan.tile)) return launch_conv_wgmma(plan.tile, g, rule, plan.splits, stream);
  if (precision == Precision::f32 || !device_multiplies_tf32())
    return launch_conv_f32(f32_tile_for(plan.tile, precision), g, rule, plan.splits, stream);
  return precision == Precision::bf16 ? launch_conv_bf16(plan.tile, g, rule, plan.splits, stream)
                                      : launch_conv_tf32(plan.tile, g, rule, plan.splits, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
