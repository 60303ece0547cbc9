// Environment variables that the plugin reads: each when it is needed, not cached.
#pragma once

#include <cstdlib>
#include <string_view>

namespace facet::cuda {

// Empty if it is not set.
inline std::string_view variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? "" : text;
}

}  // namespace facet::cuda
