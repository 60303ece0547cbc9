#include <algorithm>
#include <type_traits>

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
constexpr int kMostResponses = 8;  // at once; more of floats are a matrix product
// Of the rows of one portion: the L2 cache still holds them when their scores are known.
constexpr int64_t kPortionBytes = int64_t{24} << 20;

template <class Row>
struct RowDots {
  const Row* rows;
  const float* weights;
  float* partial;  // [splits, row_count, responses]
  int64_t row_count, features;
  int responses;
  int64_t row_pitch;
  int64_t features_a_split;  // a multiple of kFeaturesAtOnce<Row, true>
};

// partial[split, n, k] = the sum over the split's features of rows[n] weights[k], a block kRows rows. Grid: tiles of rows x
// splits.
template <class Row, int kRows, int kResponses, bool kWide>
__global__ void __launch_bounds__(kThreads) row_dots(RowDots<Row> d) {
  constexpr int kWidth = kFeaturesAtOnce<Row, kWide>;
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
      x[r] = first_row + r < d.row_count ? Vector::load(d.rows + (first_row + r) * d.row_pitch + m, end - m) : Vector{};
#pragma unroll
    for (int k = 0; k < kResponses; ++k) {
      if (k >= d.responses) break;
      const Vector w = Vector::load(d.weights + k * d.features + m, end - m);
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

// scores[n, k] = member[n, k] (the sum over splits of partial[s, n, k] - offset[k]), for `responses` of all `pitch` of a row;
// the pointers but `partial` are at the first of them.
struct Scores {
  const float* partial;
  const float* offset;
  const float* member;
  int64_t splits, count;
  int64_t responses, pitch;
  float* scores;

  __device__ void visit(int64_t i) const {
    float dot = partial[i];
    for (int64_t s = 1; s < splits; ++s) dot += partial[s * count + i];
    const int64_t k = i % responses;
    const int64_t at = i / responses * pitch + k;
    scores[at] = member[at] * (dot - offset[k]);
  }

  __device__ void visit4(int64_t i) const {
    for (int w = 0; w < 4; ++w) visit(i + w);
  }
};

template <class Row>
int64_t portion_rows(const FeatureShape& s) {
  return std::clamp<int64_t>(kPortionBytes / (row_pitch<Row>(s.features) * sizeof(Row)), 1, s.rows);
}

int64_t responses_at_once(const FeatureShape& s) { return std::min<int64_t>(s.factors, kMostResponses); }

int rows_at_once(const FeatureShape& s) { return s.factors == 1 ? 4 : 8; }

int64_t dot_splits(const FeatureShape& s, int64_t rows) {
  const int64_t tiles = (rows + rows_at_once(s) - 1) / rows_at_once(s);
  return std::clamp<int64_t>(std::min((528 + tiles - 1) / tiles, s.features / (4 * kThreads)), 1, 256);
}

template <int kRows, int kResponses, class Row>
Status launch_dots(RowDots<Row> d, int64_t splits, Stream stream) {
  constexpr int64_t kWide = kFeaturesAtOnce<Row, true>;
  d.features_a_split = ((d.features + splits - 1) / splits + kWide - 1) / kWide * kWide;
  const dim3 grid(static_cast<unsigned>((d.row_count + kRows - 1) / kRows), static_cast<unsigned>(splits));
  if (d.features % kWide == 0 && aligned_for_vec4(static_cast<const void*>(d.rows), d.weights))
    return FACET_LAUNCH((row_dots<Row, kRows, kResponses, true>), grid, kThreads, 0, stream, d);
  return FACET_LAUNCH((row_dots<Row, kRows, kResponses, false>), grid, kThreads, 0, stream, d);
}

// Of at most responses_at_once(s) responses.
template <class Row>
Status row_dots(const FeatureShape& s, const RowDots<Row>& d, int64_t splits, Stream stream) {
  if (s.factors == 1) return launch_dots<4, 1>(d, splits, stream);
  return s.factors <= 4 ? launch_dots<8, 4>(d, splits, stream) : launch_dots<8, 8>(d, splits, stream);
}

Status scores_of(const Scores& s, Stream stream) { return launch_elementwise(s, s.count, false, stream); }

MatmulShape dots_product(const FeatureShape& s) { return {s.rows, s.factors, s.features, false, true}; }

GemmPlan dots_plan(const FeatureShape& s) {
  return with_short_sums(matmul_plan(dots_product(s), Precision::tf32x3), s.features, s.rows * s.factors);
}

// The dots, [rows, factors], then what their product and the sums need, one after the other.
size_t dot_floats(const FeatureShape& s, int64_t rows, int64_t splits) {
  return (static_cast<size_t>(splits * rows * s.factors) + 3) / 4 * 4;
}

template <class Row>
bool by_matmul(const FeatureShape& s) {
  return std::is_same_v<Row, float> && s.factors > kMostResponses;
}

Status pass_by_matmul(const FeatureShape& s, const float* rows, const float* weights, const float* offset, const float* member,
                      const float* sums, float* scores, float* new_sums, float* workspace, Stream stream) {
  float* rest = workspace + dot_floats(s, s.rows, 1);
  FACET_TRY(matmul(dots_product(s), Precision::tf32x3, dots_plan(s), rows, weights, nullptr, Activation::none, workspace, rest,
                   stream));
  FACET_TRY(scores_of({workspace, offset, member, 1, s.rows * s.factors, s.factors, s.factors, scores}, stream));
  return row_products(s, rows, scores, sums, new_sums, rest, stream);
}

}  // namespace

template <class Row>
size_t pls_pass_workspace_bytes(const FeatureShape& s) {
  if (by_matmul<Row>(s))
    return dot_floats(s, s.rows, 1) * sizeof(float) +
           std::max(matmul_workspace_bytes(dots_product(s), dots_plan(s)), row_products_workspace_bytes<Row>(s));
  const int64_t rows = portion_rows<Row>(s);
  const FeatureShape at_once{rows, s.features, responses_at_once(s)};
  const size_t of_portions = dot_floats(at_once, rows, dot_splits(s, rows)) * sizeof(float) +
                             row_products_workspace_bytes<Row>({rows, s.features, s.factors});
  // Which of the two it is the GPU decides.
  return takes_fused_pass<Row>(s) ? std::max(of_portions, pls_fused_workspace_bytes(s)) : of_portions;
}

template <class Row>
Status pls_pass(const FeatureShape& s, const Row* rows, const float* weights, const float* offset, const float* member,
                const float* sums, float* scores, float* new_sums, float* workspace, Stream stream) {
  FACET_TRY(check(s));
  if (takes_fused_pass<Row>(s) && fused_pass_fits<Row>(s))
    return pls_fused(s, rows, weights, offset, member, sums, scores, new_sums, workspace, stream);
  if constexpr (std::is_same_v<Row, float>)
    if (by_matmul<Row>(s)) return pass_by_matmul(s, rows, weights, offset, member, sums, scores, new_sums, workspace, stream);
  const int64_t portion = portion_rows<Row>(s);
  const int64_t splits = dot_splits(s, portion);
  const int64_t at_once = responses_at_once(s);
  float* rest = workspace + dot_floats({portion, s.features, at_once}, portion, splits);
  for (int64_t first = 0; first < s.rows; first += portion) {
    const FeatureShape part{std::min(portion, s.rows - first), s.features, s.factors};
    const Row* part_rows = rows + first * row_pitch<Row>(s.features);
    float* part_scores = scores + first * s.factors;
    for (int64_t k = 0; k < s.factors; k += at_once) {
      const int64_t responses = std::min(at_once, s.factors - k);
      RowDots<Row> dots{};
      dots.rows = part_rows;
      dots.weights = weights + k * s.features;
      dots.partial = workspace;
      dots.row_count = part.rows;
      dots.features = s.features;
      dots.responses = static_cast<int>(responses);
      dots.row_pitch = row_pitch<Row>(s.features);
      FACET_TRY(row_dots(s, dots, splits, stream));
      FACET_TRY(scores_of({workspace, offset + k, member + first * s.factors + k, splits, part.rows * responses, responses,
                           s.factors, part_scores + k},
                          stream));
    }
    FACET_TRY(row_products(part, part_rows, part_scores, first == 0 ? sums : new_sums, new_sums, rest, stream));
  }
  return {};
}

#define FACET_PLS_PASS(Row)                                                                                              \
  template size_t pls_pass_workspace_bytes<Row>(const FeatureShape&);                                                    \
  template Status pls_pass<Row>(const FeatureShape&, const Row*, const float*, const float*, const float*, const float*, \
                                float*, float*, float*, Stream);
FACET_PLS_PASS(float)
FACET_PLS_PASS(Bf16)
FACET_PLS_PASS(F16)
#undef FACET_PLS_PASS

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
