#include "device/column_sums.cuh"
#include "device/elementwise.cuh"
#include "sigmoid_xent.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// Whether the label counts.
__device__ __forceinline__ bool known(float label, int32_t* fault) {
  if (!(label <= 1.f)) note_fault(fault);
  return label >= 0.f;
}

// Sums of the losses and of the labels that count.
struct LossTerms {
  static constexpr int kValues = 2;
  const float* logits;
  const float* labels;
  int32_t* fault;

  __device__ void add(int64_t i, int64_t, double (&sum)[2]) const {
    const float t = labels[i];
    if (!known(t, fault)) return;
    const float z = logits[i];
    sum[0] += fmaf(-z, t, z > 0.f ? z : 0.f) + log1pf(expf(-fabsf(z)));
    sum[1] += 1.0;
  }
};

struct MeanLoss {
  float* loss;

  __device__ void finish(int64_t, int64_t, const double (&sum)[2]) const {
    *loss = sum[1] == 0.0 ? 0.f : static_cast<float>(sum[0] / sum[1]);
  }
};

struct KnownLabels {
  static constexpr int kValues = 1;
  const float* labels;
  int32_t* fault;

  __device__ void add(int64_t i, int64_t, double (&sum)[1]) const {
    if (known(labels[i], fault)) sum[0] += 1.0;
  }
};

struct GradientScale {
  const float* dloss;
  float* scale;

  __device__ void finish(int64_t, int64_t, const double (&sum)[1]) const {
    *scale = static_cast<float>(*dloss / fmax(sum[0], 1.0));
  }
};

struct LogitGradient {
  const float* scale;

  __device__ float operator()(float z, float t) const { return t >= 0.f ? *scale * (1.f / (1.f + expf(-z)) - t) : 0.f; }
};

}  // namespace

size_t sigmoid_xent_workspace_bytes(int64_t count) { return 4 * sizeof(float) + total_workspace_bytes<LossTerms>(count); }

Status sigmoid_xent(const float* logits, const float* labels, int64_t count, float* loss, int32_t* fault, void* workspace,
                    Stream stream) {
  return launch_total(LossTerms{logits, labels, fault}, MeanLoss{loss}, count, workspace, stream);
}

Status sigmoid_xent_grad(const float* logits, const float* labels, const float* dloss, int64_t count, float* dlogits,
                         int32_t* fault, void* workspace, Stream stream) {
  auto* scale = static_cast<float*>(workspace);
  FACET_TRY(launch_total(KnownLabels{labels, fault}, GradientScale{dloss, scale}, count, scale + 4, stream));
  return launch_map(logits, labels, dlogits, count, LogitGradient{scale}, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
