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

// The tensors of an op that may be stored as bf16 while its others are f32, as bit masks; none for most ops. A step has bf16
// in all of them or in none; but the inputs of `either` and the outputs of `either_out` may be f32 then, too.
struct Bf16Slots {
  uint64_t in = 0, out = 0, either = 0, either_out = 0;
};

Bf16Slots bf16_slots(Op op);

}  // namespace facet
