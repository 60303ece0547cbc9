// When kernels of others may run at all. Environment variables are read when they are needed, not cached.
#pragma once

#include <string>

#include "core/kernel.h"

namespace facet::cuda {

// Why no kernel of others may run, or null. FACET_DETERMINISTIC=1: a measurement must not decide what is computed, as its
// result may differ from machine to machine. FACET_RIVALS=0: none is wanted.
const char* refuse_rivals();

// FACET_RIVALS=always: wherever they take a step, measured or not; for tests and benchmarks.
bool rivals_always();

// FACET_TF32 is not 0: factors may be rounded for the tensor cores.
bool tf32_wanted();

// Op, shapes, parameters and precision of a step: two steps of one text are computed in the same way.
std::string text_of_shape(const Step& step);

}  // namespace facet::cuda
