// How many rows have their label's logit on top.
#pragma once

#include <cstddef>

#include "launch.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// *count = number of rows whose first largest element is the one that their label names; a label that names none never counts.
// As std::max_element has it, a NaN is larger than nothing, and what stands first is never replaced by an equal one. logits:
// `rows` rows of `classes` floats (at most 2^31-1); labels: one a row. workspace: correct_count_workspace_bytes(rows) bytes on
// the device, 16-byte aligned.
Status correct_count(const float* logits, const int32_t* labels, int64_t rows, int64_t classes, float* count, void* workspace,
                     Stream stream);

size_t correct_count_workspace_bytes(int64_t rows);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
