#include "simt/mma.h"

#include <bit>
#include <cmath>

#include "simt/block.h"

namespace facet::simt {

namespace {

struct Operands {
  const float* d;
  const uint32_t* a;
  const uint32_t* b;
};

double tf32(uint32_t bits) { return static_cast<double>(std::bit_cast<float>(bits & ~uint32_t{0x1fff})); }

void complete_mma(const void* const* in, void* const* out, uint32_t) {
  double a[16][8], b[8][8], d[16][8];
  for (unsigned lane = 0; lane < kWarpLanes; ++lane) {
    const auto& o = *static_cast<const Operands*>(in[lane]);
    const unsigned group = lane >> 2;
    const unsigned in_group = lane & 3;
    a[group][in_group] = tf32(o.a[0]);
    a[group + 8][in_group] = tf32(o.a[1]);
    a[group][in_group + 4] = tf32(o.a[2]);
    a[group + 8][in_group + 4] = tf32(o.a[3]);
    b[in_group][group] = tf32(o.b[0]);
    b[in_group + 4][group] = tf32(o.b[1]);
    d[group][in_group * 2] = o.d[0];
    d[group][in_group * 2 + 1] = o.d[1];
    d[group + 8][in_group * 2] = o.d[2];
    d[group + 8][in_group * 2 + 1] = o.d[3];
  }
  for (int row = 0; row < 16; ++row)
    for (int column = 0; column < 8; ++column)
      for (int k = 0; k < 8; ++k) d[row][column] += a[row][k] * b[k][column];
  for (unsigned lane = 0; lane < kWarpLanes; ++lane) {
    auto* result = static_cast<float*>(out[lane]);
    const unsigned group = lane >> 2;
    const unsigned in_group = lane & 3;
    result[0] = static_cast<float>(d[group][in_group * 2]);
    result[1] = static_cast<float>(d[group][in_group * 2 + 1]);
    result[2] = static_cast<float>(d[group + 8][in_group * 2]);
    result[3] = static_cast<float>(d[group + 8][in_group * 2 + 1]);
  }
}

constexpr Collective kMma{"mma.m16n8k8", false, complete_mma};

}  // namespace

uint32_t round_to_tf32(float x) {
  const auto bits = std::bit_cast<uint32_t>(x);
  return std::isfinite(x) ? (bits + 0x1000u) & ~uint32_t{0x1fff} : bits;
}

void mma_m16n8k8_tf32(float (&d)[4], const uint32_t (&a)[4], const uint32_t (&b)[2], std::source_location where) {
  Block& block = Block::current();
  block.need_full_warp("mma.m16n8k8");
  const Operands in{d, a, b};
  float result[4];
  block.meet(kMma, 0xffffffffu, &in, result, where);
  for (int i = 0; i < 4; ++i) d[i] = result[i];
}

}  // namespace facet::simt
