// Softmax cross-entropy with class labels.
#pragma once

#include <cstddef>

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// logits, probs, dlogits: `rows` rows of `classes` floats. labels: one a row, 0 to classes - 1, or -1 for a row that does not
// count. Another label sets *fault to 1 and counts as -1. `fault` is a word on the device.
struct SoftmaxXentShape {
  int64_t rows, classes;  // classes at most 2^31-1
};

// *loss = mean over the counted rows of -sum_k t_k log p_k, t = (1 - smoothing) onehot + smoothing / classes; 0 if no row
// counts. probs = softmax(logits) of all rows. workspace: softmax_xent_workspace_bytes(shape) bytes on the device, 16-byte
// aligned.
Status softmax_xent(const SoftmaxXentShape& shape, const float* logits, const int32_t* labels, double smoothing, float* loss,
                    float* probs, int32_t* fault, void* workspace, Stream stream);

// dlogits = *dloss (p - t) / n for the n counted rows, else 0. The workspace is the same.
Status softmax_xent_grad(const SoftmaxXentShape& shape, const float* probs, const int32_t* labels, const float* dloss,
                         double smoothing, float* dlogits, int32_t* fault, void* workspace, Stream stream);

size_t softmax_xent_workspace_bytes(const SoftmaxXentShape& shape);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
