#include "core/status.h"

#include <atomic>
#include <cstring>

namespace facet {
namespace {

constexpr size_t kErrorBytes = 4096;
thread_local char error_text[kErrorBytes] = "";
std::atomic<int64_t> calls{0};

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

void count_call() noexcept { calls.fetch_add(1, std::memory_order_relaxed); }

int64_t counted_calls() noexcept { return calls.load(std::memory_order_relaxed); }

}  // namespace facet
