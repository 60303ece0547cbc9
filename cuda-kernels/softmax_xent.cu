#include "device/column_sums.cuh"
#include "device/labels.cuh"
#include "device/row_softmax.cuh"
#include "softmax_xent.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// losses[row]: of a row that counts, else 0.
template <int kThreads>
__global__ void __launch_bounds__(kRowThreads)
    softmax_xent_rows(const float* logits, const int32_t* labels, float smoothing, int64_t rows, int classes, float* probs,
                      float* losses, int32_t* fault) {
  FACET_SHARED(float, scratch, kRowThreads / 32);
  const int64_t row = team_row<kThreads>();
  if (row >= rows) return;
  const RowTeam<kThreads> team(scratch);
  const float* x = logits + row * classes;
  const RowSoftmax s = row_softmax(team, x, classes);
  const float inverse = 1.f / s.sum;
  float below = 0.f;  // sum of x - max
  for (int k = team.thread(); k < classes; k += kThreads) {
    const float u = x[k] - s.max;
    probs[row * classes + k] = expf(u) * inverse;
    below += u;
  }
  below = team.sum(below);
  if (team.thread() != 0) return;
  const int32_t label = checked_label(labels[row], classes, fault);
  // -log p_k = log sum - (x_k - max), and its mean over k for the smoothed part.
  const float log_sum = logf(s.sum);
  const float of_label = label == kIgnoredLabel ? 0.f : log_sum - (x[label] - s.max);
  const float of_all = log_sum - below / static_cast<float>(classes);
  losses[row] = label == kIgnoredLabel ? 0.f : (1.f - smoothing) * of_label + smoothing * of_all;
}

// Sums of the rows' losses and of the rows that count.
struct LossTerms {
  static constexpr int kValues = 2;
  const float* losses;
  const int32_t* labels;

  __device__ void add(int64_t i, int64_t, double (&sum)[2]) const {
    sum[0] += losses[i];
    if (labels[i] >= 0) sum[1] += 1.0;
  }
};

struct MeanLoss {
  float* loss;

  __device__ void finish(int64_t, int64_t, const double (&sum)[2]) const {
    *loss = sum[1] == 0.0 ? 0.f : static_cast<float>(sum[0] / sum[1]);
  }
};

}  // namespace

size_t softmax_xent_workspace_bytes(const SoftmaxXentShape& shape) {
  const int64_t losses = (shape.rows + 3) / 4 * 4;
  return static_cast<size_t>(losses) * sizeof(float) + total_workspace_bytes<LossTerms>(shape.rows);
}

Status softmax_xent(const SoftmaxXentShape& shape, const float* logits, const int32_t* labels, double smoothing, float* loss,
                    float* probs, int32_t* fault, void* workspace, Stream stream) {
  FACET_TRY(check_rows(shape.rows, shape.classes));
  auto* losses = static_cast<float*>(workspace);
  float* sums = losses + (shape.rows + 3) / 4 * 4;
  FACET_TRY(FACET_LAUNCH_ROWS(softmax_xent_rows, shape.rows, shape.classes, stream, logits, labels,
                              static_cast<float>(smoothing), shape.rows, static_cast<int>(shape.classes), probs, losses,
                              fault));
  return launch_total(LossTerms{losses, labels}, MeanLoss{loss}, shape.rows, sums, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
