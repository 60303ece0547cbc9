#include "gram.h"
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

// launch(rows) with the first input as the type that it is stored as.
template <class Launch>
Status with_rows(const Case& c, const Operands& o, const Launch& launch) {
  return kernels::with_rows(storage_of_rows(c), o.in[0], launch);
}

Status launch_pls_pass(const Case& c, const Operands& o, Stream stream) {
  const auto shape = shape_of(c.in[0], c.in[4]);
  return with_rows(c, o, [&](auto rows) {
    return with_workspace(kernels::pls_pass_workspace_bytes<kernels::RowOf<decltype(rows)>>(shape), [&](void* workspace) {
      return kernels::pls_pass(shape, rows, o.in[1], o.in[2], o.in[3], o.in[4], o.out[0], o.out[1],
                               static_cast<float*>(workspace), stream);
    });
  });
}

Status launch_row_products(const Case& c, const Operands& o, Stream stream) {
  const auto shape = shape_of(c.in[0], c.in[2]);
  return with_rows(c, o, [&](auto rows) {
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
  return with_rows(c, o, [&](auto rows) {
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
