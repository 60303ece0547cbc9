#include "simt/mma.h"

#include <bit>
#include <cmath>

#include "simt/block.h"

namespace facet::simt {

namespace {

struct Operands {
  float* d;
  const uint32_t* a;
  const uint32_t* b;
  int rows, columns;
};

double tf32(uint32_t bits) { return static_cast<double>(std::bit_cast<float>(bits & ~uint32_t{0x1fff})); }

void multiply(const Operands* const* lanes, int tile_row, int tile_column) {
  double a[16][8], b[8][8], d[16][8];
  const int tile = tile_row * lanes[0]->columns + tile_column;
  for (unsigned lane = 0; lane < kWarpLanes; ++lane) {
    const uint32_t* of_a = lanes[lane]->a + tile_row * 4;
    const uint32_t* of_b = lanes[lane]->b + tile_column * 2;
    const float* of_d = lanes[lane]->d + tile * 4;
    const unsigned group = lane >> 2;
    const unsigned in_group = lane & 3;
    a[group][in_group] = tf32(of_a[0]);
    a[group + 8][in_group] = tf32(of_a[1]);
    a[group][in_group + 4] = tf32(of_a[2]);
    a[group + 8][in_group + 4] = tf32(of_a[3]);
    b[in_group][group] = tf32(of_b[0]);
    b[in_group + 4][group] = tf32(of_b[1]);
    d[group][in_group * 2] = of_d[0];
    d[group][in_group * 2 + 1] = of_d[1];
    d[group + 8][in_group * 2] = of_d[2];
    d[group + 8][in_group * 2 + 1] = of_d[3];
  }
  for (int row = 0; row < 16; ++row)
    for (int k = 0; k < 8; ++k)
      for (int column = 0; column < 8; ++column) d[row][column] += a[row][k] * b[k][column];
  for (unsigned lane = 0; lane < kWarpLanes; ++lane) {
    float* result = lanes[lane]->d + tile * 4;
    const unsigned group = lane >> 2;
    const unsigned in_group = lane & 3;
    result[0] = static_cast<float>(d[group][in_group * 2]);
    result[1] = static_cast<float>(d[group][in_group * 2 + 1]);
    result[2] = static_cast<float>(d[group + 8][in_group * 2]);
    result[3] = static_cast<float>(d[group + 8][in_group * 2 + 1]);
  }
}

void complete_mma(const void* const* in, void* const*, uint32_t) {
  const Operands* lanes[kWarpLanes];
  for (unsigned lane = 0; lane < kWarpLanes; ++lane) lanes[lane] = static_cast<const Operands*>(in[lane]);
  for (int row = 0; row < lanes[0]->rows; ++row)
    for (int column = 0; column < lanes[0]->columns; ++column) multiply(lanes, row, column);
}

void complete_transposition(const void* const* in, void* const* out, uint32_t) {
  for (unsigned lane = 0; lane < kWarpLanes; ++lane)
    for (unsigned matrix = 0; matrix < 4; ++matrix) {
      const auto* row = static_cast<const uint32_t*>(in[matrix * 8 + lane / 4]);
      static_cast<uint32_t*>(out[lane])[matrix] = row[lane % 4];
    }
}

constexpr Collective kMma{"mma.m16n8k8", false, complete_mma};
constexpr Collective kLoadMatrix{"ldmatrix", false, complete_transposition};

}  // namespace

uint32_t round_to_tf32(float x) {
  const auto bits = std::bit_cast<uint32_t>(x);
  return std::isfinite(x) ? (bits + 0x1000u) & ~uint32_t{0x1fff} : bits;
}

void mma_m16n8k8_tf32(float* d, const uint32_t* a, const uint32_t* b, int rows, int columns, std::source_location where) {
  Block& block = Block::current();
  block.need_full_warp("mma.m16n8k8");
  const Operands in{d, a, b, rows, columns};
  block.meet(kMma, 0xffffffffu, &in, d, where);
}

void transpose_rows(uint32_t (&words)[4], std::source_location where) {
  Block& block = Block::current();
  block.need_full_warp("ldmatrix");
  const uint32_t row[4] = {words[0], words[1], words[2], words[3]};
  block.meet(kLoadMatrix, 0xffffffffu, row, words, where);
}

}  // namespace facet::simt
