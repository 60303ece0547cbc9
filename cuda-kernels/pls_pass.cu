#include <algorithm>

#include "device/elementwise.cuh"
#include "device/feature_vector.cuh"
#include "matmul.h"
#include "pls_fused.h"
#include "pls_pass.h"
#include "short_sums.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kMostResponses = 8;  // more are a matrix product
// Rows of one portion: the L2 cache still holds them when their scores are known.
constexpr int64_t kPortionFloats = int64_t{6} << 20;

struct RowDots {
  const float* rows;
  const float* weights;
  float* partial;  // [splits, row_count, responses]
  int64_t row_count, features;
  int responses;
  int64_t features_a_split;  // a multiple of 4
};

// partial[split, n, k] = the sum over the split's features of rows[n] weights[k], a block kRows rows. Grid: tiles of rows x
// splits.
template <int kRows, int kResponses, int kWidth>
__global__ void __launch_bounds__(kThreads) row_dots(RowDots d) {
  using Vector = FeatureVector<kWidth>;
  FACET_SHARED(float, warp_dots, kRows* kResponses* kWarps);
  const int thread = static_cast<int>(threadIdx.x);
  const int64_t first_row = int64_t{blockIdx.x} * kRows;
  const int64_t begin = blockIdx.y * d.features_a_split;
  const int64_t end = d.features - begin < d.features_a_split ? d.features : begin + d.features_a_split;
  float dots[kRows][kResponses] = {};
  for (int64_t m = begin + int64_t{thread} * kWidth; m < end; m += kThreads * kWidth) {
    Vector x[kRows];
#pragma unroll
    for (int r = 0; r < kRows; ++r)
      x[r] = first_row + r < d.row_count ? Vector::load(d.rows + (first_row + r) * d.features + m) : Vector{};
#pragma unroll
    for (int k = 0; k < kResponses; ++k) {
      if (k >= d.responses) break;
      const Vector w = Vector::load(d.weights + k * d.features + m);
#pragma unroll
      for (int r = 0; r < kRows; ++r)
#pragma unroll
        for (int v = 0; v < kWidth; ++v) dots[r][k] = fmaf(x[r].v[v], w.v[v], dots[r][k]);
    }
  }
#pragma unroll
  for (int r = 0; r < kRows; ++r)
#pragma unroll
    for (int k = 0; k < kResponses; ++k) {
      float dot = dots[r][k];
#pragma unroll
      for (int step = 16; step > 0; step /= 2) dot += __shfl_xor_sync(0xffffffffu, dot, step);
      if (thread % 32 == 0) warp_dots[(r * kResponses + k) * kWarps + thread / 32] = dot;
    }
  __syncthreads();
  for (int i = thread; i < kRows * kResponses; i += kThreads) {
    const int r = i / kResponses, k = i % kResponses;
    if (first_row + r >= d.row_count || k >= d.responses) continue;
    float dot = 0.f;
    for (int w = 0; w < kWarps; ++w) dot += warp_dots[i * kWarps + w];
    d.partial[(blockIdx.y * d.row_count + first_row + r) * d.responses + k] = dot;
  }
}

// scores[i] = member[i] (the sum over splits of partial[s, i] - offset[i % responses]).
struct Scores {
  const float* partial;
  const float* offset;
  const float* member;
  int64_t splits, count;
  int64_t responses;
  float* scores;

  __device__ void visit(int64_t i) const {
    float dot = partial[i];
    for (int64_t s = 1; s < splits; ++s) dot += partial[s * count + i];
    scores[i] = member[i] * (dot - offset[i % responses]);
  }

  __device__ void visit4(int64_t i) const {
    for (int w = 0; w < 4; ++w) visit(i + w);
  }
};

int64_t portion_rows(const FeatureShape& s) { return std::clamp<int64_t>(kPortionFloats / s.features, 1, s.rows); }

int rows_at_once(const FeatureShape& s) { return s.factors == 1 ? 4 : 8; }

int64_t dot_splits(const FeatureShape& s, int64_t rows) {
  const int64_t tiles = (rows + rows_at_once(s) - 1) / rows_at_once(s);
  return std::clamp<int64_t>(std::min((528 + tiles - 1) / tiles, s.features / (4 * kThreads)), 1, 256);
}

