// Instruction-set levels. Every SIMD source `<op>_simd.cpp` is compiled once per level with FACET_ISA_NS set to the level's namespace
// (portable, avx2, avx512) and FACET_SIMD_BYTES to its vector width (16, 32, 64); it exports its kernels as `extern const Kernel`
// objects inside facet::cpu::FACET_ISA_NS.
#pragma once

namespace facet::cpu {

enum class IsaLevel { portable = 0, avx2 = 1, avx512 = 2 };

// The best level of this processor (CPUID and operating-system support), lowered by FACET_ISA=portable|avx2|avx512 if set.
IsaLevel best_isa_level();
const char* name(IsaLevel level);

}  // namespace facet::cpu
