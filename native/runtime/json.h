// The little JSON that descriptions need.
#pragma once

#include <string>
#include <string_view>

namespace facet {

// The text in quotes, escaped.
std::string json_text(std::string_view text);

}  // namespace facet
