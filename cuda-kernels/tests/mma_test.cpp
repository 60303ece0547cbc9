// The tensor-core tile against a plain product, and the shim's emulation against the version by shuffles.
#include "device/mma.cuh"

#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

#include "shim_tests.h"

namespace facet::test {

namespace {

// d[16, 8] += a[16, k] b[k, 8], row-major, by one warp a block. `by_shuffles` takes the way of GPUs without TF32.
__global__ void mma_matmul(const float* a, const float* b, float* d, int k_count, bool by_shuffles) {
  using namespace kernels;
  const int lane = static_cast<int>(threadIdx.x);
  MmaAccumulator sum;
  for (int i = 0; i < 4; ++i) sum.r[i] = d[mma_c_row(lane, i) * kMmaN + mma_c_column(lane, i)];
  for (int k = 0; k < k_count; k += kMmaK) {
    MmaFragmentA fa;
    MmaFragmentB fb;
    for (int i = 0; i < 4; ++i) fa.r[i] = to_tf32(a[mma_a_row(lane, i) * k_count + k + mma_a_k(lane, i)]);
    for (int i = 0; i < 2; ++i) fb.r[i] = to_tf32(b[(k + mma_b_k(lane, i)) * kMmaN + mma_b_column(lane, i)]);
    if (by_shuffles)
      mma_m16n8k8_by_shuffles(sum, fa, fb);
    else
      mma_m16n8k8(sum, fa, fb);
  }
  for (int i = 0; i < 4; ++i) d[mma_c_row(lane, i) * kMmaN + mma_c_column(lane, i)] = sum.r[i];
}

// d[48, 16] += a[48, 8] b[8, 16]: three by two tiles in one call.
__global__ void mma_of_six_tiles(const float* a, const float* b, float* d) {
  using namespace kernels;
  const int lane = static_cast<int>(threadIdx.x);
  MmaFragmentA fa[3];
  MmaFragmentB fb[2];
  MmaAccumulator sum[3][2] = {};
  for (int t = 0; t < 3; ++t)
    for (int i = 0; i < 4; ++i) fa[t].r[i] = to_tf32(a[(t * 16 + mma_a_row(lane, i)) * 8 + mma_a_k(lane, i)]);
  for (int t = 0; t < 2; ++t)
    for (int i = 0; i < 2; ++i) fb[t].r[i] = to_tf32(b[mma_b_k(lane, i) * 16 + t * 8 + mma_b_column(lane, i)]);
  mma_m16n8k8(sum, fa, fb);
  for (int t = 0; t < 3; ++t)
    for (int u = 0; u < 2; ++u)
      for (int i = 0; i < 4; ++i) d[(t * 16 + mma_c_row(lane, i)) * 16 + u * 8 + mma_c_column(lane, i)] = sum[t][u].r[i];
}

// Of a number whose exponent f16 has: to nearest, ties to even.
uint32_t f16_bits(float x) {
  const auto bits = std::bit_cast<uint32_t>(x);
  const uint32_t magnitude = (bits & 0x7fffffffu) - 0x38000000u;
  return (bits >> 16 & 0x8000u) | (magnitude + 0xfffu + (magnitude >> 13 & 1)) >> 13;
}

// The two as Half16 numbers in a word, the first in the low half.
template <class Half16>
uint32_t pair_of(float low, float high) {
  if constexpr (std::is_same_v<Half16, kernels::Bf16>) return kernels::to_bf16_pair(low, high);
  return f16_bits(low) | f16_bits(high) << 16;
}

// d[32, 16] = a[32, 16] b[16, 16] with factors that are Half16 numbers, or become such: two by two tiles in one call.
template <class Half16>
__global__ void mma_of_halves(const float* a, const float* b, float* d) {
  using namespace kernels;
  const int lane = static_cast<int>(threadIdx.x), g = lane / 4, q = lane % 4;
  MmaFragmentA fa[2];
  MmaFragmentB fb[2];
  MmaAccumulator sum[2][2] = {};
  for (int t = 0; t < 2; ++t)
    for (int i = 0; i < 4; ++i) {
      const float* from = a + (t * 16 + g + i % 2 * 8) * 16 + 2 * q + i / 2 * 8;
      fa[t].r[i] = pair_of<Half16>(from[0], from[1]);
    }
  for (int t = 0; t < 2; ++t)
    for (int i = 0; i < 2; ++i) {
      const float* from = b + (2 * q + i * 8) * 16 + t * 8 + g;
      fb[t].r[i] = pair_of<Half16>(from[0], from[16]);
    }
  mma_m16n8k16<Half16>(sum, fa, fb);
  for (int t = 0; t < 2; ++t)
    for (int u = 0; u < 2; ++u)
      for (int i = 0; i < 4; ++i) d[(t * 16 + mma_c_row(lane, i)) * 16 + u * 8 + mma_c_column(lane, i)] = sum[t][u].r[i];
}

__global__ void mma_in_half_a_warp(float* d) {
  kernels::MmaAccumulator sum{};
  kernels::mma_m16n8k8(sum, {}, {});
  d[threadIdx.x] = sum.r[0];
}

// To the nearest number of 10 mantissa bits, ties away from zero, by arithmetic on the value.
double nearest_tf32(float x) {
  int exponent;
  const double mantissa = std::frexp(static_cast<double>(x), &exponent);  // in [0.5, 1)
  return std::ldexp(std::round(std::ldexp(mantissa, 11)), exponent - 11);
}

// To the nearest number of 7 mantissa bits, ties to even.
double nearest_bf16(float x) {
  int exponent;
  const double mantissa = std::frexp(static_cast<double>(x), &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(mantissa, 8)), exponent - 8);
}

// The same of 10 mantissa bits.
double nearest_f16(float x) {
  int exponent;
  const double mantissa = std::frexp(static_cast<double>(x), &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(mantissa, 11)), exponent - 11);
}

