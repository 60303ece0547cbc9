#include <algorithm>

#include "bias_add.h"
#include "device/platform.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

constexpr unsigned kThreads = 256;
constexpr int64_t kMaxGridY = 65535;

// A thread keeps its channels' bias in registers and walks down the rows: neighbouring threads read neighbouring channels, and
// no index is divided. Grid: x over the channels, y over bands of rows.
__global__ void __launch_bounds__(kThreads)
    bias_add_vec4(const float* x, const float* b, float* y, int64_t rows, int64_t channels) {
  const int64_t c = (int64_t{blockIdx.x} * blockDim.x + threadIdx.x) * 4;
  if (c >= channels) return;
  const float4 bias = load_vec4(b + c);
  for (int64_t r = int64_t{blockIdx.y} * blockDim.y + threadIdx.y; r < rows; r += int64_t{gridDim.y} * blockDim.y) {
    const float4 v = load_vec4(x + r * channels + c);
    store_vec4(y + r * channels + c, make_float4(v.x + bias.x, v.y + bias.y, v.z + bias.z, v.w + bias.w));
  }
}

__global__ void __launch_bounds__(kThreads)
    bias_add_each(const float* x, const float* b, float* y, int64_t rows, int64_t channels) {
  const int64_t c = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (c >= channels) return;
  const float bias = b[c];
  for (int64_t r = int64_t{blockIdx.y} * blockDim.y + threadIdx.y; r < rows; r += int64_t{gridDim.y} * blockDim.y)
    y[r * channels + c] = x[r * channels + c] + bias;
}

}  // namespace

Status bias_add(const float* x, const float* b, float* y, int64_t rows, int64_t channels, Stream stream) {
  if (rows < 0 || channels < 0) return invalid_argument("the rows or channels of bias_add are negative");
  if (rows == 0 || channels == 0) return {};
  const bool vectorised = channels % 4 == 0 && aligned_for_vec4(x, b, y);
  const int64_t columns = vectorised ? channels / 4 : channels;
  // As many threads along the channels as there are columns, rounded up to a power of two; the others take further rows.
  unsigned across = 1;
  while (across < kThreads && across < columns) across *= 2;
  const dim3 block(across, kThreads / across);
  const int64_t blocks_across = (columns + across - 1) / across;
  if (blocks_across > 0x7fffffff) return invalid_argument("bias_add has more channels than one launch can visit");
  // Four rows a thread at least, where there are so many: the bias is loaded once for them.
  const int64_t bands = (rows + block.y * 4 - 1) / (block.y * 4);
  const dim3 grid(static_cast<unsigned>(blocks_across), static_cast<unsigned>(std::min(bands, kMaxGridY)));
  if (vectorised) return FACET_LAUNCH(bias_add_vec4, grid, block, 0, stream, x, b, y, rows, channels);
  return FACET_LAUNCH(bias_add_each, grid, block, 0, stream, x, b, y, rows, channels);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
