// Whether this build runs under a sanitizer, where tests leave out their largest cases.
#pragma once

namespace facet::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace facet::test
