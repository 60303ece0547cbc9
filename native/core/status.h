// How the native side reports failures: inside, an Error is thrown; at the C ABI, `guarded` turns everything thrown into a
// status and keeps the text for facet_last_error().
#pragma once

#include <exception>
#include <new>
#include <sstream>
#include <string>
#include <utility>

#include "facet/facet.h"

namespace facet {

class Error : public std::exception {
 public:
  Error(facet_status status, std::string text) : status_(status), text_(std::move(text)) {}
  facet_status status() const { return status_; }
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  facet_status status_;
  std::string text_;
};

// The parts written one after the other, as by operator<<.
template <typename... Parts>
std::string text_of(const Parts&... parts) {
  std::ostringstream out;
  (out << ... << parts);
  return out.str();
}

template <typename... Parts>
[[noreturn]] void fail(facet_status status, const Parts&... parts) {
  throw Error(status, text_of(parts...));
}

// The calling thread's message; a fixed buffer, so that reporting an error never allocates. Longer texts are cut.
void set_last_error(const char* text) noexcept;
const char* last_error() noexcept;

// Counts a call through the C ABI; the number so far, of all threads.
void count_call() noexcept;
int64_t counted_calls() noexcept;

// Runs body(), which returns nothing, and maps what it throws to a status.
template <typename F>
facet_status guarded(F&& body) noexcept {
  count_call();
  try {
    body();
    return FACET_OK;
  } catch (const Error& e) {
    set_last_error(e.what());
    return e.status();
  } catch (const std::bad_alloc&) {
    set_last_error("the process is out of memory");
    return FACET_OUT_OF_MEMORY;
  } catch (const std::exception& e) {
    set_last_error(e.what());
    return FACET_INTERNAL;
  } catch (...) {
    set_last_error("an unknown exception reached the C ABI");
    return FACET_INTERNAL;
  }
}

}  // namespace facet
