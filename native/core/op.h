// The op codes, from op_table.def.
#pragma once

#include <cstdint>

namespace facet {

enum class Op : uint32_t {
#define FACET_OP(name, in_min, in_max, outs, params) name,
#include "core/op_table.def"
#undef FACET_OP
  count_
};

}  // namespace facet
