#include "backend/cpu/isa.h"

#include <cstdlib>
#include <string_view>

#include "core/status.h"

namespace facet::cpu {

IsaLevel machine_isa_level() {
#if defined(__x86_64__)
  // The compiler's run-time support asks CPUID and, for AVX state, the operating system.
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("f16c"))
    return IsaLevel::portable;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw")) {
    return IsaLevel::avx512;
  }
  return IsaLevel::avx2;
#else
  return IsaLevel::portable;
#endif
}

IsaLevel best_isa_level() {
  const IsaLevel machine = machine_isa_level();
  const char* wish = std::getenv("FACET_ISA");
  if (wish == nullptr || *wish == '\0') return machine;
  for (const IsaLevel level : {IsaLevel::portable, IsaLevel::avx2, IsaLevel::avx512}) {
    if (std::string_view(wish) != name(level)) continue;
    if (level > machine) fail(FACET_INVALID_ARGUMENT, "FACET_ISA=", wish, ": this machine has at most ", name(machine));
    return level;
  }
  fail(FACET_INVALID_ARGUMENT, "FACET_ISA=", wish, ": give portable, avx2 or avx512");
}

const char* name(IsaLevel level) {
  switch (level) {
    case IsaLevel::portable:
      return "portable";
    case IsaLevel::avx2:
      return "avx2";
    case IsaLevel::avx512:
      return "avx512";
  }
  return "?";
}

}  // namespace facet::cpu
