#include "device/strided.cuh"
#include "transpose.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// The innermost axis stays innermost: rows are moved whole.
template <class T>
struct Move {
  const T* x;
  T* y;

  __device__ void visit(int64_t i, const int64_t (&at)[1]) const { store_one(y + i, load_one(x + at[0])); }

  __device__ void visit4(int64_t i, const int64_t (&at)[1]) const { store_vec4(y + i, load_vec4(x + at[0])); }
};

constexpr int kTile = 32;
constexpr int kTileThreads = 8;  // rows of the tile at a time

// Two axes change places: `columns` is y's innermost, `rows` the one along which x's elements are neighbours. What remains are
// matrices, apart by the walk over the other axes.
template <class T>
struct Matrices {
  const T* x;
  T* y;
  int rows, columns;
  int64_t x_pitch, y_pitch;  // from column to column of x, from row to row of y
  FastDivide tiles_across, tiles_down;
  StridedWalk<2> matrix;  // x, y
};

// Through shared memory, so that both sides see neighbours; the odd pitch spreads a column over the banks.
template <class T>
__global__ void __launch_bounds__(kTile* kTileThreads) transpose_tiles(Matrices<T> m) {
  constexpr int kPitch = kTile + 1;
  FACET_SHARED(float, tile, kTile* kPitch);
  int tile_column, tile_row;
  const int after_columns = m.tiles_across.quotient(static_cast<int>(blockIdx.x), tile_column);
  const int number = m.tiles_down.quotient(after_columns, tile_row);
  int64_t base[2];
  m.matrix.offsets(number, base);
  const int first_row = tile_row * kTile;
  const int first_column = tile_column * kTile;
  const int lane = static_cast<int>(threadIdx.x);
  for (int i = static_cast<int>(threadIdx.y); i < kTile; i += kTileThreads) {
    const int row = first_row + lane;
    const int column = first_column + i;
    if (row < m.rows && column < m.columns) tile[i * kPitch + lane] = load_one(m.x + base[0] + column * m.x_pitch + row);
  }
  __syncthreads();
  for (int i = static_cast<int>(threadIdx.y); i < kTile; i += kTileThreads) {
    const int row = first_row + i;
    const int column = first_column + lane;
    if (row < m.rows && column < m.columns) store_one(m.y + base[1] + row * m.y_pitch + column, tile[lane * kPitch + i]);
  }
}

// axes: y's, with x's strides; no axis of size 1, the innermost stride is not 1.
template <class T>
Status launch_tiles(const T* x, T* y, const StridedAxes<1>& axes, Stream stream) {
  const int inner = axes.rank - 1;
  const int64_t(&strides)[kMaxRank] = axes.strides[0];
  int row_axis = 0;
  while (strides[row_axis] != 1) ++row_axis;  // x is dense: some axis has its neighbours
  StridedAxes<2> others;
  int64_t row_pitch = 0;
  int64_t step = 1;
  int64_t y_strides[kMaxRank];
  for (int axis = inner; axis >= 0; --axis) {
    y_strides[axis] = step;
    step *= axes.dims[axis];
  }
  for (int axis = 0; axis < inner; ++axis) {
    if (axis == row_axis) {
      row_pitch = y_strides[axis];
      continue;
    }
    others.dims[others.rank] = axes.dims[axis];
    others.strides[0][others.rank] = strides[axis];
    others.strides[1][others.rank] = y_strides[axis];
    ++others.rank;
  }
  others.merge();
  const auto rows = static_cast<int>(axes.dims[row_axis]);
  const auto columns = static_cast<int>(axes.dims[inner]);
  const int across = (columns - 1) / kTile + 1;
  const int down = (rows - 1) / kTile + 1;
  const int64_t blocks = int64_t{across} * down * others.count();
  return FACET_LAUNCH((transpose_tiles<T>), static_cast<unsigned>(blocks), dim3(kTile, kTileThreads), 0, stream,
                      Matrices<T>{x, y, rows, columns, strides[inner], row_pitch, FastDivide(across), FastDivide(down),
                                  StridedWalk<2>(others, 1)});
}

template <class T>
Status launch(const T* x, const Shape& x_shape, const int64_t (&axes)[kMaxRank], T* y, Stream stream) {
  if (x_shape.count() == 0) return {};
  if (x_shape.count() > kMaxWalked) return invalid_argument("transpose takes at most 2^31-1 elements");
  int64_t strides[kMaxRank];
  dense_strides(x_shape, strides);
  StridedAxes<1> moved;
  moved.rank = x_shape.rank;
  for (int axis = 0; axis < moved.rank; ++axis) {
    moved.dims[axis] = x_shape.dims[axes[axis]];
    moved.strides[0][axis] = strides[axes[axis]];
  }
  moved.merge();
  if (moved.strides[0][moved.rank - 1] <= 1) return launch_strided(Move<T>{x, y}, moved, aligned_for_vec4(x, y), stream);
  return launch_tiles(x, y, moved, stream);
}

}  // namespace

Status transpose(const float* x, const Shape& x_shape, const int64_t (&axes)[kMaxRank], float* y, Stream stream) {
  return launch(x, x_shape, axes, y, stream);
}

Status transpose(const Bf16* x, const Shape& x_shape, const int64_t (&axes)[kMaxRank], Bf16* y, Stream stream) {
  return launch(x, x_shape, axes, y, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
