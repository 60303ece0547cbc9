// A library of NVIDIA's that Facet can use and does not need: opened when a GPU's kernels are first listed, if it is there.
#pragma once

#include <initializer_list>
#include <string>

namespace facet::cuda {

class VendorLibrary {
 public:
  // The file that the environment variable names, or nothing else; without the variable the first of `sonames` that the system
  // finds, or that the process has loaded already (as Java does from jars).
  VendorLibrary(const char* name, const char* variable, std::initializer_list<const char*> sonames);

  // Null if the library is open and had all symbols asked for so far; else a text that says what is missing.
  const char* problem() const { return problem_.empty() ? nullptr : problem_.c_str(); }

  // Sets `function` to the library's symbol. Notes a problem, and leaves null, if there is none.
  template <class Function>
  void find(const char* symbol, Function*& function) {
    function = reinterpret_cast<Function*>(address(symbol));
  }

 private:
  void* address(const char* symbol);

  const char* name_;
  void* handle_ = nullptr;  // never closed: its threads and its memory on the GPU last as long as the process
  std::string problem_;
};

}  // namespace facet::cuda
