// Rules of the ops over matrices of many rows: partial least squares, sums of products, Gram matrices, stored halves.
#include "core/op_rules.h"

namespace facet {
namespace {

// factors [N, K], sums [K, M] -> sums' of the same shape.
void check_products(const StepCheck& check, int64_t rows, int64_t features, const TensorView& factors, const TensorView& sums,
                    const TensorView& new_sums) {
  check.has_rank("the factors", factors, 2);
  check.require(factors.dims[0] == rows, "there must be factors for each of the ", rows, " rows, not ", factors.dims[0]);
  check.has_shape("sums", sums, {factors.dims[1], features});
  check.has_shape("sums'", new_sums, {factors.dims[1], features});
}

// Rows of that many features: floats, or words of two halves each.
void check_stored_rows(const StepCheck& check, int64_t features) {
  const bool halves = check.integer(0, "storage", 0, 2) != 0;
  check.has_rank("rows", check.in(0), 2);
  check.has_shape("rows", check.in(0), {check.in(0).dims[0], halves ? features / 2 + features % 2 : features});
}

}  // namespace

void verify_pls_pass(const StepCheck& check) {
  const TensorView &rows = check.in(0), &weights = check.in(1);
  check.has_rank("weights", weights, 2);
  check_stored_rows(check, weights.dims[1]);
  check.has_shape("offset", check.in(2), {weights.dims[0]});
  check.has_shape("member", check.in(3), {rows.dims[0], weights.dims[0]});
  check.has_shape("scores", check.out(0), {rows.dims[0], weights.dims[0]});
  check_products(check, rows.dims[0], weights.dims[1], check.in(3), check.in(4), check.out(1));
}

void verify_row_products(const StepCheck& check) {
  const TensorView& sums = check.in(2);
  check.has_rank("sums", sums, 2);
  check_stored_rows(check, sums.dims[1]);
  check_products(check, check.in(0).dims[0], sums.dims[1], check.in(1), sums, check.out(0));
}

void verify_pls_deflate(const StepCheck& check) {
  const TensorView &rows = check.in(0), &scores = check.in(1);
  check.has_rank("rows", rows, 2);
  check_products(check, rows.dims[0], rows.dims[1], check.in(3), check.in(4), check.out(1));
  check.has_rank("scores", scores, 2);
  check.has_shape("scores", scores, {rows.dims[0], scores.dims[1]});
  check.has_shape("loadings", check.in(2), {scores.dims[1], rows.dims[1]});
  check.same_shape("rows'", check.out(0), "rows", rows);
}

void verify_gram(const StepCheck& check) {
  check.integer(0, "storage", 0, 2);
  check.has_rank("rows", check.in(0), 2);
  check.has_shape("the products", check.out(0), {check.in(0).dims[0], check.in(0).dims[0]});
}

void verify_unpack16(const StepCheck& check) {
  check.integer(0, "kind", 0, 1);
  check.has_rank("packed", check.in(0), 2);
  check.has_rank("rows", check.out(0), 2);
  const int64_t columns = check.out(0).dims[1];
  check.has_shape("packed", check.in(0), {check.out(0).dims[0], columns / 2 + columns % 2});
}

}  // namespace facet
