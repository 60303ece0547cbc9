// Instruction-set levels. Every SIMD source `<op>_simd.cpp` is compiled once per level with FACET_ISA_NS set to the level's
// namespace (portable, avx2, avx512) and FACET_SIMD_BYTES to its vector width (16, 32, 64); it exports its kernels as `extern
// const Kernel` objects inside facet::cpu::FACET_ISA_NS.
#pragma once

namespace facet::cpu {

enum class IsaLevel { portable = 0, avx2 = 1, avx512 = 2 };

// The best level that this processor and its operating system support.
IsaLevel machine_isa_level();
// The same, lowered by FACET_ISA=portable|avx2|avx512 if set. Throws Error FACET_INVALID_ARGUMENT for another value or a level
// that the machine does not have.
IsaLevel best_isa_level();
const char* name(IsaLevel level);

}  // namespace facet::cpu
