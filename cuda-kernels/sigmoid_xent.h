// Sigmoid cross-entropy with a probability as each element's label.
#pragma once

#include <cstddef>

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// logits z, labels t, dlogits: `count` floats. A label is 0 to 1, or negative for unknown; one that is NaN or above 1 sets
// *fault, a word on the device, to 1.

// *loss = mean over the known labels of -t log s(z) - (1 - t) log(1 - s(z)), computed as max(z, 0) - z t + log(1 + e^-|z|), in
// which nothing overflows; 0 if none is known. workspace: sigmoid_xent_workspace_bytes(count) bytes on the device, 16-byte
// aligned. Sums are made in double, in an order that the count decides.
Status sigmoid_xent(const float* logits, const float* labels, int64_t count, float* loss, int32_t* fault, void* workspace,
                    Stream stream);

// dlogits = *dloss (s(z) - t) / n for n known labels, 0 where the label is unknown. The workspace is the same.
Status sigmoid_xent_grad(const float* logits, const float* labels, const float* dloss, int64_t count, float* dlogits,
                         int32_t* fault, void* workspace, Stream stream);

size_t sigmoid_xent_workspace_bytes(int64_t count);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
