#include "backend/cuda/plugin/rivals/vendor_library.h"

#include <dlfcn.h>

#include <cstdlib>

namespace facet::cuda {

VendorLibrary::VendorLibrary(const char* name, const char* variable, std::initializer_list<const char*> sonames) : name_(name) {
  if (const char* wish = std::getenv(variable); wish != nullptr && *wish != '\0') {
    handle_ = dlopen(wish, RTLD_NOW | RTLD_LOCAL);
    if (handle_ == nullptr)
      problem_ = std::string("no ") + name + ": " + variable + " names " + wish + ", which cannot be opened";
    return;
  }
  std::string tried;
  for (const char* soname : sonames) {
    handle_ = dlopen(soname, RTLD_NOW | RTLD_LOCAL);
    if (handle_ != nullptr) return;
    tried += (tried.empty() ? "" : ", ") + std::string(soname);
  }
  problem_ = std::string("no ") + name + " on this system (" + tried + ")";
}

void* VendorLibrary::address(const char* symbol) {
  if (handle_ == nullptr) return nullptr;
  void* found = dlsym(handle_, symbol);
  if (found == nullptr && problem_.empty()) problem_ = std::string("this ") + name_ + " has no " + symbol;
  return found;
}

}  // namespace facet::cuda
