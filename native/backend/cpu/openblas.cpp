#include "backend/cpu/openblas.h"

#include <dlfcn.h>

#include "runtime/environment.h"

namespace facet::cpu {
namespace {

OpenBlas open() {
  OpenBlas blas;
  const char* name = openblas_library();
  if (name == nullptr) return blas;
  void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return blas;
  blas.sgemm = reinterpret_cast<OpenBlas::Sgemm>(dlsym(library, "cblas_sgemm"));
  blas.set_threads = reinterpret_cast<OpenBlas::SetThreads>(dlsym(library, "openblas_set_num_threads"));
  return blas;
}

}  // namespace

const OpenBlas* OpenBlas::get() {
  static const OpenBlas blas = open();
  return blas.sgemm != nullptr && blas.set_threads != nullptr ? &blas : nullptr;
}

}  // namespace facet::cpu
