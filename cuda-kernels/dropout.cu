#include "device/elementwise.cuh"
#include "dropout.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// The random choice as every backend of Facet makes it; 2^32 elements share a pair of keys.
struct DropoutKeys {
  uint32_t first, second;

  static __device__ uint64_t mix(uint64_t z) {  // splitmix64's output function
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  __device__ DropoutKeys(int32_t seed, int64_t salt, uint32_t block) {
    uint64_t key = mix(static_cast<uint32_t>(seed) + 0x9e3779b97f4a7c15u);
    key = mix(key + static_cast<uint64_t>(salt) + 0x9e3779b97f4a7c15u);
    key = mix(key + block + 0x9e3779b97f4a7c15u);
    first = static_cast<uint32_t>(key);
    second = static_cast<uint32_t>(key >> 32);
  }

  // Uniform in [0, 2^24).
  __device__ uint32_t draw(uint32_t index) const {
    uint32_t h = index ^ first;
    h *= 0x9e3779b1u;
    h ^= h >> 15;
    h += second;
    h *= 0x85ebca77u;
    h ^= h >> 13;
    h *= 0xc2b2ae3du;
    return (h ^ (h >> 16)) >> 8;
  }
};

template <class T>
struct Dropout {
  const T* x;
  const int32_t* seed;
  T* y;
  int64_t salt;
  uint32_t threshold;  // an element is kept where its draw is at least this
  float scale;

  __device__ float value(const DropoutKeys& keys, uint32_t index, float v) const {
    return keys.draw(index) >= threshold ? v * scale : 0.f;
  }

  __device__ DropoutKeys keys_of(int64_t i) const { return {*seed, salt, static_cast<uint32_t>(i >> 32)}; }

  __device__ void visit(int64_t i) const { store_one(y + i, value(keys_of(i), static_cast<uint32_t>(i), load_one(x + i))); }

  __device__ void visit4(int64_t i) const {
    const DropoutKeys keys = keys_of(i);
    const auto low = static_cast<uint32_t>(i);
    const float4 v = load_vec4(x + i);
    store_vec4(y + i, make_float4(value(keys, low, v.x), value(keys, low + 1, v.y), value(keys, low + 2, v.z),
                                  value(keys, low + 3, v.w)));
  }
};

template <class T>
Status launch(const T* x, const int32_t* seed, T* y, int64_t count, double rate, int64_t salt, Stream stream) {
  if (!(rate >= 0.0 && rate < 1.0)) return invalid_argument("the rate of dropout is at least 0 and below 1");
  const Dropout<T> visitor{x, seed, y, salt, static_cast<uint32_t>(rate * 16777216.0), static_cast<float>(1.0 / (1.0 - rate))};
  return launch_elementwise(visitor, count, aligned_for_vec4(x, y), stream);
}

}  // namespace

Status dropout(const float* x, const int32_t* seed, float* y, int64_t count, double rate, int64_t salt, Stream stream) {
  return launch(x, seed, y, count, rate, salt, stream);
}

Status dropout(const Bf16* x, const int32_t* seed, Bf16* y, int64_t count, double rate, int64_t salt, Stream stream) {
  return launch(x, seed, y, count, rate, salt, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
