#include <algorithm>
#include <type_traits>

#include "device/elementwise.cuh"
#include "device/feature_vector.cuh"
#include "feature_columns.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr int kFeatureThreads = 256;
constexpr int kFeatureRowsAtOnce = 4;  // whose loads fly together

// At most kComponents components and kFactors factors; kWide for aligned matrices whose features are whole groups of 16 bytes
// of a row. Grid: tiles of 256 threads' features x splits.
template <class Row, int kComponents, int kFactors, bool kWide>
__global__ void __launch_bounds__(kFeatureThreads) walk_feature_columns(FeatureColumns<Row> f) {
  constexpr int kWidth = kFeaturesAtOnce<Row, kWide>;
  using Vector = FeatureVector<kWidth>;
  const int64_t feature = (int64_t{blockIdx.x} * kFeatureThreads + threadIdx.x) * kWidth;
  const int64_t left = f.features - feature;
  if (left <= 0) return;
  Vector loadings[kComponents > 0 ? kComponents : 1] = {};
#pragma unroll
  for (int c = 0; c < kComponents; ++c)
    if (c < f.components) loadings[c] = Vector::load(f.loadings + c * f.features + feature, left);
  Vector sums[kFactors] = {};

  const int64_t begin = blockIdx.y * f.rows_a_split;
  const int64_t end = f.row_count - begin < f.rows_a_split ? f.row_count : begin + f.rows_a_split;
  for (int64_t first = begin; first < end; first += kFeatureRowsAtOnce) {
    Vector x[kFeatureRowsAtOnce] = {};
#pragma unroll
    for (int r = 0; r < kFeatureRowsAtOnce; ++r)
      if (first + r < end) x[r] = Vector::load(f.rows + (first + r) * f.row_pitch + feature, left);
#pragma unroll
    for (int r = 0; r < kFeatureRowsAtOnce; ++r) {
      const int64_t row = first + r;
      if (row >= end) break;
#pragma unroll
      for (int c = 0; c < kComponents; ++c) {
        if (c >= f.components) break;
        const float score = f.scores[row * f.score_pitch + c];
#pragma unroll
        for (int w = 0; w < kWidth; ++w) x[r].v[w] = fmaf(-score, loadings[c].v[w], x[r].v[w]);
      }
      if (f.new_rows) x[r].store(f.new_rows + row * f.features + feature, left);
#pragma unroll
      for (int k = 0; k < kFactors; ++k) {
        if (k >= f.factor_count) break;
        const float factor = f.factors[row * f.factor_pitch + k];
#pragma unroll
        for (int w = 0; w < kWidth; ++w) sums[k].v[w] = fmaf(factor, x[r].v[w], sums[k].v[w]);
      }
    }
  }
#pragma unroll
  for (int k = 0; k < kFactors; ++k)
    if (k < f.factor_count) sums[k].store(f.sums + (int64_t{blockIdx.y} * f.factor_count + k) * f.features + feature, left);
}

// Shares of the rows: enough blocks for a large GPU, at least 32 rows each. Of the shape alone, so that sums do not depend on
// the machine.
int64_t feature_splits(int64_t rows, int64_t features) {
  const int64_t tiles = (features + kFeatureThreads * 4 - 1) / (kFeatureThreads * 4);
  return std::clamp<int64_t>(std::min((528 + tiles - 1) / tiles, rows / 32), 1, 65535);
}

// y[i] = x[i] + the sum of `splits` arrays of `count` floats; y may be x.
struct AddShares {
  const float* x;
  const float* shares;
  int64_t splits, count;
  float* y;

  __device__ void visit(int64_t i) const {
    double sum = 0.0;
    for (int64_t s = 0; s < splits; ++s) sum += shares[s * count + i];
    y[i] = static_cast<float>(x[i] + sum);
  }

  __device__ void visit4(int64_t i) const {
    double sum[4] = {};
#pragma unroll 4
    for (int64_t s = 0; s < splits; ++s) {
      const float4 v = load_vec4(shares + s * count + i);
      sum[0] += v.x;
      sum[1] += v.y;
      sum[2] += v.z;
      sum[3] += v.w;
    }
    const float4 v = load_vec4(x + i);
    store_vec4(y + i, make_float4(static_cast<float>(v.x + sum[0]), static_cast<float>(v.y + sum[1]),
                                  static_cast<float>(v.z + sum[2]), static_cast<float>(v.w + sum[3])));
  }
};

