// "Device memory" of the tests: floats between two guards that no kernel may touch. AddressSanitizer forbids them, other builds
// look afterwards whether they changed.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "simt/sanitizers.h"

namespace facet::test {

class GuardedBuffer {
 public:
  // NaN, as memory that nobody has written. `misaligned` moves it off the 16-byte grid by one float.
  explicit GuardedBuffer(size_t count, bool misaligned = false)
      : memory_(count + 2 * kGuard + 4, std::bit_cast<float>(kPattern)), count_(count) {
    const auto address = reinterpret_cast<uintptr_t>(memory_.data()) / sizeof(float);
    first_ = kGuard + (4 - address % 4) % 4 + (misaligned ? 1 : 0);
    std::fill_n(data(), count, std::bit_cast<float>(0xffffffffu));
    simt::sanitizers::forbid(memory_.data(), first_ * sizeof(float));
    simt::sanitizers::forbid(data() + count, (memory_.size() - first_ - count) * sizeof(float));
  }

  explicit GuardedBuffer(std::span<const float> values, bool misaligned = false) : GuardedBuffer(values.size(), misaligned) {
    std::copy(values.begin(), values.end(), data());
  }

  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;
  ~GuardedBuffer() { allow_guards(); }

  float* data() { return memory_.data() + first_; }
  size_t count() const { return count_; }
  std::vector<float> values() { return {data(), data() + count_}; }

  // Ends the buffer's use by kernels.
  bool guards_intact() {
    allow_guards();
    for (size_t i = 0; i < memory_.size(); ++i) {
      const bool guard = i < first_ || i >= first_ + count_;
      if (guard && std::bit_cast<uint32_t>(memory_[i]) != kPattern) return false;
    }
    return true;
  }

 private:
  static constexpr size_t kGuard = 16;
  static constexpr uint32_t kPattern = 0x7fa5a5a5u;  // a NaN of its own

  void allow_guards() { simt::sanitizers::allow(memory_.data(), memory_.size() * sizeof(float)); }

  std::vector<float> memory_;
  size_t count_;
  size_t first_ = 0;
};

}  // namespace facet::test
