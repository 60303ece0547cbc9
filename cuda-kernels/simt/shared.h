// Shared arrays with checked indices.
#pragma once

#include <cstddef>
#include <type_traits>

#include "simt/types.h"

namespace facet::simt {

void* static_shared_memory(const void* key, size_t bytes);
void* dynamic_shared_memory();
size_t dynamic_shared_bytes();
size_t shared_address(const void* p);
[[noreturn]] void shared_index_fault(long long index, int width, long long count);

template <class T>
class SharedSpan {
 public:
  SharedSpan(T* data, long long count) : data_(data), count_(count) {}

  T& operator[](long long i) const {
    if (i < 0 || i >= count_) shared_index_fault(i, 1, count_);
    return data_[i];
  }

  // Two neighbours at once; i must be even.
  float2& vec2(long long i) const {
    static_assert(std::is_same_v<T, float>);
    if (i < 0 || i % 2 != 0 || i + 2 > count_) shared_index_fault(i, 2, count_);
    return *reinterpret_cast<float2*>(data_ + i);
  }

  // Four neighbours at once; i must be a multiple of 4.
  float4& vec4(long long i) const {
    static_assert(std::is_same_v<T, float>);
    if (i < 0 || i % 4 != 0 || i + 4 > count_) shared_index_fault(i, 4, count_);
    return *reinterpret_cast<float4*>(data_ + i);
  }

 private:
  T* data_;
  long long count_;
};

template <class T>
SharedSpan<T> static_shared(const void* key, long long count) {
  return {static_cast<T*>(static_shared_memory(key, count * sizeof(T))), count};
}

template <class T>
SharedSpan<T> dynamic_shared() {
  return {static_cast<T*>(dynamic_shared_memory()), static_cast<long long>(dynamic_shared_bytes() / sizeof(T))};
}

}  // namespace facet::simt
