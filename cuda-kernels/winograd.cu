#include "device/matmul_tiles.cuh"
#include "split_sum.h"
#include "winograd.h"
#include "winograd_layout.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

Status check(const Conv2dShape& s, const WinogradPlan& plan, const float* workspace) {
  FACET_TRY(check(s));
  if (!takes_winograd(s))
    return invalid_argument("a Winograd convolution is 3x3, of stride 1, without dilation and of one group");
  if (plan.tile_rows < 1 || plan.product.splits < 1 || plan.product.splits > 65535)
    return invalid_argument("a plan of a Winograd convolution has at least one row of tiles and 1 to 65535 splits");
  return workspace ? Status{} : invalid_argument("a Winograd convolution needs its workspace");
}

// c[position] = a[position] b[position]^T for all positions.
Status multiply_positions(const GemmPlan& plan, const MatrixOperand& a, PanelLayout layout_a, const MatrixOperand& b,
                          PanelLayout layout_b, const DepthSplit& split, float* c, Stream stream) {
  MatmulTiles tiles{a, b, layout_a, layout_b, split, c, {nullptr, false, b.rows, b.rows % 4 == 0}};
  tiles.batch = kWinogradPositions;
  tiles.step_a = int64_t{a.rows} * a.depth;
  tiles.step_b = int64_t{b.rows} * b.depth;
  return launch_matmul_f32(plan.tile, tiles, stream);
}

WinogradMaps maps_of(int64_t height, int64_t width, int64_t channels) {
  return {static_cast<int>(height), static_cast<int>(width), static_cast<int>(channels)};
}

// A convolution of x, whose filters have been transformed: [positions, results, channels], or with the last two exchanged where
// the filters' rows are contiguous.
struct Convolution {
  WinogradSize size;
  const float* x;
  int64_t pad_top, pad_left;
  PanelLayout filters;
  const float* bias;
  const float* added;
  Activation activation;
  float* y;
};

Status convolve(const Convolution& c, const WinogradPlan& plan, const WinogradWorkspace& at, float* workspace, Stream stream) {
  const WinogradSize& s = c.size;
  for (int64_t row = 0; row < s.tile_rows(); row += plan.tile_rows) {
    const WinogradChunk chunk = s.chunk(row, plan.tile_rows);
    FACET_TRY(winograd_input(c.x, maps_of(s.height, s.width, s.channels), static_cast<int>(c.pad_top),
                             static_cast<int>(c.pad_left), chunk, workspace + at.maps, stream));
    FACET_TRY(multiply_positions(
        plan.product, matrix_operand(workspace + at.maps, chunk.tiles(), s.channels, PanelLayout::depth_contiguous),
        PanelLayout::depth_contiguous, matrix_operand(workspace + at.filters, s.results, s.channels, c.filters), c.filters,
        split_depth(s.channels, 1), workspace + at.results, stream));
    FACET_TRY(winograd_output(workspace + at.results, c.bias, c.added, c.activation,
                              maps_of(s.out_height, s.out_width, s.results), chunk, c.y, stream));
  }
  return {};
}

}  // namespace

Status winograd_conv2d(const Conv2dShape& s, const WinogradPlan& plan, const float* x, const float* w, const float* bias,
                       const float* added, Activation activation, float* y, float* workspace, Stream stream) {
  FACET_TRY(check(s, plan, workspace));
  const WinogradSize size(s, WinogradPass::forward);
  const WinogradWorkspace at(size, WinogradPass::forward, plan);
  FACET_TRY(winograd_filter(w, s.k, s.c, false, workspace + at.filters, stream));
  return convolve({size, x, s.pad_top, s.pad_left, PanelLayout::depth_contiguous, bias, added, activation, y}, plan, at,
                  workspace, stream);
}

// dx is the convolution of dy with the filters turned by 180 degrees, padded by what the window is larger than the padding.
Status winograd_conv2d_grad_data(const Conv2dShape& s, const WinogradPlan& plan, const float* dy, const float* w, float* dx,
                                 float* workspace, Stream stream) {
  FACET_TRY(check(s, plan, workspace));
  const WinogradSize size(s, WinogradPass::data);
  const WinogradWorkspace at(size, WinogradPass::data, plan);
  FACET_TRY(winograd_filter(w, s.k, s.c, true, workspace + at.filters, stream));
  return convolve({size, dy, s.r - 1 - s.pad_top, s.s - 1 - s.pad_left, PanelLayout::row_contiguous, nullptr, nullptr,
                   Activation::none, dx},
                  plan, at, workspace, stream);
}

// dw = G^T [ sum over tiles of (A dy A^T) (B^T x B) ] G, the adjoint of the forward pass.
Status winograd_conv2d_grad_weights(const Conv2dShape& s, const WinogradPlan& plan, const float* x, const float* dy, float* dw,
                                    float* workspace, Stream stream) {
  FACET_TRY(check(s, plan, workspace));
  const WinogradSize size(s, WinogradPass::weights);
  const WinogradWorkspace at(size, WinogradPass::weights, plan);
  const int64_t partial_sums = winograd_partial_sums(size, plan);
  if (partial_sums > 0x7fffffff) return invalid_argument("the gradient of the weights has at most 2^31 - 1 partial sums");
  float* sums = workspace + at.filters;
  float* products = partial_sums > 1 ? workspace + at.partial : sums;
  for (int64_t row = 0; row < size.tile_rows(); row += plan.tile_rows) {
    const WinogradChunk chunk = size.chunk(row, plan.tile_rows);
    const DepthSplit split = split_depth(chunk.tiles(), plan.product.splits);
    FACET_TRY(winograd_input(x, maps_of(s.h, s.w, s.c), static_cast<int>(s.pad_top), static_cast<int>(s.pad_left), chunk,
                             workspace + at.maps, stream));
    FACET_TRY(winograd_output_gradient(dy, maps_of(s.p, s.q, s.k), chunk, workspace + at.results, stream));
    FACET_TRY(multiply_positions(
        plan.product, matrix_operand(workspace + at.results, s.k, chunk.tiles(), PanelLayout::row_contiguous),
        PanelLayout::row_contiguous, matrix_operand(workspace + at.maps, s.c, chunk.tiles(), PanelLayout::row_contiguous),
        PanelLayout::row_contiguous, split, products, stream));
    products += split.splits * size.filter_floats();
  }
  if (partial_sums > 1)
    FACET_TRY(split_sum(workspace + at.partial, static_cast<int>(partial_sums), size.filter_floats(), nullptr, 1,
                        Activation::none, sums, stream));
  return winograd_filter_gradient(sums, s.k, s.c, dw, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
