// The mirror orbits with which the templates of an ECLoss step begin (docs/ops.md).
#pragma once

#include "core/kernel.h"

namespace facet::cpu {

// An error unless rows 4o + 1, 4o + 2 and 4o + 3 of the templates are row 4o mirrored left-right, top-bottom and both, for
// every orbit o that the step names.
KernelError check_orbits(const Step& step);

}  // namespace facet::cpu
