// Ops that only the CPU computes: a GPU's kernel lists may lack them.
#pragma once

#include "core/op.h"

namespace facet::test {

inline bool only_on_cpu(Op op) {
  return op == Op::pls_pass || op == Op::row_products || op == Op::pls_deflate || op == Op::gram || op == Op::unpack16;
}

}  // namespace facet::test
