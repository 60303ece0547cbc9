// Whether this build runs under a sanitizer, where tests leave out their largest cases. The thread sanitizer looks at how
// threads work together, not at values, so it gets a part of the cases only.
#pragma once

namespace facet::test {

#if defined(__SANITIZE_THREAD__)
inline constexpr bool kThreadSanitized = true;
#else
inline constexpr bool kThreadSanitized = false;
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace facet::test