template <class Row, int kComponents, int kFactors, bool kWide>
Status launch_feature_walk(const FeatureColumns<Row>& f, int64_t splits, Stream stream) {
  constexpr int kTile = kFeatureThreads * kFeaturesAtOnce<Row, kWide>;
  const int64_t tiles = (f.features + kTile - 1) / kTile;
  if (tiles > 0x7fffffff) return invalid_argument("feature rows have more features than one launch can visit (2^39)");
  const dim3 grid(static_cast<unsigned>(tiles), static_cast<unsigned>(splits));
  return FACET_LAUNCH((walk_feature_columns<Row, kComponents, kFactors, kWide>), grid, kFeatureThreads, 0, stream, f);
}

template <int kComponents, int kFactors, class Row>
Status launch_feature_walk(FeatureColumns<Row> f, Stream stream) {
  const int64_t splits = feature_splits(f.row_count, f.features);
  f.row_pitch = row_pitch<Row>(f.features);
  f.rows_a_split = (f.row_count + splits - 1) / splits;
  const bool wide = f.features % kFeaturesAtOnce<Row, true> == 0 &&
                    aligned_for_vec4(static_cast<const void*>(f.rows), f.new_rows, f.loadings, f.sums);  // null is aligned
  return wide ? launch_feature_walk<Row, kComponents, kFactors, true>(f, splits, stream)
              : launch_feature_walk<Row, kComponents, kFactors, false>(f, splits, stream);
}

}  // namespace

template <class Row>
Status walk_features(const FeatureColumns<Row>& f, Stream stream) {
  if (f.components == 0) {
    if (f.factor_count <= 1) return launch_feature_walk<0, 1>(f, stream);
    return f.factor_count <= 4 ? launch_feature_walk<0, 4>(f, stream) : launch_feature_walk<0, 8>(f, stream);
  }
  if constexpr (std::is_same_v<Row, float>) {
    if (f.components == 1) {
      if (f.factor_count <= 1) return launch_feature_walk<1, 1>(f, stream);
      return f.factor_count <= 4 ? launch_feature_walk<1, 4>(f, stream) : launch_feature_walk<1, 8>(f, stream);
    }
    return f.factor_count <= 1 ? launch_feature_walk<4, 1>(f, stream) : launch_feature_walk<4, 8>(f, stream);
  } else {
    return invalid_argument("only rows of floats lose components");
  }
}

size_t feature_columns_workspace_bytes(int64_t rows, int64_t features, int64_t factors) {
  return static_cast<size_t>(feature_splits(rows, features) * std::min<int64_t>(factors, kMostFactors) * features) *
         sizeof(float);
}

template <class Row>
Status add_feature_rows(FeatureColumns<Row> f, int64_t factors, const float* sums, float* new_sums, float* shares,
                        Stream stream) {
  const int64_t splits = feature_splits(f.row_count, f.features);
  const float* all_factors = f.factors;
  for (int64_t first = 0; first < factors; first += kMostFactors) {
    f.factors = all_factors + first;
    f.factor_count = static_cast<int>(std::min<int64_t>(factors - first, kMostFactors));
    f.sums = shares;
    FACET_TRY(walk_features(f, stream));
    FACET_TRY(add_shares(sums + first * f.features, shares, splits, f.factor_count * f.features, new_sums + first * f.features,
                         stream));
    if constexpr (std::is_same_v<Row, float>)
      if (f.new_rows) f.rows = f.new_rows;
    f.new_rows = nullptr;
    f.components = 0;
  }
  return {};
}

#define FACET_FEATURE_COLUMNS(Row)                                        \
  template Status walk_features<Row>(const FeatureColumns<Row>&, Stream); \
  template Status add_feature_rows<Row>(FeatureColumns<Row>, int64_t, const float*, float*, float*, Stream);
FACET_FEATURE_COLUMNS(float)
FACET_FEATURE_COLUMNS(Bf16)
FACET_FEATURE_COLUMNS(F16)
#undef FACET_FEATURE_COLUMNS

Status add_shares(const float* x, const float* shares, int64_t splits, int64_t count, float* y, Stream stream) {
  return launch_elementwise(AddShares{x, shares, splits, count, y}, count, count % 4 == 0 && aligned_for_vec4(x, shares, y),
                            stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
