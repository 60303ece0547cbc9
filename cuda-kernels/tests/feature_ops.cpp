#include <bit>
#include <cstdint>
#include <vector>

#include "gram.h"
#include "guarded_buffer.h"
#include "ops.h"
#include "pls_deflate.h"
#include "pls_pass.h"
#include "row_products.h"
#include "unpack16.h"

namespace facet::test {

namespace {

using kernels::Status;
using kernels::Stream;

// Rows [rows, features], of halves [rows, words]; sums [factors, features].
kernels::FeatureShape shape_of(const CaseTensor& rows, const CaseTensor& sums) {
  return {rows.dims[0], sums.dims[1], sums.dims[0]};
}

// Rows of halves with NaN behind each, where an odd number of features leaves half of a word that no kernel may look at.
std::vector<float> with_nan_behind(const CaseTensor& rows, const float* words) {
  std::vector<float> stored(words, words + rows.count());
  for (size_t last = static_cast<size_t>(rows.dims[1]) - 1; last < stored.size(); last += static_cast<size_t>(rows.dims[1]))
    stored[last] = std::bit_cast<float>(std::bit_cast<uint32_t>(stored[last]) | 0xffff0000u);
  return stored;
}

// launch(rows) with the first input as the type that it is stored as, so many features a row.
template <class Launch>
Status with_rows(const Case& c, const Operands& o, int64_t features, const Launch& launch) {
  const int64_t storage = storage_of_rows(c);
  if (storage == 0 || features % 2 == 0) return kernels::with_rows(storage, o.in[0], launch);
  const bool misaligned = reinterpret_cast<uintptr_t>(o.in[0]) % 16 != 0;
  GuardedBuffer rows(with_nan_behind(c.in[0], o.in[0]), misaligned);
  return kernels::with_rows(storage, rows.data(), launch);
}

Status launch_pls_pass(const Case& c, const Operands& o, Stream stream) {
  const auto shape = shape_of(c.in[0], c.in[4]);
  return with_rows(c, o, shape.features, [&](auto rows) {
    return with_workspace(kernels::pls_pass_workspace_bytes<kernels::RowOf<decltype(rows)>>(shape), [&](void* workspace) {
      return kernels::pls_pass(shape, rows, o.in[1], o.in[2], o.in[3], o.in[4], o.out[0], o.out[1],
                               static_cast<float*>(workspace), stream);
    });
  });
}

Status launch_row_products(const Case& c, const Operands& o, Stream stream) {
  const auto shape = shape_of(c.in[0], c.in[2]);
  return with_rows(c, o, shape.features, [&](auto rows) {
    return with_workspace(kernels::row_products_workspace_bytes<kernels::RowOf<decltype(rows)>>(shape), [&](void* workspace) {
      return kernels::row_products(shape, rows, o.in[1], o.in[2], o.out[0], static_cast<float*>(workspace), stream);
    });
  });
}

Status launch_pls_deflate(const Case& c, const Operands& o, Stream stream) {
  const auto shape = shape_of(c.in[0], c.in[4]);
  return with_workspace(kernels::pls_deflate_workspace_bytes(shape), [&](void* workspace) {
    return kernels::pls_deflate(shape, c.in[1].dims[1], o.in[0], o.in[1], o.in[2], o.in[3], o.in[4], o.out[0], o.out[1],
                                static_cast<float*>(workspace), stream);
  });
}

Status launch_gram(const Case& c, const Operands& o, Stream stream) {
  const kernels::GramShape shape{c.in[0].dims[0], c.in[0].dims[1] * (c.in[0].is_integer() ? 2 : 1)};
  return with_rows(c, o, shape.features, [&](auto rows) {
    return with_workspace(kernels::gram_workspace_bytes<kernels::RowOf<decltype(rows)>>(shape),
                          [&](void* workspace) { return kernels::gram(shape, rows, o.out[0], workspace, stream); });
  });
}

Status launch_unpack16(const Case& c, const Operands& o, Stream stream) {
  return kernels::unpack16(static_cast<kernels::Half>(c.params.at(0).integer()), o.integers(0), c.out[0].dims[0],
                           c.out[0].dims[1], o.out[0], stream);
}

}  // namespace

std::vector<OpUnderTest> feature_ops() {
  return {{"pls_pass", pls_pass_reference, launch_pls_pass, {{1, 4}}},
          {"row_products", row_products_reference, launch_row_products, {{0, 2}}},
          {"pls_deflate", pls_deflate_reference, launch_pls_deflate, {{0, 0}, {1, 4}}},
          {"gram", gram_reference, launch_gram},
          {"unpack16", unpack16_reference, launch_unpack16}};
}

}  // namespace facet::test
