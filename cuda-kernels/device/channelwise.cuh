// Kernels that visit every element of rows of channels and need something of its channel. A thread keeps its channels' values
// in registers and walks down the rows: neighbouring threads read neighbouring channels, and no index is divided.
#pragma once

#include <algorithm>
#include <cstdint>

#include "device/platform.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline constexpr int kChannelwiseThreads = 256;

// A visitor has a struct Channel, `Channel channel(int64_t c)` that loads one, `void visit(int64_t i, const Channel&)` for one
// element and `void visit4(int64_t i, const Channel (&)[4])` for four neighbours. Grid: x over the channels, y over bands of
// rows.
template <class Visitor>
__global__ void __launch_bounds__(kChannelwiseThreads) visit_channels_vec4(Visitor visitor, int64_t rows, int64_t channels) {
  const int64_t c = (int64_t{blockIdx.x} * blockDim.x + threadIdx.x) * 4;
  if (c >= channels) return;
  const typename Visitor::Channel four[4] = {visitor.channel(c), visitor.channel(c + 1), visitor.channel(c + 2),
                                             visitor.channel(c + 3)};
  for (int64_t r = int64_t{blockIdx.y} * blockDim.y + threadIdx.y; r < rows; r += int64_t{gridDim.y} * blockDim.y)
    visitor.visit4(r * channels + c, four);
}

template <class Visitor>
__global__ void __launch_bounds__(kChannelwiseThreads) visit_channels_each(Visitor visitor, int64_t rows, int64_t channels) {
  const int64_t c = int64_t{blockIdx.x} * blockDim.x + threadIdx.x;
  if (c >= channels) return;
  const typename Visitor::Channel one = visitor.channel(c);
  for (int64_t r = int64_t{blockIdx.y} * blockDim.y + threadIdx.y; r < rows; r += int64_t{gridDim.y} * blockDim.y)
    visitor.visit(r * channels + c, one);
}

// `aligned`: all pointers that the visitor reads in fours are.
template <class Visitor>
Status launch_channelwise(const Visitor& visitor, int64_t rows, int64_t channels, bool aligned, Stream stream) {
  if (rows < 0 || channels < 0) return invalid_argument("the number of rows or channels is negative");
  if (rows == 0 || channels == 0) return {};
  const bool vectorised = aligned && channels % 4 == 0;
  const int64_t columns = vectorised ? channels / 4 : channels;
  // As many threads along the channels as there are columns, rounded up to a power of two; the others take further rows.
  unsigned across = 1;
  while (across < kChannelwiseThreads && across < columns) across *= 2;
  const dim3 block(across, kChannelwiseThreads / across);
  const int64_t blocks_across = (columns + across - 1) / across;
  if (blocks_across > 0x7fffffff) return invalid_argument("there are more channels than one launch can visit");
  // Four rows a thread at least, where there are so many: its channels' values are loaded once for them.
  const int64_t bands = (rows + block.y * 4 - 1) / (block.y * 4);
  const dim3 grid(static_cast<unsigned>(blocks_across), static_cast<unsigned>(std::min<int64_t>(bands, 65535)));
  if (vectorised) return FACET_LAUNCH((visit_channels_vec4<Visitor>), grid, block, 0, stream, visitor, rows, channels);
  return FACET_LAUNCH((visit_channels_each<Visitor>), grid, block, 0, stream, visitor, rows, channels);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
