// The random choice of dropout: element `index` of a step with (seed, salt) is kept or dropped by a counter hash, so that any
// kernel, on any number of threads and in the backward pass too, makes the same choice. 32-bit arithmetic only, which
// vectorises.
#pragma once

#include <cstdint>

#include "core/kernel.h"

namespace facet {

// Two keys of one call; `block` is index >> 32.
struct DropoutKeys {
  uint32_t first, second;
};

FACET_ALWAYS_INLINE DropoutKeys dropout_keys(int32_t seed, int64_t salt, uint32_t block) {
  // splitmix64's output function over all three, one after the other.
  const auto mix = [](uint64_t z) __attribute__((always_inline)) {
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  };
  uint64_t key = mix(static_cast<uint32_t>(seed) + 0x9E3779B97F4A7C15u);
  key = mix(key + static_cast<uint64_t>(salt) + 0x9E3779B97F4A7C15u);
  key = mix(key + block + 0x9E3779B97F4A7C15u);
  return {static_cast<uint32_t>(key), static_cast<uint32_t>(key >> 32)};
}

// Uniform in [0, 2^24); `low` is the low half of the index.
FACET_ALWAYS_INLINE uint32_t dropout_draw(DropoutKeys keys, uint32_t low) {
  uint32_t h = low ^ keys.first;
  h *= 0x9E3779B1u;
  h ^= h >> 15;
  h += keys.second;
  h *= 0x85EBCA77u;
  h ^= h >> 13;
  h *= 0xC2B2AE3Du;
  return (h ^ (h >> 16)) >> 8;
}

// An element is kept where its draw is at least this.
FACET_ALWAYS_INLINE uint32_t dropout_threshold(double rate) { return static_cast<uint32_t>(rate * 16777216.0); }

}  // namespace facet
