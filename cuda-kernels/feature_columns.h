// A walk down the columns of a matrix of feature rows [rows, features]: each row loses its part along given loadings, and what
// is left is added to sums, factor by factor. Every number of the matrix is read once, and written once if it changes.
//
// A thread keeps the loadings and sums of its columns in registers and takes the rows of its block's share one after the other;
// shares leave their sums in the workspace, and a second kernel adds them in order. What multiplies a row is the same for all
// threads of a block and comes from the L1 cache.
#pragma once

#include <cstddef>

#include "feature_rows.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

template <class Row>
struct FeatureColumns {
  const Row* rows;
  float* new_rows;  // of floats, may be `rows`; null: rows do not change
  int64_t row_count, features;
  const float* scores;    // [row_count, score_pitch]: of the components from loadings on
  const float* loadings;  // [components, features]
  int components, score_pitch;
  const float* factors;  // [row_count, factor_pitch]
  int factor_count, factor_pitch;
  float* sums;                      // [splits, factor_count, features]; 0 factors: null
  int64_t row_pitch, rows_a_split;  // as the walk sets them
};

inline constexpr int kMostComponents = 4;  // of one walk
inline constexpr int kMostFactors = 8;

// So many floats of shares as add_feature_rows needs, in bytes.
size_t feature_columns_workspace_bytes(int64_t rows, int64_t features, int64_t factors);

// One walk: at most kMostComponents components, which only floats lose, and kMostFactors factors.
template <class Row>
Status walk_features(const FeatureColumns<Row>& f, Stream stream);

// new_sums[k] = sums[k] + the sum over rows n of factors[n, k] rows[n], for all factors, so many at a time; `f` describes rows
// and, for the first walk only, components. `shares`: feature_columns_workspace_bytes.
template <class Row>
Status add_feature_rows(FeatureColumns<Row> f, int64_t factors, const float* sums, float* new_sums, float* shares,
                        Stream stream);

// y[i] = x[i] + the sum of `splits` arrays of `count` floats; y may be x.
Status add_shares(const float* x, const float* shares, int64_t splits, int64_t count, float* y, Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
