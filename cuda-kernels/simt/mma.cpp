#include "simt/mma.h"

#include <bit>

#include "simt/block.h"

namespace facet::simt {

namespace {

struct Operands {
  float* d;
  const uint32_t* a;
  const uint32_t* b;
  int rows, columns;
};

float tf32(uint32_t bits) { return std::bit_cast<float>(bits & ~uint32_t{0x1fff}); }

void multiply(const Operands* const* lanes, int tile_row, int tile_column) {
  float a[16][8], b[8][8], d[16][8];
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
    result[0] = d[group][in_group * 2];
    result[1] = d[group][in_group * 2 + 1];
    result[2] = d[group + 8][in_group * 2];
    result[3] = d[group + 8][in_group * 2 + 1];
  }
}

void complete_mma(const void* const* in, void* const*, uint32_t) {
  const Operands* lanes[kWarpLanes];
  for (unsigned lane = 0; lane < kWarpLanes; ++lane) lanes[lane] = static_cast<const Operands*>(in[lane]);
  for (int row = 0; row < lanes[0]->rows; ++row)
    for (int column = 0; column < lanes[0]->columns; ++column) multiply(lanes, row, column);
}

constexpr Collective kMma{"mma.m16n8k8", false, complete_mma};

}  // namespace

void mma_m16n8k8_tf32(float* d, const uint32_t* a, const uint32_t* b, int rows, int columns, std::source_location where) {
  Block& block = Block::current();
  block.need_full_warp("mma.m16n8k8");
  const Operands in{d, a, b, rows, columns};
  block.meet(kMma, 0xffffffffu, &in, d, where);
}

}  // namespace facet::simt
