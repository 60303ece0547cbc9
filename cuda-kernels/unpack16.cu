#include "device/elementwise.cuh"
#include "unpack16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

__device__ __forceinline__ float from_bf16(uint32_t half) { return __uint_as_float(half << 16); }

__device__ __forceinline__ float from_f16(uint32_t half) {
  const uint32_t sign = (half & 0x8000u) << 16;
  const uint32_t magnitude = half & 0x7fffu;
  // Infinities and NaN keep all exponent bits; else the exponent moves from bias 15 to 127, which multiplying does right for
  // subnormal numbers, too.
  if (magnitude >= 0x7c00u) return __uint_as_float(sign | 0x7f800000u | magnitude << 13);
  const float value = __uint_as_float(magnitude << 13) * 5.192296858534828e33f;  // 2^112
  return __uint_as_float(sign | __float_as_uint(value));
}

template <Half kKind>
struct Unpack {
  const int32_t* packed;
  int64_t columns, words;  // of a row
  float* rows;

  __device__ static float value(uint32_t half) { return kKind == Half::bf16 ? from_bf16(half) : from_f16(half); }

  __device__ void visit(int64_t i) const {
    const int64_t row = i / words;
    const int64_t column = (i - row * words) * 2;
    const auto word = static_cast<uint32_t>(packed[i]);
    float* to = rows + row * columns + column;
    to[0] = value(word & 0xffffu);
    if (column + 1 < columns) to[1] = value(word >> 16);
  }

  // Of rows of whole words.
  __device__ void visit4(int64_t i) const {
    const uint4 word = *reinterpret_cast<const uint4*>(packed + i);
    store_vec4(rows + 2 * i,
               make_float4(value(word.x & 0xffffu), value(word.x >> 16), value(word.y & 0xffffu), value(word.y >> 16)));
    store_vec4(rows + 2 * i + 4,
               make_float4(value(word.z & 0xffffu), value(word.z >> 16), value(word.w & 0xffffu), value(word.w >> 16)));
  }
};

template <Half kKind>
Status launch(const int32_t* packed, int64_t count, int64_t columns, float* rows, Stream stream) {
  const int64_t words = (columns + 1) / 2;
  return launch_elementwise(Unpack<kKind>{packed, columns, words, rows}, count * words,
                            columns % 2 == 0 && aligned_for_vec4(packed, rows), stream);
}

}  // namespace

Status unpack16(Half kind, const int32_t* packed, int64_t count, int64_t columns, float* rows, Stream stream) {
  if (count < 1 || columns < 1) return invalid_argument("unpack16 takes at least one row and column");
  return kind == Half::bf16 ? launch<Half::bf16>(packed, count, columns, rows, stream)
                            : launch<Half::f16>(packed, count, columns, rows, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
