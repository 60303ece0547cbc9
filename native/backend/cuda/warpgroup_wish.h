// What FACET_WGMMA says, to the device that is opened and to the kernels that are planned.
#pragma once

#include <cstdlib>
#include <string_view>

namespace facet::cuda {

enum class WarpgroupWish { none, faster, always };

// `1`: where the model of their rates finds warpgroups faster; `always`: wherever there is a kernel; all else: nowhere. Read
// once.
inline WarpgroupWish warpgroup_wish() {
  static const WarpgroupWish wish = [] {
    const char* text = std::getenv("FACET_WGMMA");
    const std::string_view said = text == nullptr ? "" : text;
    if (said == "always") return WarpgroupWish::always;
    return said == "1" ? WarpgroupWish::faster : WarpgroupWish::none;
  }();
  return wish;
}

}  // namespace facet::cuda
