// What op_table.def says about an op, and which of its outputs may share memory with which inputs.
#pragma once

#include "core/op.h"

namespace facet {

struct OpInfo {
  const char* name;
  int inputs_min, inputs_max, outputs, params;
};

inline constexpr uint32_t kOpCount = static_cast<uint32_t>(Op::count_);

const OpInfo& op_info(Op op);

// True where docs/ops.md allows output `out` to be exactly the bytes of input `in`.
bool may_alias(Op op, int out, int in);

}  // namespace facet
