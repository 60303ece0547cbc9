// One handle of a library for every GPU, made when it is first wanted.
#pragma once

#include <cuda_runtime_api.h>

#include <map>
#include <mutex>

namespace facet::cuda {

// `Handle` by `create(Handle*)`, which gives 0 if all went well. Handles live as long as the process: at its end their library
// may have gone before them.
template <class Handle>
class GpuHandles {
 public:
  // The current GPU's; null if it could not be made. One thread at a time may work with a handle: hold turn().
  template <class Create>
  Handle current(Create* create) {
    int gpu = 0;
    if (cudaGetDevice(&gpu) != cudaSuccess) return nullptr;
    auto [at, fresh] = handles_.try_emplace(gpu, nullptr);
    if (fresh && create(&at->second) != 0) at->second = nullptr;
    return at->second;
  }

  std::mutex& turn() { return turn_; }

 private:
  std::mutex turn_;
  std::map<int, Handle> handles_;
};

}  // namespace facet::cuda
