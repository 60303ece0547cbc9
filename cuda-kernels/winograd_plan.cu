#include "conv2d.h"
#include "conv2d_grad_data.h"
#include "conv2d_grad_weights.h"
#include "matmul.h"
#include "winograd_layout.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// What may be expected to stay in the 50 MB of an H100's L2 cache from one pass to the next, beside what streams through.
constexpr double kResidentBytes = 32 << 20;
constexpr double kLaunchCycles = 3000;
constexpr size_t kMostWorkspace = size_t{3} << 27;
// With fewer, most of a product's tile is empty, and what the model compares is two ways of wasting.
constexpr int64_t kLeastChannels = 32;
// Of the time of direct sums, which are exacter, and of which the model knows more.
constexpr double kWorthIt = 0.9;
// Tiles of a chunk that are tried. Products of fewer than 128 would leave rows of their tiles empty.
constexpr int64_t kChunkTiles[] = {128, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 6144, 8192};
constexpr int kSplits[] = {1, 2, 3, 4, 6, 8, 12, 16};

// A pass that is bound by its bytes, of which so many cross the memory and the others only the L2 cache.
double pass_cycles(double memory, double cached) {
  const double through_cache = (memory + cached) / (GpuModel::kCacheBytes * GpuModel::kMultiprocessors);
  return std::max(memory / GpuModel::kMemoryBytes, through_cache) + kLaunchCycles;
}

GemmSize product_size(const WinogradSize& s, WinogradPass pass, int64_t tiles) {
  if (pass == WinogradPass::weights) return {s.results, s.channels, tiles, kWinogradPositions};
  return {tiles, s.results, s.channels, kWinogradPositions};
}

double cycles(const WinogradSize& s, WinogradPass pass, const WinogradPlan& plan) {
  constexpr double kFloat = sizeof(float);
  const double chunks = static_cast<double>((s.tile_rows() + plan.tile_rows - 1) / plan.tile_rows);
  const int64_t tiles = s.chunk(0, plan.tile_rows).tiles();
  const auto transformed = [&](int64_t channels) {
    return kFloat * kWinogradPositions * static_cast<double>(tiles * channels);
  };
  const double maps = transformed(s.channels), results = transformed(s.results);
  const bool resident = maps + results <= kResidentBytes;
  const double share = kFloat / chunks;
  const double source = share * static_cast<double>(s.images * s.height * s.width * s.channels);
  const double target = share * static_cast<double>(s.images * s.out_height * s.out_width * s.results);
  const double filters = kFloat * static_cast<double>(s.filter_floats());

  // One map to its transform, or back.
  const auto transform = [&](double map, double tiles_of_map) {
    return resident ? pass_cycles(map, tiles_of_map) : pass_cycles(map + tiles_of_map, 0);
  };
  const double crossing = filters + (resident ? 0 : maps + results);
  const double product =
      std::max(predicted_cycles(product_size(s, pass, tiles), Precision::f32, plan.product), crossing / GpuModel::kMemoryBytes);
  double sum = chunks * (transform(source, maps) + product + kLaunchCycles + transform(target, results));
  sum += pass_cycles(filters * (1 + 9. / kWinogradPositions), 0);
  if (pass == WinogradPass::weights) {
    const auto partial = static_cast<double>(winograd_partial_sums(s, plan));
    if (partial > 1) sum += pass_cycles(filters * (2 * partial + 1), 0);
  }
  return sum;
}

// The fastest direct sums.
double direct_cycles(const Conv2dShape& s, WinogradPass pass) {
  const int64_t pixels = s.n * s.p * s.q, taps = s.r * s.s;
  switch (pass) {
    case WinogradPass::forward:
      return predicted_cycles({pixels, s.k, taps * s.c, 1}, Precision::f32, conv2d_plan(s, Precision::f32));
    case WinogradPass::data:
      return predicted_cycles({s.n * s.h * s.w, s.c, taps * s.k, 1}, Precision::f32, conv2d_grad_data_plan(s, Precision::f32));
    case WinogradPass::weights:
      break;
  }
  return predicted_cycles({s.k, taps * s.c, pixels, 1}, Precision::f32, conv2d_grad_weights_plan(s, Precision::f32));
}

}  // namespace

bool takes_winograd(const Conv2dShape& s) {
  return s.r == 3 && s.s == 3 && s.stride_h == 1 && s.stride_w == 1 && s.dilation_h == 1 && s.dilation_w == 1 && s.groups == 1;
}

size_t winograd_workspace_bytes(const Conv2dShape& s, WinogradPass pass, const WinogradPlan& plan) {
  return static_cast<size_t>(WinogradWorkspace(WinogradSize(s, pass), pass, plan).floats) * sizeof(float);
}

WinogradPlan winograd_plan(const Conv2dShape& s, WinogradPass pass) {
  const WinogradSize size(s, pass);
  WinogradPlan best{};
  double best_cycles = 0;
  size_t best_bytes = 0;  // 0: there is no plan yet
  for (const int64_t tiles : kChunkTiles) {
    const int64_t rows = std::clamp<int64_t>(tiles / size.tiles_across(), 1, size.tile_rows());
    for (const GemmTileKind tile : matmul_tile_kinds().f32) {
      for (const int splits : kSplits) {
        const WinogradPlan plan{rows, {tile, splits}};
        const bool shared = splits > 1;
        if (shared && (pass != WinogradPass::weights || split_depth(size.chunk(0, rows).tiles(), splits).splits != splits))
          continue;
        // The fastest whose workspace is not too large, and the one with the smallest where all are.
        const double c = cycles(size, pass, plan);
        const size_t bytes = winograd_workspace_bytes(s, pass, plan);
        const bool fits = bytes <= kMostWorkspace, best_fits = best_bytes <= kMostWorkspace;
        const bool better = fits != best_fits ? fits : fits ? c < best_cycles : bytes < best_bytes;
        if (best_bytes > 0 && !better) continue;
        best = plan;
        best_cycles = c;
        best_bytes = bytes;
      }
    }
  }
  return best;
}

bool winograd_pays(const Conv2dShape& s, WinogradPass pass) {
  if (s.c < kLeastChannels || s.k < kLeastChannels) return false;
  if (s.c % 4 != 0 || s.k % 4 != 0) return false;  // products would copy single floats
  const WinogradPlan plan = winograd_plan(s, pass);
  return winograd_workspace_bytes(s, pass, plan) <= kMostWorkspace &&
         cycles(WinogradSize(s, pass), pass, plan) < kWorthIt * direct_cycles(s, pass);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