template <int kRows, int kResponses>
Status launch_dots(RowDots d, int64_t splits, Stream stream) {
  d.features_a_split = ((d.features + splits - 1) / splits + 3) / 4 * 4;
  const dim3 grid(static_cast<unsigned>((d.row_count + kRows - 1) / kRows), static_cast<unsigned>(splits));
  if (d.features % 4 == 0 && aligned_for_vec4(d.rows, d.weights))
    return FACET_LAUNCH((row_dots<kRows, kResponses, 4>), grid, kThreads, 0, stream, d);
  return FACET_LAUNCH((row_dots<kRows, kResponses, 1>), grid, kThreads, 0, stream, d);
}

Status row_dots(const FeatureShape& s, const RowDots& d, int64_t splits, Stream stream) {
  if (s.factors == 1) return launch_dots<4, 1>(d, splits, stream);
  return s.factors <= 4 ? launch_dots<8, 4>(d, splits, stream) : launch_dots<8, 8>(d, splits, stream);
}

Status scores_of(const FeatureShape& s, int64_t rows, const float* partial, int64_t splits, const float* offset,
                 const float* member, float* scores, Stream stream) {
  const int64_t count = rows * s.factors;
  return launch_elementwise(Scores{partial, offset, member, splits, count, s.factors, scores}, count, false, stream);
}

MatmulShape dots_product(const FeatureShape& s) { return {s.rows, s.factors, s.features, false, true}; }

GemmPlan dots_plan(const FeatureShape& s) {
  return with_short_sums(matmul_plan(dots_product(s), Precision::tf32x3), s.features, s.rows * s.factors);
}

// The dots, [rows, factors], then what their product and the sums need, one after the other.
size_t dot_floats(const FeatureShape& s, int64_t rows, int64_t splits) {
  return (static_cast<size_t>(splits * rows * s.factors) + 3) / 4 * 4;
}

}  // namespace

size_t pls_pass_workspace_bytes(const FeatureShape& s) {
  if (s.factors > kMostResponses) {
    const MatmulShape product = dots_product(s);
    return dot_floats(s, s.rows, 1) * sizeof(float) +
           std::max(matmul_workspace_bytes(product, dots_plan(s)), row_products_workspace_bytes(s));
  }
  const int64_t rows = portion_rows(s);
  const size_t of_portions =
      dot_floats(s, rows, dot_splits(s, rows)) * sizeof(float) + row_products_workspace_bytes({rows, s.features, s.factors});
  // Which of the two it is the GPU decides.
  return takes_fused_pass(s) ? std::max(of_portions, pls_fused_workspace_bytes(s)) : of_portions;
}

Status pls_pass(const FeatureShape& s, const float* rows, const float* weights, const float* offset, const float* member,
                const float* sums, float* scores, float* new_sums, float* workspace, Stream stream) {
  FACET_TRY(check(s));
  if (takes_fused_pass(s) && fused_pass_fits(s))
    return pls_fused(s, rows, weights, offset, member, sums, scores, new_sums, workspace, stream);
  if (s.factors > kMostResponses) {
    const MatmulShape product = dots_product(s);
    const GemmPlan plan = dots_plan(s);
    float* rest = workspace + dot_floats(s, s.rows, 1);
    FACET_TRY(matmul(product, Precision::tf32x3, plan, rows, weights, nullptr, Activation::none, workspace, rest, stream));
    FACET_TRY(scores_of(s, s.rows, workspace, 1, offset, member, scores, stream));
    return row_products(s, rows, scores, sums, new_sums, rest, stream);
  }
  const int64_t portion = portion_rows(s);
  const int64_t splits = dot_splits(s, portion);
  float* rest = workspace + dot_floats(s, portion, splits);
  for (int64_t first = 0; first < s.rows; first += portion) {
    const FeatureShape part{std::min(portion, s.rows - first), s.features, s.factors};
    const float* part_rows = rows + first * s.features;
    float* part_scores = scores + first * s.factors;
    FACET_TRY(
        row_dots(s, {part_rows, weights, workspace, part.rows, s.features, static_cast<int>(s.factors), 0}, splits, stream));
    FACET_TRY(scores_of(part, part.rows, workspace, splits, offset, member + first * s.factors, part_scores, stream));
    FACET_TRY(row_products(part, part_rows, part_scores, first == 0 ? sums : new_sums, new_sums, rest, stream));
  }
  return {};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
