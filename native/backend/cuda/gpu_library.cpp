#include "backend/cuda/gpu_library.h"

#include <dlfcn.h>
#include <unistd.h>

#include <mutex>

#include "core/status.h"
#include "runtime/environment.h"

namespace facet::cuda {
namespace {

constexpr const char* kFileName = "libfacet_cuda.so";
constexpr const char* kRemedy =
    "add the dependency dev.facet:facet-engine-native with classifier linux-x86_64-cuda, or build target facet_cuda of native/ "
    "where nvcc is and name its file by FACET_CUDA_LIBRARY";

struct Library {
  std::mutex turn;
  std::string file;               // as named by set_library_file
  GpuRuntime* runtime = nullptr;  // once opened
};

// Never destroyed: a thread may still be in a call while the process exits.
Library& library() {
  static auto& the = *new Library;
  return the;
}

// libfacet_cuda.so in the folder of the library (or program) that this function is part of; empty if that cannot be told.
std::string file_beside() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<void*>(&file_beside), &info) == 0 || info.dli_fname == nullptr) return "";
  const std::string own = info.dli_fname;
  const size_t slash = own.rfind('/');
  return slash == std::string::npos ? "" : own.substr(0, slash + 1) + kFileName;
}

bool exists(const std::string& file) { return !file.empty() && access(file.c_str(), R_OK) == 0; }

std::string find(const std::string& named) {
  if (const char* wish = cuda_library(); wish != nullptr) {
    if (!exists(wish)) fail(FACET_NO_DEVICE, "FACET_CUDA_LIBRARY names ", wish, ", where no file can be read");
    return wish;
  }
  if (exists(named)) return named;
  const std::string beside = file_beside();
  if (exists(beside)) return beside;
  fail(FACET_NO_DEVICE, "the library of the CUDA kernels is not there; searched: FACET_CUDA_LIBRARY (not set), ",
       named.empty() ? "" : named + ", ", beside.empty() ? kFileName : beside, "; ", kRemedy);
}

GpuRuntime& open(const std::string& file) {
  void* handle = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) fail(FACET_NO_DEVICE, "the library of the CUDA kernels cannot be opened: ", dlerror());
  auto* entry = reinterpret_cast<GpuRuntimeEntry*>(dlsym(handle, kGpuRuntimeSymbol));
  GpuRuntime* runtime = entry == nullptr ? nullptr : entry(kGpuInterfaceVersion);
  if (runtime == nullptr) {
    dlclose(handle);
    fail(FACET_NO_DEVICE, file, " is not the CUDA library of this version of Facet: use that of the same version");
  }
  return *runtime;
}

}  // namespace

void set_library_file(const std::string& file) {
  const std::lock_guard<std::mutex> turn(library().turn);
  library().file = file;
}

GpuRuntime& library_runtime() {
  const std::lock_guard<std::mutex> turn(library().turn);
  if (library().runtime == nullptr) library().runtime = &open(find(library().file));
  return *library().runtime;
}

}  // namespace facet::cuda
