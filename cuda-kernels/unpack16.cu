#include "device/elementwise.cuh"
#include "unpack16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <class Half16>
struct Unpack {
  const int32_t* packed;
  int64_t columns, words;  // of a row
  float* rows;

  __device__ void visit(int64_t i) const {
    const int64_t row = i / words;
    const int64_t column = (i - row * words) * 2;
    const auto word = static_cast<uint32_t>(packed[i]);
    float* to = rows + row * columns + column;
    const float2 pair = float_pair<Half16>(word);
    to[0] = pair.x;
    if (column + 1 < columns) to[1] = pair.y;
  }

  // Of rows of whole words.
  __device__ void visit4(int64_t i) const {
    const uint4 word = *reinterpret_cast<const uint4*>(packed + i);
    const float2 a = float_pair<Half16>(word.x), b = float_pair<Half16>(word.y);
    const float2 c = float_pair<Half16>(word.z), d = float_pair<Half16>(word.w);
    store_vec4(rows + 2 * i, make_float4(a.x, a.y, b.x, b.y));
    store_vec4(rows + 2 * i + 4, make_float4(c.x, c.y, d.x, d.y));
  }
};

template <class Half16>
Status launch(const int32_t* packed, int64_t count, int64_t columns, float* rows, Stream stream) {
  const int64_t words = (columns + 1) / 2;
  return launch_elementwise(Unpack<Half16>{packed, columns, words, rows}, count * words,
                            columns % 2 == 0 && aligned_for_vec4(packed, rows), stream);
}

}  // namespace

Status unpack16(Half kind, const int32_t* packed, int64_t count, int64_t columns, float* rows, Stream stream) {
  if (count < 1 || columns < 1) return invalid_argument("unpack16 takes at least one row and column");
  return kind == Half::bf16 ? launch<Bf16>(packed, count, columns, rows, stream)
                            : launch<F16>(packed, count, columns, rows, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
