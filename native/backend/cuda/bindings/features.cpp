// Feature rows: partial least squares, inner products, numbers of 16 bits.
#include "backend/cuda/bindings/binding.h"
#include "gram.h"
#include "pls_deflate.h"
#include "pls_pass.h"
#include "row_products.h"
#include "unpack16.h"

namespace facet::cuda::inline FACET_KERNELS_ABI {
namespace {

float* workspace(const KernelContext& c) { return reinterpret_cast<float*>(c.scratch); }

// launch(rows) with the first input as the type that the first param names.
template <class Launch>
auto with_rows(const Step& s, const Launch& launch) {
  return kernels::with_rows(s.params[0].i, in(s, 0), launch);
}

kernels::FeatureShape shape_of(const TensorView& rows, const TensorView& sums) {
  return {rows.dims[0], sums.dims[1], sums.dims[0]};
}

// rows[N,M] weights[K,M] offset[K] member[N,K] sums[K,M] -> scores[N,K] sums'
Status pls_pass(const Step& s, const KernelContext& c) {
  return with_rows(s, [&](auto rows) {
    return kernels::pls_pass(shape_of(s.in[0], s.in[4]), rows, in(s, 1), in(s, 2), in(s, 3), in(s, 4), out(s, 0), out(s, 1),
                             workspace(c), stream(c));
  });
}

size_t pls_pass_scratch(const Step& s, int) {
  return with_rows(s, [&](auto rows) {
    return kernels::pls_pass_workspace_bytes<kernels::RowOf<decltype(rows)>>(shape_of(s.in[0], s.in[4]));
  });
}

// rows[N,M] factors[N,K] sums[K,M] -> sums'
Status row_products(const Step& s, const KernelContext& c) {
  return with_rows(s, [&](auto rows) {
    return kernels::row_products(shape_of(s.in[0], s.in[2]), rows, in(s, 1), in(s, 2), out(s, 0), workspace(c), stream(c));
  });
}

size_t row_products_scratch(const Step& s, int) {
  return with_rows(s, [&](auto rows) {
    return kernels::row_products_workspace_bytes<kernels::RowOf<decltype(rows)>>(shape_of(s.in[0], s.in[2]));
  });
}

// rows[N,M] scores[N,R] loadings[R,M] factors[N,K] sums[K,M] -> rows' sums'
Status pls_deflate(const Step& s, const KernelContext& c) {
  return kernels::pls_deflate(shape_of(s.in[0], s.in[4]), s.in[1].dims[1], in(s, 0), in(s, 1), in(s, 2), in(s, 3), in(s, 4),
                              out(s, 0), out(s, 1), workspace(c), stream(c));
}

size_t pls_deflate_scratch(const Step& s, int) { return kernels::pls_deflate_workspace_bytes(shape_of(s.in[0], s.in[4])); }

// rows[N,M] -> products[N,N]
template <class Row>
kernels::GramShape gram_shape(const Step& s) {
  return {s.in[0].dims[0], s.in[0].dims[1] * static_cast<int64_t>(sizeof(float) / sizeof(Row))};
}

Status gram(const Step& s, const KernelContext& c) {
  return with_rows(s, [&](auto rows) {
    return kernels::gram(gram_shape<kernels::RowOf<decltype(rows)>>(s), rows, out(s, 0), c.scratch, stream(c));
  });
}

size_t gram_scratch(const Step& s, int) {
  return with_rows(s, [&](auto rows) {
    using Row = kernels::RowOf<decltype(rows)>;
    return kernels::gram_workspace_bytes<Row>(gram_shape<Row>(s));
  });
}

// packed[N,W] -> rows[N,M]; kind i (0 bf16, 1 f16)
Status unpack16(const Step& s, const KernelContext& c) {
  return kernels::unpack16(static_cast<kernels::Half>(s.params[0].i), integers(s, 0), s.out[0].dims[0], s.out[0].dims[1],
                           out(s, 0), stream(c));
}

}  // namespace

FACET_BIND_SCRATCH(kPlsPass, "pls_pass", pls_pass, pls_pass_scratch)
FACET_BIND_SCRATCH(kRowProducts, "row_products", row_products, row_products_scratch)
FACET_BIND_SCRATCH(kPlsDeflate, "pls_deflate", pls_deflate, pls_deflate_scratch)
FACET_BIND_SCRATCH(kGram, "gram", gram, gram_scratch)
FACET_BIND(kUnpack16, "unpack16", unpack16)

}  // namespace facet::cuda::inline FACET_KERNELS_ABI
