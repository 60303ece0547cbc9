#include "device/image_cells.cuh"
#include "resize_bilinear.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// Element `to` reads (1 - fraction) of `low` and fraction of `high`.
struct Tap {
  int low, high;
  float fraction;

  __device__ float weight_of(int from) const { return (low == from ? 1.f - fraction : 0.f) + (high == from ? fraction : 0.f); }
};

// One axis: from `from` cells to `to`. Places are computed in double: at a coordinate of a thousand a float leaves its fraction
// four digits.
struct ResizeAxis {
  int from, to;
  double ratio;  // from / to

  ResizeAxis(int64_t from_size, int64_t to_size)
      : from(static_cast<int>(from_size)),
        to(static_cast<int>(to_size)),
        ratio(static_cast<double>(from_size) / static_cast<double>(to_size)) {}

  __device__ Tap tap(int i) const {
    const double at = fmin(fmax((i + 0.5) * ratio - 0.5, 0.0), static_cast<double>(from - 1));
    const int low = static_cast<int>(at);
    return {low, low + 1 < from ? low + 1 : low, static_cast<float>(at - low)};
  }

  // A range that holds all elements that read `cell`, and perhaps a neighbour more.
  __device__ void readers(int cell, int& first, int& end) const {
    first = cell == 0 ? 0 : static_cast<int>(fmax((cell - 0.5) / ratio - 1.5, 0.0));
    end = cell == from - 1 ? to : static_cast<int>(fmin((cell + 1.5) / ratio + 1.5, static_cast<double>(to)));
  }
};

struct Resize {
  ResizeAxis h, w;
  int channels;
  const float* x;
  float* y;

  template <int kGroup>
  __device__ void visit(const Cell& cell, int64_t i) const {
    const Tap row = h.tap(cell.h);
    const Tap column = w.tap(cell.w);
    const auto at = [&](int r, int c) {
      return Lanes<kGroup>::load(x + ((int64_t{cell.n} * h.from + r) * w.from + c) * channels + cell.c);
    };
    const auto a = at(row.low, column.low);
    const auto b = at(row.low, column.high);
    const auto c = at(row.high, column.low);
    const auto d = at(row.high, column.high);
    Lanes<kGroup> out;
#pragma unroll
    for (int g = 0; g < kGroup; ++g) {
      const float upper = fmaf(column.fraction, b.v[g] - a.v[g], a.v[g]);
      const float lower = fmaf(column.fraction, d.v[g] - c.v[g], c.v[g]);
      out.v[g] = fmaf(row.fraction, lower - upper, upper);
    }
    out.store(y + i);
  }
};

struct ResizeGrad {
  ResizeAxis h, w;
  int channels;
  const float* dy;
  float* dx;

  template <int kGroup>
  __device__ void visit(const Cell& cell, int64_t i) const {
    int first_p, end_p, first_q, end_q;
    h.readers(cell.h, first_p, end_p);
    w.readers(cell.w, first_q, end_q);
    double sum[kGroup] = {};
    for (int p = first_p; p < end_p; ++p) {
      const float row_weight = h.tap(p).weight_of(cell.h);
      if (row_weight == 0.f) continue;
      for (int q = first_q; q < end_q; ++q) {
        const float weight = row_weight * w.tap(q).weight_of(cell.w);
        if (weight == 0.f) continue;
        const auto gradient = Lanes<kGroup>::load(dy + ((int64_t{cell.n} * h.to + p) * w.to + q) * channels + cell.c);
#pragma unroll
        for (int g = 0; g < kGroup; ++g) sum[g] += weight * gradient.v[g];
      }
    }
    Lanes<kGroup> out;
#pragma unroll
    for (int g = 0; g < kGroup; ++g) out.v[g] = static_cast<float>(sum[g]);
    out.store(dx + i);
  }
};

Status check(const ResizeShape& s) {
  constexpr int64_t kMost = 0x7fffffff;
  if (s.images * s.height * s.width > kMost / s.channels || s.images * s.y_height * s.y_width > kMost / s.channels)
    return invalid_argument("a resize takes at most 2^31-1 elements");
  return {};
}

}  // namespace

Status resize_bilinear(const ResizeShape& shape, const float* x, float* y, Stream stream) {
  FACET_TRY(check(shape));
  const Resize visitor{{shape.height, shape.y_height}, {shape.width, shape.y_width}, static_cast<int>(shape.channels), x, y};
  return launch_cells(visitor, shape.images, shape.y_height, shape.y_width, shape.channels, aligned_for_vec4(x, y), stream);
}

Status resize_bilinear_grad(const ResizeShape& shape, const float* dy, float* dx, Stream stream) {
  FACET_TRY(check(shape));
  const ResizeGrad visitor{
      {shape.height, shape.y_height}, {shape.width, shape.y_width}, static_cast<int>(shape.channels), dy, dx};
  return launch_cells(visitor, shape.images, shape.height, shape.width, shape.channels, aligned_for_vec4(dy, dx), stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
