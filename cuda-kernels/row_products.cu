#include <type_traits>

#include "feature_columns.h"
#include "matmul.h"
#include "row_products.h"
#include "short_sums.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// More factors of floats are a matrix product: [factors, rows] times [rows, features].
template <class Row>
bool by_matmul(const FeatureShape& s) {
  return std::is_same_v<Row, float> && s.factors > 2 * kMostFactors;
}

MatmulShape product(const FeatureShape& s) { return {s.factors, s.features, s.rows, true, false}; }

GemmPlan plan_of(const FeatureShape& s) {
  return with_short_sums(matmul_plan(product(s), Precision::tf32x3), s.rows, s.factors * s.features);
}

size_t product_floats(const FeatureShape& s) { return (static_cast<size_t>(s.factors * s.features) + 3) / 4 * 4; }

}  // namespace

template <class Row>
size_t row_products_workspace_bytes(const FeatureShape& s) {
  if (!by_matmul<Row>(s)) return feature_columns_workspace_bytes(s.rows, s.features, s.factors);
  return product_floats(s) * sizeof(float) + matmul_workspace_bytes(product(s), plan_of(s));
}

template <class Row>
Status row_products(const FeatureShape& s, const Row* rows, const float* factors, const float* sums, float* new_sums,
                    float* workspace, Stream stream) {
  FACET_TRY(check(s));
  if constexpr (std::is_same_v<Row, float>) {
    if (by_matmul<Row>(s)) {
      const MatmulShape shape = product(s);
      const GemmPlan plan = plan_of(s);
      FACET_TRY(matmul(shape, Precision::tf32x3, plan, factors, rows, nullptr, Activation::none, workspace,
                       workspace + product_floats(s), stream));
      return add_shares(sums, workspace, 1, s.factors * s.features, new_sums, stream);
    }
  }
  FeatureColumns<Row> f{};
  f.rows = rows;
  f.row_count = s.rows;
  f.features = s.features;
  f.factors = factors;
  f.factor_pitch = static_cast<int>(s.factors);
  return add_feature_rows(f, s.factors, sums, new_sums, workspace, stream);
}

#define FACET_ROW_PRODUCTS(Row)                                           \
  template size_t row_products_workspace_bytes<Row>(const FeatureShape&); \
  template Status row_products<Row>(const FeatureShape&, const Row*, const float*, const float*, float*, float*, Stream);
FACET_ROW_PRODUCTS(float)
FACET_ROW_PRODUCTS(Bf16)
FACET_ROW_PRODUCTS(F16)
#undef FACET_ROW_PRODUCTS

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
