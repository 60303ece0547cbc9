// What the threads of a block do together, spelled as nvcc spells it: barriers, shuffles, votes, atomics.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <source_location>
#include <type_traits>

#include "simt/types.h"

namespace facet::simt {

enum class Shuffle { index, up, down, exclusive_or };

void barrier(std::source_location where);
void warp_barrier(uint32_t mask, std::source_location where);
uint64_t shuffle(Shuffle kind, uint32_t mask, uint64_t value, int operand, int width, std::source_location where);
uint32_t ballot(uint32_t mask, bool predicate, std::source_location where);

// The payload travels as its bits; a lane that CUDA leaves undefined gets all bits set (NaN).
template <class T>
T shuffle_value(Shuffle kind, uint32_t mask, T value, int operand, int width, std::source_location where) {
  static_assert(std::is_arithmetic_v<T> && sizeof(T) >= 4, "shuffles move 4 or 8 byte numbers");
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  bits = shuffle(kind, mask, bits, operand, width, where);
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

}  // namespace facet::simt

#define FACET_SIMT_HERE std::source_location where = std::source_location::current()

inline void __syncthreads(FACET_SIMT_HERE) { facet::simt::barrier(where); }

inline void __syncwarp(uint32_t mask = 0xffffffffu, FACET_SIMT_HERE) { facet::simt::warp_barrier(mask, where); }

template <class T>
T __shfl_sync(uint32_t mask, T value, int lane, int width = warpSize, FACET_SIMT_HERE) {
  return facet::simt::shuffle_value(facet::simt::Shuffle::index, mask, value, lane, width, where);
}

template <class T>
T __shfl_up_sync(uint32_t mask, T value, unsigned delta, int width = warpSize, FACET_SIMT_HERE) {
  return facet::simt::shuffle_value(facet::simt::Shuffle::up, mask, value, static_cast<int>(delta), width, where);
}

template <class T>
T __shfl_down_sync(uint32_t mask, T value, unsigned delta, int width = warpSize, FACET_SIMT_HERE) {
  return facet::simt::shuffle_value(facet::simt::Shuffle::down, mask, value, static_cast<int>(delta), width, where);
}

template <class T>
T __shfl_xor_sync(uint32_t mask, T value, int lane_mask, int width = warpSize, FACET_SIMT_HERE) {
  return facet::simt::shuffle_value(facet::simt::Shuffle::exclusive_or, mask, value, lane_mask, width, where);
}

inline uint32_t __ballot_sync(uint32_t mask, int predicate, FACET_SIMT_HERE) {
  return facet::simt::ballot(mask, predicate != 0, where);
}

inline int __any_sync(uint32_t mask, int predicate, FACET_SIMT_HERE) {
  return facet::simt::ballot(mask, predicate != 0, where) != 0;
}

inline int __all_sync(uint32_t mask, int predicate, FACET_SIMT_HERE) {
  return facet::simt::ballot(mask, predicate == 0, where) == 0;
}

#undef FACET_SIMT_HERE

// Returns the old value. Relaxed, as on a GPU: it orders no other memory.
inline int atomicAdd(int* address, int value) { return __atomic_fetch_add(address, value, __ATOMIC_RELAXED); }

inline unsigned atomicAdd(unsigned* address, unsigned value) { return __atomic_fetch_add(address, value, __ATOMIC_RELAXED); }

inline float atomicAdd(float* address, float value) {
  auto* bits = reinterpret_cast<uint32_t*>(address);
  uint32_t seen = __atomic_load_n(bits, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(bits, &seen, std::bit_cast<uint32_t>(std::bit_cast<float>(seen) + value), false,
                                      __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
  return std::bit_cast<float>(seen);
}
