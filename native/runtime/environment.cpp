#include "runtime/environment.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/status.h"
#include "runtime/device.h"

namespace facet {
namespace {

// Null if unset or empty.
const char* text_of_variable(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr || *text == '\0' ? nullptr : text;
}

bool is_one(const char* name) {
  const char* text = std::getenv(name);
  return text != nullptr && std::strcmp(text, "1") == 0;
}

}  // namespace

int threads_from_environment() {
  const char* text = std::getenv("FACET_THREADS");
  if (text == nullptr || *text == '\0') return 0;
  char* end = nullptr;
  errno = 0;
  const long threads = std::strtol(text, &end, 10);
  if (errno != 0 || *end != '\0' || threads < 1 || threads > kMaxThreads) {
    fail(FACET_INVALID_ARGUMENT, "FACET_THREADS=", text, ": give a whole number from 1 to ", kMaxThreads);
  }
  return static_cast<int>(threads);
}

bool verbose_dispatch() {
  const char* text = std::getenv("FACET_VERBOSE");
  return text != nullptr && std::strstr(text, "dispatch") != nullptr;
}

const char* openblas_library() { return text_of_variable("FACET_OPENBLAS"); }

const char* cuda_library() { return text_of_variable("FACET_CUDA_LIBRARY"); }

Precision default_precision() {
  const char* text = std::getenv("FACET_TF32");
  return text != nullptr && std::strcmp(text, "0") == 0 ? Precision::f32 : Precision::tf32;
}

bool exact_convolution() { return is_one("FACET_EXACT"); }

bool tunes_kernels() { return is_one("FACET_TUNE"); }

}  // namespace facet
