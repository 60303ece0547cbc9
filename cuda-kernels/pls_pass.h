// A pass of partial least squares over feature rows (NIPALS), for several responses at once.
#pragma once

#include <cstddef>

#include "row_products.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// scores[n,k] = member[n,k] (sum over m of rows[n,m] weights[k,m] - offset[k]); new_sums[k,m] = sums[k,m] + sum over n of
// scores[n,k] rows[n,m]. rows: [rows, features]; weights, sums: [factors, features], sums may be new_sums; offset: [factors];
// member, scores: [rows, factors]. workspace: pls_pass_workspace_bytes(shape), 16-byte aligned.
//
// Few responses of many rows that are not too long: a block keeps weights and sums of all features in registers and each row in
// shared memory between its score and its part in the sums, so that rows are read once (pls_fused.h; where the GPU has the
// shared memory). Else rows go through the L2 cache in portions that it holds, once for the scores and once for the sums of
// every eight responses; or, for many responses of floats, two matrix products read them.
template <class Row>
Status pls_pass(const FeatureShape& shape, const Row* rows, const float* weights, const float* offset, const float* member,
                const float* sums, float* scores, float* new_sums, float* workspace, Stream stream);

template <class Row>
size_t pls_pass_workspace_bytes(const FeatureShape& shape);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
