// Cutting a step's scratch memory into typed, 64-byte aligned parts. The same sequence of take() calls, made with a null base,
// measures how many bytes are needed: a kernel writes its layout once and uses it for scratch_bytes() and for run().
#pragma once

#include <cstddef>
#include <cstdint>

namespace facet::cpu::FACET_ISA_NS {

class ScratchCutter {
 public:
  explicit ScratchCutter(std::byte* base) : base_(base) {}

  template <typename T>
  T* take(int64_t count) {
    std::byte* part = base_ == nullptr ? nullptr : base_ + used_;
    used_ += (static_cast<size_t>(count) * sizeof(T) + 63) / 64 * 64;
    return reinterpret_cast<T*>(part);
  }

  size_t used() const { return used_; }

 private:
  std::byte* base_;
  size_t used_ = 0;
};

}  // namespace facet::cpu::FACET_ISA_NS
