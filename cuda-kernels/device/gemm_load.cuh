// Copies panels of a plain matrix into shared memory.
#pragma once

#include <cstdint>

#include "device/copy_async.cuh"
#include "device/gemm_tile.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// An operand of `rows` x `depth` elements. depth_contiguous: element (row, d) is data[row * pitch + d]; row_contiguous: it is
// data[d * pitch + row].
struct MatrixOperand {
  const float* data;
  int64_t pitch;
  int rows, depth;
  bool vectorised;  // data is 16-byte aligned; the pitch and the contiguous dimension are multiples of 4
};

// The operand that lies in memory without gaps.
inline MatrixOperand matrix_operand(const float* data, int64_t rows, int64_t depth, PanelLayout layout) {
  const int64_t pitch = layout == PanelLayout::depth_contiguous ? depth : rows;
  return {data, pitch, static_cast<int>(rows), static_cast<int>(depth), pitch % 4 == 0 && aligned_for_vec4(data)};
}

// Four neighbours into shared memory, zeros for those whose number is not below `count`.
__device__ __forceinline__ void copy_four(const SharedSpan<float>& shared, int index, const float* from, int first, int count,
                                          bool vectorised) {
  if (vectorised) {
    copy_async_vec4(&shared.vec4(index), from, first < count);
  } else {
#pragma unroll
    for (int i = 0; i < 4; ++i) copy_async_float(&shared[index + i], from + i, first + i < count);
  }
}

// One thread's part in copying the panels of kRows rows from `first_row` on, from depth `begin` to `end`, by a block of
// kThreads; kDepth of the depth a step.
template <int kThreads, int kRows, PanelLayout kLayout, int kDepth = kGemmDepth>
class MatrixLoader {
 public:
  __device__ MatrixLoader(const MatrixOperand& m, int first_row, int begin, int end)
      : first_row_(first_row + place_row()),
        rows_(m.rows),
        depth_(begin + place_depth()),
        end_(end),
        vectorised_(m.vectorised),
        pitch_(m.pitch),
        from_(kLayout == PanelLayout::depth_contiguous ? m.data + first_row_ * m.pitch + depth_
                                                       : m.data + depth_ * m.pitch + first_row_) {}

  // Issues the copies of the next step's panel, to `panel` of the shared memory.
  __device__ __forceinline__ void load(const SharedSpan<float>& shared, int panel) {
#pragma unroll
    for (int pass = 0; pass < kPasses; ++pass) {
      if (kVectors % kThreads != 0 && static_cast<int>(threadIdx.x) + pass * kThreads >= kVectors) break;
      if constexpr (kLayout == PanelLayout::depth_contiguous) {
        const int down = pass * (kThreads / kAcross);
        const int index = panel_index<kRows, kLayout, kDepth>(place_row() + down, place_depth());
        const int end = first_row_ + down < rows_ ? end_ : 0;
        copy_four(shared, panel + index, from_ + down * pitch_, depth_, end, vectorised_);
      } else {
        const int deeper = pass * (kThreads / kAcross);
        const int index = panel_index<kRows, kLayout, kDepth>(place_row(), place_depth() + deeper);
        const int rows = depth_ + deeper < end_ ? rows_ : 0;
        copy_four(shared, panel + index, from_ + deeper * pitch_, first_row_, rows, vectorised_);
      }
    }
    depth_ += kDepth;
    from_ += kLayout == PanelLayout::depth_contiguous ? kDepth : kDepth * pitch_;
  }

 private:
  static constexpr int kVectors = kRows * kDepth / 4;
  // Vectors along the contiguous dimension: neighbouring threads copy neighbours.
  static constexpr int kAcross = (kLayout == PanelLayout::depth_contiguous ? kDepth : kRows) / 4;
  static constexpr int kPasses = (kVectors + kThreads - 1) / kThreads;

  __device__ static int place_row() {
    const int thread = static_cast<int>(threadIdx.x);
    return kLayout == PanelLayout::depth_contiguous ? thread / kAcross : thread % kAcross * 4;
  }

  __device__ static int place_depth() {
    const int thread = static_cast<int>(threadIdx.x);
    return kLayout == PanelLayout::depth_contiguous ? thread % kAcross * 4 : thread / kAcross;
  }

  int first_row_, rows_;
  int depth_, end_;
  bool vectorised_;
  int64_t pitch_;
  const float* from_;
};

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
