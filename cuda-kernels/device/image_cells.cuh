// Visiting every cell of images [N, H, W, C], four channels a thread where they are so many.
#pragma once

#include <cstdint>

#include "device/fast_divide.cuh"
#include "device/platform.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

inline constexpr int kCellThreads = 256;

// A place in an image: of one channel, or of the four from `c` on.
struct Cell {
  int n, h, w, c;
};

// One channel's value, or four neighbours': what a visitor computes with.
template <int kGroup>
struct Lanes {
  float v[kGroup];

  template <class T>
  __device__ static Lanes load(const T* address) {
    if constexpr (kGroup == 4) {
      const float4 four = load_vec4(address);
      return {{four.x, four.y, four.z, four.w}};
    } else {
      return {{load_one(address)}};
    }
  }

  template <class T>
  __device__ void store(T* address) const {
    if constexpr (kGroup == 4)
      store_vec4(address, make_float4(v[0], v[1], v[2], v[3]));
    else
      store_one(address, v[0]);
  }
};

struct CellWalk {
  int count;  // of cells times groups of channels
  FastDivide groups, width, height;
};

// Visitor: `template <int kGroup> void visit(const Cell&, int64_t i)`, i being the number of the cell's first element.
template <class Visitor, int kGroup>
__global__ void __launch_bounds__(kCellThreads) visit_cells(Visitor visitor, CellWalk walk) {
  const int64_t number = int64_t{blockIdx.x} * kCellThreads + threadIdx.x;
  if (number >= walk.count) return;
  Cell cell;
  const int pixel = walk.groups.quotient(static_cast<int>(number), cell.c);
  const int row = walk.width.quotient(pixel, cell.w);
  cell.n = walk.height.quotient(row, cell.h);
  cell.c *= kGroup;
  visitor.template visit<kGroup>(cell, number * kGroup);
}

// A thread for every `kGroup` channels, which divides them. images * height * width * channels: at most 2^31-1.
template <int kGroup, class Visitor>
Status launch_cells_by(const Visitor& visitor, int64_t images, int64_t height, int64_t width, int64_t channels, Stream stream) {
  const int64_t groups = channels / kGroup;
  const int64_t count = images * height * width * groups;
  if (count == 0) return {};
  const CellWalk walk{static_cast<int>(count), FastDivide(static_cast<int>(groups)), FastDivide(static_cast<int>(width)),
                      FastDivide(static_cast<int>(height))};
  const dim3 grid(static_cast<unsigned>((count + kCellThreads - 1) / kCellThreads));
  return FACET_LAUNCH((visit_cells<Visitor, kGroup>), grid, kCellThreads, 0, stream, visitor, walk);
}

// The same by fours where all pointers of the visitor are `aligned` and the channels so many.
template <class Visitor>
Status launch_cells(const Visitor& visitor, int64_t images, int64_t height, int64_t width, int64_t channels, bool aligned,
                    Stream stream) {
  return aligned && channels % 4 == 0 ? launch_cells_by<4>(visitor, images, height, width, channels, stream)
                                      : launch_cells_by<1>(visitor, images, height, width, channels, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
