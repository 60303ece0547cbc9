// Division by a number that the host knows: a multiplication and a shift (Granlund and Montgomery, 1994).
#pragma once

#include <cstdint>

#include "device/platform.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

class FastDivide {
 public:
  FastDivide() = default;

  // `divisor` is 1 to 2^31 - 1.
  explicit FastDivide(int divisor) : divisor_(static_cast<uint32_t>(divisor)) {
    while ((uint64_t{1} << shift_) < divisor_) ++shift_;
    multiplier_ = static_cast<uint32_t>((uint64_t{1} << 32) * ((uint64_t{1} << shift_) - divisor_) / divisor_ + 1);
  }

  __host__ __device__ int divisor() const { return static_cast<int>(divisor_); }

  // n / divisor for n >= 0.
  __device__ __forceinline__ int quotient(int n) const {
    const auto u = static_cast<uint32_t>(n);
    return static_cast<int>((static_cast<uint32_t>(uint64_t{u} * multiplier_ >> 32) + u) >> shift_);
  }

  // The same, and what is left over.
  __device__ __forceinline__ int quotient(int n, int& remainder) const {
    const int q = quotient(n);
    remainder = n - q * static_cast<int>(divisor_);
    return q;
  }

 private:
  uint32_t divisor_ = 1;
  uint32_t multiplier_ = 1;
  uint32_t shift_ = 0;
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
