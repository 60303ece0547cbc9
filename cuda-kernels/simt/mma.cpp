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

float bf16(uint32_t half) { return std::bit_cast<float>(half << 16); }

// One tile's factors, [row][k] and [k][column], from the lanes' registers.
struct Tf32Factors {
  static constexpr int kDepth = 8;
  float a[16][kDepth], b[kDepth][8];
};

// Two a register; value() says what a half is.
template <float (*value)(uint32_t)>
struct PairFactors {
  static constexpr int kDepth = 16;
  float a[16][kDepth], b[kDepth][8];
};

void gather(Tf32Factors& f, unsigned lane, const uint32_t* of_a, const uint32_t* of_b) {
  const unsigned group = lane >> 2;
  const unsigned in_group = lane & 3;
  f.a[group][in_group] = tf32(of_a[0]);
  f.a[group + 8][in_group] = tf32(of_a[1]);
  f.a[group][in_group + 4] = tf32(of_a[2]);
  f.a[group + 8][in_group + 4] = tf32(of_a[3]);
  f.b[in_group][group] = tf32(of_b[0]);
  f.b[in_group + 4][group] = tf32(of_b[1]);
}

template <float (*value)(uint32_t)>
void gather(PairFactors<value>& f, unsigned lane, const uint32_t* of_a, const uint32_t* of_b) {
  const unsigned group = lane >> 2;
  const unsigned in_group = lane & 3;
  for (unsigned half = 0; half < 2; ++half) {
    const unsigned k = in_group * 2 + half;
    const unsigned shift = half * 16;
    f.a[group][k] = value(of_a[0] >> shift & 0xffff);
    f.a[group + 8][k] = value(of_a[1] >> shift & 0xffff);
    f.a[group][k + 8] = value(of_a[2] >> shift & 0xffff);
    f.a[group + 8][k + 8] = value(of_a[3] >> shift & 0xffff);
    f.b[k][group] = value(of_b[0] >> shift & 0xffff);
    f.b[k + 8][group] = value(of_b[1] >> shift & 0xffff);
  }
}

template <class Factors>
void multiply(const Operands* const* lanes, int tile_row, int tile_column) {
  Factors f;
  float d[16][8];
  const int tile = tile_row * lanes[0]->columns + tile_column;
  for (unsigned lane = 0; lane < kWarpLanes; ++lane) {
    gather(f, lane, lanes[lane]->a + tile_row * 4, lanes[lane]->b + tile_column * 2);
    const float* of_d = lanes[lane]->d + tile * 4;
    const unsigned group = lane >> 2;
    const unsigned in_group = lane & 3;
    d[group][in_group * 2] = of_d[0];
    d[group][in_group * 2 + 1] = of_d[1];
    d[group + 8][in_group * 2] = of_d[2];
    d[group + 8][in_group * 2 + 1] = of_d[3];
  }
  for (int row = 0; row < 16; ++row)
    for (int k = 0; k < Factors::kDepth; ++k)
      for (int column = 0; column < 8; ++column) d[row][column] += f.a[row][k] * f.b[k][column];
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

template <class Factors>
void complete_mma(const void* const* in, void* const*, uint32_t) {
  const Operands* lanes[kWarpLanes];
  for (unsigned lane = 0; lane < kWarpLanes; ++lane) lanes[lane] = static_cast<const Operands*>(in[lane]);
  for (int row = 0; row < lanes[0]->rows; ++row)
    for (int column = 0; column < lanes[0]->columns; ++column) multiply<Factors>(lanes, row, column);
}

constexpr Collective kMmaTf32{"mma.m16n8k8", false, complete_mma<Tf32Factors>};
constexpr Collective kMmaBf16{"mma.m16n8k16", false, complete_mma<PairFactors<bf16>>};
constexpr Collective kMmaF16{"mma.m16n8k16", false, complete_mma<PairFactors<from_f16>>};

void multiply_tiles(const Collective& mma, const Operands& in, std::source_location where) {
  Block& block = Block::current();
  block.need_full_warp(mma.name);
  block.meet(mma, 0xffffffffu, &in, in.d, where);
}

}  // namespace

void mma_m16n8k8_tf32(float* d, const uint32_t* a, const uint32_t* b, int rows, int columns, std::source_location where) {
  multiply_tiles(kMmaTf32, {d, a, b, rows, columns}, where);
}

void mma_m16n8k16_bf16(float* d, const uint32_t* a, const uint32_t* b, int rows, int columns, std::source_location where) {
  multiply_tiles(kMmaBf16, {d, a, b, rows, columns}, where);
}

void mma_m16n8k16_f16(float* d, const uint32_t* a, const uint32_t* b, int rows, int columns, std::source_location where) {
  multiply_tiles(kMmaF16, {d, a, b, rows, columns}, where);
}

}  // namespace facet::simt
