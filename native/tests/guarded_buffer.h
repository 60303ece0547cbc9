// Memory for a tensor under test: 64-byte aligned, between sentinel zones that are checked for stray writes. The zones and
// fresh memory are all ones in binary, which is NaN for floats, so that a value read from them and used shows in the result.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace facet::test {

class GuardedBuffer {
 public:
  explicit GuardedBuffer(size_t bytes) : bytes_(bytes) {
    const size_t total = (kZone + bytes + kZone + 63) / 64 * 64;
    memory_ = static_cast<std::byte*>(std::aligned_alloc(64, total));
    if (memory_ == nullptr) throw std::bad_alloc();
    total_ = total;
    std::memset(memory_, 0xFF, total);
    protect(true);
  }
  ~GuardedBuffer() {
    protect(false);
    std::free(memory_);
  }
  GuardedBuffer(const GuardedBuffer&) = delete;
  GuardedBuffer& operator=(const GuardedBuffer&) = delete;

  std::byte* data() const { return memory_ + kZone; }
  size_t bytes() const { return bytes_; }

  // Whether the zones are as they were made.
  bool intact() const {
    protect(false);
    bool same = true;
    for (size_t i = 0; i < total_; ++i) {
      if (i >= kZone && i < kZone + bytes_) continue;
      same = same && memory_[i] == std::byte{0xFF};
    }
    protect(true);
    return same;
  }

 private:
  static constexpr size_t kZone = 4096;
  static constexpr size_t kReadable = 64;  // facet_arena_create allows kernels to read this far behind the end

  void protect([[maybe_unused]] bool on) const {
#if defined(__SANITIZE_ADDRESS__)
    const std::byte* behind = memory_ + (kZone + bytes_ + kReadable + 7) / 8 * 8;
    const size_t count = static_cast<size_t>(memory_ + total_ - behind);
    if (on) {
      ASAN_POISON_MEMORY_REGION(memory_, kZone);
      ASAN_POISON_MEMORY_REGION(behind, count);
    } else {
      ASAN_UNPOISON_MEMORY_REGION(memory_, kZone);
      ASAN_UNPOISON_MEMORY_REGION(behind, count);
    }
#endif
  }

  std::byte* memory_ = nullptr;
  size_t bytes_, total_ = 0;
};

}  // namespace facet::test
