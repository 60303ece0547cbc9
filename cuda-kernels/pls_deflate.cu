#include "feature_columns.h"
#include "pls_deflate.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

size_t pls_deflate_workspace_bytes(const FeatureShape& s) {
  return feature_columns_workspace_bytes(s.rows, s.features, s.factors);
}

Status pls_deflate(const FeatureShape& s, int64_t components, const float* rows, const float* scores, const float* loadings,
                   const float* factors, const float* sums, float* new_rows, float* new_sums, float* workspace, Stream stream) {
  FACET_TRY(check(s));
  if (components < 1 || components > 65535) return invalid_argument("pls_deflate takes 1 to 65535 components");
  FeatureColumns<float> f{};
  f.rows = rows;
  f.new_rows = new_rows;
  f.row_count = s.rows;
  f.features = s.features;
  f.score_pitch = static_cast<int>(components);
  f.factor_pitch = static_cast<int>(s.factors);
  int64_t first = 0;
  // All components but the last few first; they need no factors.
  for (; components - first > kMostComponents; first += kMostComponents) {
    f.scores = scores + first;
    f.loadings = loadings + first * s.features;
    f.components = kMostComponents;
    FACET_TRY(walk_features(f, stream));
    f.rows = new_rows;
  }
  f.scores = scores + first;
  f.loadings = loadings + first * s.features;
  f.components = static_cast<int>(components - first);
  f.factors = factors;
  return add_feature_rows(f, s.factors, sums, new_sums, workspace, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
