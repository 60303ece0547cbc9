// Declares the reference kernels of every op: facet::cpu::reference::<op>_f32 and <op>_f64.
#pragma once

#include "core/kernel.h"

namespace facet::cpu::reference {

#define FACET_OP(name, in_min, in_max, outs, params) extern const Kernel name##_f32, name##_f64;
#include "core/op_table.def"
#undef FACET_OP

}  // namespace facet::cpu::reference
