// What the softmax kernels share: one row by one team.
#pragma once

#include "device/sums.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

struct RowSoftmax {
  float max, sum;  // sum of exp(x - max)
};

template <int kThreads>
__device__ __forceinline__ RowSoftmax row_softmax(const RowTeam<kThreads>& team, const float* row, int length) {
  float max = -INFINITY;
  for (int i = team.thread(); i < length; i += kThreads) max = fmaxf(max, row[i]);
  max = team.max(max);
  float sum = 0.f;
  for (int i = team.thread(); i < length; i += kThreads) sum += expf(row[i] - max);
  return {max, team.sum(sum)};
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
