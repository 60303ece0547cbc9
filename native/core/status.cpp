#include "core/status.h"

#include <cstring>

namespace facet {
namespace {

constexpr size_t kErrorBytes = 4096;
thread_local char error_text[kErrorBytes] = "";

}  // namespace

void set_last_error(const char* text) noexcept {
  const size_t length = std::strlen(text);
  if (length < kErrorBytes) {
    std::memmove(error_text, text, length + 1);
    return;
  }
  constexpr char cut[] = " ...";
  std::memmove(error_text, text, kErrorBytes - sizeof(cut));
  std::memcpy(error_text + kErrorBytes - sizeof(cut), cut, sizeof(cut));
}

const char* last_error() noexcept { return error_text; }

}  // namespace facet
