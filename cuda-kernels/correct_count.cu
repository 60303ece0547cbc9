#include "correct_count.h"
#include "device/column_sums.cuh"
#include "device/sums.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// A number that is the larger, the larger x is, and among equals the smaller their index. A NaN at the front is never replaced,
// another one never replaces.
__device__ __forceinline__ uint64_t rank_of(float x, int index) {
  if (isnan(x) && index > 0) return 0;
  const uint32_t bits = __float_as_uint(isnan(x) ? INFINITY : x + 0.f);  // -0 is 0
  const uint32_t ordered = (bits >> 31) != 0 ? ~bits : bits | 0x80000000u;
  return uint64_t{ordered} << 32 | static_cast<uint32_t>(0x7fffffff - index);
}

template <int kThreads>
__global__ void __launch_bounds__(kRowThreads)
    correct_rows(const float* logits, const int32_t* labels, int64_t rows, int classes, float* correct) {
  FACET_SHARED(uint64_t, scratch, kRowThreads / 32);
  const int64_t row = team_row<kThreads>();
  if (row >= rows) return;
  const RowTeam<kThreads, uint64_t> team(scratch);
  uint64_t most = 0;
  for (int k = team.thread(); k < classes; k += kThreads) most = larger(most, rank_of(logits[row * classes + k], k));
  most = team.max(most);
  const auto top = 0x7fffffff - static_cast<int32_t>(most & 0xffffffffu);
  if (team.thread() == 0) correct[row] = top == labels[row] ? 1.f : 0.f;
}

struct Flags {
  static constexpr int kValues = 1;
  const float* correct;

  __device__ void add(int64_t i, int64_t, double (&sum)[1]) const { sum[0] += correct[i]; }
};

struct Store {
  float* count;

  __device__ void finish(int64_t, int64_t, const double (&sum)[1]) const { *count = static_cast<float>(sum[0]); }
};

int64_t padded(int64_t rows) { return (rows + 3) / 4 * 4; }

}  // namespace

size_t correct_count_workspace_bytes(int64_t rows) {
  return static_cast<size_t>(padded(rows)) * sizeof(float) + total_workspace_bytes<Flags>(rows);
}

Status correct_count(const float* logits, const int32_t* labels, int64_t rows, int64_t classes, float* count, void* workspace,
                     Stream stream) {
  FACET_TRY(check_rows(rows, classes));
  auto* correct = static_cast<float*>(workspace);
  FACET_TRY(FACET_LAUNCH_ROWS(correct_rows, rows, classes, stream, logits, labels, rows, static_cast<int>(classes), correct));
  return launch_total(Flags{correct}, Store{count}, rows, correct + padded(rows), stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