std::vector<float> random_values(size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> values(count);
  for (float& v : values) v = uniform(random);
  return values;
}

// The product of [32, 16] and [16, 16] on tiles of Half16 against the same in double.
template <class Half16>
void expect_product(const std::vector<float>& left, const std::vector<float>& right, double (*nearest)(float),
                    const std::string& type, Report& report) {
  std::vector<float> product(32 * 16, 0.f);
  report.expect(FACET_LAUNCH((mma_of_halves<Half16>), 1, 32, 0, nullptr, left.data(), right.data(), product.data()).ok(),
                "mma of " + type + " runs");
  for (size_t row = 0; row < 32; ++row)
    for (size_t column = 0; column < 16; ++column) {
      double expected = 0;
      for (size_t k = 0; k < 16; ++k) expected += nearest(left[row * 16 + k]) * nearest(right[k * 16 + column]);
      report.expect(std::abs(product[row * 16 + column] - expected) < 4e-6, "mma of " + type + ", row " + std::to_string(row));
    }
}

}  // namespace

void test_mma(Report& report) {
  const int k_count = 24;
  const auto a = random_values(16 * k_count, 1);
  const auto b = random_values(k_count * 8, 2);
  const auto c = random_values(16 * 8, 3);
  for (const bool by_shuffles : {false, true})
    for (const auto order : {simt::LaneOrder::forward, simt::LaneOrder::reverse, simt::LaneOrder::shuffled}) {
      CUstream_st stream{order, 7};
      std::vector<float> d = c;
      const auto status = FACET_LAUNCH(mma_matmul, 1, 32, 0, &stream, a.data(), b.data(), d.data(), k_count, by_shuffles);
      report.expect(status.ok(), status.ok() ? "" : status.reason);
      for (size_t row = 0; row < 16; ++row)
        for (size_t column = 0; column < 8; ++column) {
          double expected = c[row * 8 + column];
          for (size_t k = 0; k < k_count; ++k) expected += nearest_tf32(a[row * k_count + k]) * nearest_tf32(b[k * 8 + column]);
          const double error = std::abs(d[row * 8 + column] - expected);
          report.expect(error < 5e-6, "mma element " + std::to_string(row) + "," + std::to_string(column) + " is off by " +
                                          std::to_string(error));
        }
    }

  const auto tall = random_values(48 * 8, 4);
  const auto wide = random_values(8 * 16, 5);
  std::vector<float> product(48 * 16);
  report.expect(FACET_LAUNCH(mma_of_six_tiles, 1, 32, 0, nullptr, tall.data(), wide.data(), product.data()).ok(),
                "mma_of_six_tiles runs");
  for (size_t row = 0; row < 48; ++row)
    for (size_t column = 0; column < 16; ++column) {
      double expected = 0;
      for (size_t k = 0; k < 8; ++k) expected += nearest_tf32(tall[row * 8 + k]) * nearest_tf32(wide[k * 16 + column]);
      report.expect(std::abs(product[row * 16 + column] - expected) < 2e-6, "mma of six tiles, row " + std::to_string(row));
    }

  const auto left = random_values(32 * 16, 6);
  const auto right = random_values(16 * 16, 7);
  expect_product<kernels::Bf16>(left, right, nearest_bf16, "bf16", report);
  expect_product<kernels::F16>(left, right, nearest_f16, "f16", report);
  // What tells f16 from bf16: both ends of its range.
  report.expect(simt::from_f16(0x0001) == 0x1p-24f && simt::from_f16(0x83ff) == -1023 * 0x1p-24f, "subnormal f16");
  report.expect(simt::from_f16(0x0400) == 0x1p-14f && simt::from_f16(0x7bff) == 65504.f, "normal f16");
  report.expect(simt::from_f16(0xfc00) == -INFINITY && std::isnan(simt::from_f16(0x7e00)), "f16 beyond numbers");
  for (const float x : {1.f, -1.f, 1.00390625f, 1.01171875f, 3.14159274f, 1e-30f, INFINITY})
    report.expect(std::bit_cast<float>(simt::round_to_bf16(x) << 16) == static_cast<float>(std::isinf(x) ? x : nearest_bf16(x)),
                  "bf16 of " + std::to_string(x));
  report.expect(std::isnan(std::bit_cast<float>(simt::round_to_bf16(NAN) << 16)), "NaN stays NaN in bf16");

  report.expect(kernels::to_tf32(INFINITY) == std::bit_cast<uint32_t>(INFINITY), "infinity stays infinite in TF32");
  report.expect(std::isnan(std::bit_cast<float>(kernels::to_tf32(NAN))), "NaN stays NaN in TF32");
  for (const float x : {1.f, -1.f, 1.00048828125f, -1.00048828125f, 3.14159274f, 1e-30f})
    report.expect(std::bit_cast<float>(kernels::to_tf32(x)) == static_cast<float>(nearest_tf32(x)),
                  "TF32 of " + std::to_string(x));

  std::vector<float> d(32);
  const auto status = FACET_LAUNCH(mma_in_half_a_warp, 1, 16, 0, nullptr, d.data());
  report.expect(!status.ok() && std::string(status.reason).find("full warp") != std::string::npos,
                "half a warp cannot multiply tiles");
}

}  // namespace facet::test
