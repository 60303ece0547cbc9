// Descriptions of tensors for the copy engine (TMA) on the CPU: what cuTensorMapEncodeIm2col and cuTensorMapEncodeTiled pack
// into a CUtensorMap, for elements of two bytes, 128-byte swizzle and zeros beyond the tensor.
#pragma once

#include <cstddef>
#include <cstdint>

namespace facet::simt {

struct TensorMap {
  static constexpr size_t kRowBytes = 128;  // of a box

  const unsigned char* data;
  bool im2col;               // else tiled
  uint64_t sizes[4];         // elements, channels first: [channels, width, height, images], or [channels, taps, rows, 1]
  uint64_t strides[3];       // bytes from one to the next in each dimension but the first
  int lower[2], upper[2];    // im2col: the corners of the box of first pixels, from the image's corners; width, then height
  uint32_t element_step[2];  // im2col: from one first pixel to the next; width, then height
  uint32_t rows;             // of a box: pixels, or rows of one tap

  size_t box_bytes() const { return rows * kRowBytes; }
};

// As the driver's functions of these names take them, with boxes of 64 channels; of a tiled box only the last dimension has
// more than one row.
TensorMap encode_im2col(const void* data, const uint64_t (&sizes)[4], const uint64_t (&strides)[3], const int (&lower)[2],
                        const int (&upper)[2], int pixels, const uint32_t (&element_steps)[4]);
TensorMap encode_tiled(const void* data, const uint64_t (&sizes)[3], const uint64_t (&strides)[2], int rows);

// Where the walk of im2col mode over first pixels is.
struct BoxPlace {
  int channel, x, y, image;  // or channel, tap, row, 0
};

// The box at `place` as it lies in shared memory from the byte `to` on (of which `shared` is byte 0): rows of 128 bytes,
// swizzled. `offset`: what im2col mode adds to the first pixels; width, then height. Null, or what the engine would not take.
const char* copy_box(const TensorMap& map, BoxPlace place, const unsigned (&offset)[2], unsigned char* shared, size_t to);

}  // namespace facet::simt
