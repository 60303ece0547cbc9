#include "device/column_sums.cuh"
#include "device/strided.cuh"
#include "device/sums.cuh"
#include "reduce.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

template <class T>
struct Sum {
  static constexpr int kValues = 1;
  const T* x;

  __device__ void add(int64_t i, int64_t, double (&sum)[1]) const { sum[0] += load_one(x + i); }

  __device__ void add4(int64_t i, int64_t, double (&sum)[4]) const {
    const float4 v = load_vec4(x + i);
    sum[0] += v.x;
    sum[1] += v.y;
    sum[2] += v.z;
    sum[3] += v.w;
  }
};

struct Store {
  float* y;
  double scale;
  int64_t columns;

  __device__ void finish(int64_t b, int64_t c, const double (&sum)[1]) const {
    y[b * columns + c] = static_cast<float>(scale * sum[0]);
  }
};

// Short rows that are summed whole: a warp a row.
__global__ void __launch_bounds__(kRowThreads) sum_rows(const float* x, int64_t rows, int length, double scale, float* y) {
  const int64_t row = team_row<32>();
  if (row >= rows) return;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  double sum = 0.0;
  for (int i = lane; i < length; i += 32) sum += x[row * length + i];
  sum = warp_sum(sum);
  if (lane == 0) y[row] = static_cast<float>(scale * sum);
}

// Summed and kept axes in any order: a warp an element of y.
__global__ void __launch_bounds__(kRowThreads)
    sum_scattered(const float* x, StridedWalk<1> kept, StridedWalk<1> summed, int outputs, int count, double scale, float* y) {
  const int64_t output = team_row<32>();
  if (output >= outputs) return;
  const int lane = static_cast<int>(threadIdx.x) % 32;
  int64_t base[1];
  kept.offsets(static_cast<int>(output), base);
  double sum = 0.0;
  for (int i = lane; i < count; i += 32) {
    int64_t at[1];
    summed.offsets(i, at);
    sum += x[base[0] + at[0]];
  }
  sum = warp_sum(sum);
  if (lane == 0) y[output] = static_cast<float>(scale * sum);
}

// The axes seen as kept and summed ones in turn; neighbours of one kind are one axis.
struct Grouped {
  int64_t batch = 1, rows = 1, columns = 1;  // kept, summed, kept
  bool in_order = true;                      // the axes are these three, or fewer

  Grouped(const Shape& shape, int64_t axes) {
    for (int axis = 0; axis < shape.rank; ++axis) {
      const int64_t dim = shape.dims[axis];
      if (dim == 1) continue;
      if ((axes >> axis & 1) != 0) {
        in_order = in_order && columns == 1;
        rows *= dim;
      } else if (rows == 1) {
        batch *= dim;
      } else {
        columns *= dim;
      }
    }
  }

  // Down the rows of matrices, rather than along rows or in no order.
  bool down_rows() const { return in_order && columns > 1; }
  bool short_rows() const { return columns == 1 && rows <= kWarpRowLength; }
};

Status launch_scattered(const float* x, const Shape& shape, int64_t axes, double scale, float* y, Stream stream) {
  StridedAxes<1> kept, summed;
  int64_t strides[kMaxRank];
  dense_strides(shape, strides);
  for (int axis = 0; axis < shape.rank; ++axis) {
    StridedAxes<1>& side = (axes >> axis & 1) != 0 ? summed : kept;
    side.dims[side.rank] = shape.dims[axis];
    side.strides[0][side.rank++] = strides[axis];
  }
  kept.merge();
  summed.merge();
  if (kept.count() > kMaxWalked || summed.count() > kMaxWalked)
    return invalid_argument("a reduction over scattered axes takes at most 2^31-1 elements of each kind");
  const auto outputs = static_cast<int>(kept.count());
  const auto blocks = static_cast<unsigned>(row_blocks(outputs, 1));
  return FACET_LAUNCH(sum_scattered, blocks, kRowThreads, 0, stream, x, StridedWalk<1>(kept, 1), StridedWalk<1>(summed, 1),
                      outputs, static_cast<int>(summed.count()), scale, y);
}

}  // namespace

size_t reduce_workspace_bytes(const Shape& x_shape, int64_t axes) {
  const Grouped g(x_shape, axes);
  return g.in_order && !g.short_rows() ? column_workspace_bytes<Sum<float>>(g.batch, g.rows, g.columns) : 0;
}

Status reduce(const float* x, const Shape& x_shape, int64_t axes, double scale, float* y, void* workspace, Stream stream) {
  const Grouped g(x_shape, axes);
  if (!g.in_order) return launch_scattered(x, x_shape, axes, scale, y, stream);
  if (g.short_rows()) {
    const int64_t blocks = row_blocks(g.batch, g.rows);
    if (blocks > 0x7fffffff) return invalid_argument("there are more rows than one launch can add");
    return FACET_LAUNCH(sum_rows, static_cast<unsigned>(blocks), kRowThreads, 0, stream, x, g.batch, static_cast<int>(g.rows),
                        scale, y);
  }
  return launch_column_sums(Sum<float>{x}, Store{y, scale, g.columns}, g.batch, g.rows, g.columns, aligned_for_vec4(x),
                            workspace, stream);
}

bool reduces_bf16(const Shape& x_shape, int64_t axes) { return Grouped(x_shape, axes).down_rows(); }

Status reduce(const Bf16* x, const Shape& x_shape, int64_t axes, double scale, float* y, void* workspace, Stream stream) {
  const Grouped g(x_shape, axes);
  if (!g.down_rows())
    return invalid_argument("bf16 is summed down rows only: over axes that follow each other, before the last");
  return launch_column_sums(Sum<Bf16>{x}, Store{y, scale, g.columns}, g.batch, g.rows, g.columns, aligned_for_vec4(x),
                            workspace, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
