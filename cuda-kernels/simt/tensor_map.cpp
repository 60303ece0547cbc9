#include "simt/tensor_map.h"

#include <cstring>

namespace facet::simt {

namespace {

constexpr size_t kChunk = 16;  // bytes that the swizzle keeps together
constexpr int kElementsOfChunk = 8;

// One row from `from`, or zeros if that is null; the first element is number `channel` of `channels`.
void copy_row(const unsigned char* from, int channel, uint64_t channels, unsigned char* shared, size_t to) {
  for (size_t c = 0; c < TensorMap::kRowBytes / kChunk; ++c) {
    const size_t address = to + c * kChunk;
    unsigned char* target = shared + (address ^ (address >> 7 & 7) << 4);
    const bool exists = from && static_cast<uint64_t>(channel) + c * kElementsOfChunk < channels;
    if (exists)
      std::memcpy(target, from + c * kChunk, kChunk);
    else
      std::memset(target, 0, kChunk);
  }
}

bool within(int place, uint64_t size) { return place >= 0 && static_cast<uint64_t>(place) < size; }

const unsigned char* address(const TensorMap& m, int channel, int x, int y, int image) {
  return m.data + static_cast<uint64_t>(channel) * 2 + static_cast<uint64_t>(x) * m.strides[0] +
         static_cast<uint64_t>(y) * m.strides[1] + static_cast<uint64_t>(image) * m.strides[2];
}

}  // namespace

TensorMap encode_im2col(const void* data, const uint64_t (&sizes)[4], const uint64_t (&strides)[3], const int (&lower)[2],
                        const int (&upper)[2], int pixels, const uint32_t (&element_steps)[4]) {
  TensorMap map{};
  map.data = static_cast<const unsigned char*>(data);
  map.im2col = true;
  std::memcpy(map.sizes, sizes, sizeof sizes);
  std::memcpy(map.strides, strides, sizeof strides);
  std::memcpy(map.lower, lower, sizeof lower);
  std::memcpy(map.upper, upper, sizeof upper);
  map.element_step[0] = element_steps[1];
  map.element_step[1] = element_steps[2];
  map.rows = static_cast<uint32_t>(pixels);
  return map;
}

TensorMap encode_tiled(const void* data, const uint64_t (&sizes)[3], const uint64_t (&strides)[2], int rows) {
  TensorMap map{};
  map.data = static_cast<const unsigned char*>(data);
  std::memcpy(map.sizes, sizes, sizeof sizes);
  std::memcpy(map.strides, strides, sizeof strides);
  map.sizes[3] = 1;
  map.rows = static_cast<uint32_t>(rows);
  return map;
}

const char* copy_box(const TensorMap& m, BoxPlace at, const unsigned (&offset)[2], unsigned char* shared, size_t to) {
  if (at.channel < 0 || at.channel % kElementsOfChunk != 0) return "a tensor copy begins within a group of 16 bytes";
  if (!m.im2col) {
    for (uint32_t row = 0; row < m.rows; ++row, to += TensorMap::kRowBytes, ++at.y) {
      const bool exists = within(at.x, m.sizes[1]) && within(at.y, m.sizes[2]);
      copy_row(exists ? address(m, at.channel, at.x, at.y, 0) : nullptr, at.channel, m.sizes[0], shared, to);
    }
    return nullptr;
  }
  const int last_x = static_cast<int>(m.sizes[1]) - 1 + m.upper[0];
  const int last_y = static_cast<int>(m.sizes[2]) - 1 + m.upper[1];
  if (at.x < m.lower[0] || at.x > last_x || at.y < m.lower[1] || at.y > last_y || at.image < 0)
    return "a tensor copy begins outside the bounding box of its map";
  if (offset[0] > 255 || offset[1] > 255) return "the offsets of a tensor copy are 0 to 255";
  for (uint32_t pixel = 0; pixel < m.rows; ++pixel, to += TensorMap::kRowBytes) {
    const int x = at.x + static_cast<int>(offset[0]), y = at.y + static_cast<int>(offset[1]);
    const bool exists = within(x, m.sizes[1]) && within(y, m.sizes[2]) && within(at.image, m.sizes[3]);
    copy_row(exists ? address(m, at.channel, x, y, at.image) : nullptr, at.channel, m.sizes[0], shared, to);
    at.x += static_cast<int>(m.element_step[0]);
    if (at.x <= last_x) continue;
    at.x = m.lower[0];
    at.y += static_cast<int>(m.element_step[1]);
    if (at.y <= last_y) continue;
    at.y = m.lower[1];
    ++at.image;
  }
  return nullptr;
}

}  // namespace facet::simt
