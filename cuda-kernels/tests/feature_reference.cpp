#include <cmath>
#include <cstdint>

#include "reference.h"

namespace facet::test {

namespace {

// sums[k,m] + sum over n of factors[n,k] rows[n,m]
Values with_products(const Values& sums, const Values& rows, const Values& factors, size_t count, size_t features) {
  Values total = sums;
  const size_t factor_count = factors.size() / count;
  for (size_t n = 0; n < count; ++n)
    for (size_t k = 0; k < factor_count; ++k)
      for (size_t m = 0; m < features; ++m) total[k * features + m] += factors[n * factor_count + k] * rows[n * features + m];
  return total;
}

double from_bf16(uint32_t half) {
  const double mantissa = 1.0 + (half & 0x7f) / 128.0;
  const int exponent = static_cast<int>(half >> 7 & 0xff);
  const double magnitude = exponent == 0 ? std::ldexp((half & 0x7f) / 128.0, -126) : std::ldexp(mantissa, exponent - 127);
  return half & 0x8000 ? -magnitude : magnitude;
}

double from_f16(uint32_t half) {
  const double mantissa = 1.0 + (half & 0x3ff) / 1024.0;
  const int exponent = static_cast<int>(half >> 10 & 0x1f);
  const double magnitude = exponent == 0 ? std::ldexp((half & 0x3ff) / 1024.0, -14) : std::ldexp(mantissa, exponent - 15);
  return half & 0x8000 ? -magnitude : magnitude;
}

// Two numbers a word, `columns` of each row.
Values unpacked(const Values& packed, bool f16, size_t columns) {
  const size_t words = (columns + 1) / 2;
  Values rows(packed.size() / words * columns);
  for (size_t i = 0; i < rows.size(); ++i) {
    const size_t row = i / columns, column = i % columns;
    const auto word = static_cast<uint32_t>(static_cast<int32_t>(packed[row * words + column / 2]));
    const uint32_t half = column % 2 == 0 ? word & 0xffff : word >> 16;
    rows[i] = f16 ? from_f16(half) : from_bf16(half);
  }
  return rows;
}

Values rows_of(const Case& c, const Values& stored, size_t features) {
  const int64_t storage = storage_of_rows(c);
  return storage == 0 ? stored : unpacked(stored, storage == 2, features);
}

}  // namespace

int64_t storage_of_rows(const Case& c) { return c.in[0].is_integer() ? c.params.at(0).integer() : 0; }

std::vector<Values> pls_pass_reference(const Case& c, const std::vector<Values>& in) {
  const auto count = static_cast<size_t>(c.in[0].dims[0]), features = static_cast<size_t>(c.in[1].dims[1]);
  const size_t responses = in[2].size();
  const Values rows = rows_of(c, in[0], features);
  Values scores(count * responses);
  for (size_t n = 0; n < count; ++n)
    for (size_t k = 0; k < responses; ++k) {
      double dot = -in[2][k];
      for (size_t m = 0; m < features; ++m) dot += rows[n * features + m] * in[1][k * features + m];
      scores[n * responses + k] = in[3][n * responses + k] * dot;
    }
  return {scores, with_products(in[4], rows, scores, count, features)};
}

std::vector<Values> row_products_reference(const Case& c, const std::vector<Values>& in) {
  const auto count = static_cast<size_t>(c.in[0].dims[0]), features = static_cast<size_t>(c.in[2].dims[1]);
  return {with_products(in[2], rows_of(c, in[0], features), in[1], count, features)};
}

std::vector<Values> pls_deflate_reference(const Case& c, const std::vector<Values>& in) {
  const auto count = static_cast<size_t>(c.in[0].dims[0]), features = static_cast<size_t>(c.in[0].dims[1]);
  const auto components = static_cast<size_t>(c.in[1].dims[1]);
  Values rows = in[0];
  for (size_t n = 0; n < count; ++n)
    for (size_t r = 0; r < components; ++r)
      for (size_t m = 0; m < features; ++m) rows[n * features + m] -= in[1][n * components + r] * in[2][r * features + m];
  const Values sums = with_products(in[4], rows, in[3], count, features);
  return {rows, sums};
}

std::vector<Values> gram_reference(const Case& c, const std::vector<Values>& in) {
  const auto count = static_cast<size_t>(c.in[0].dims[0]);
  const size_t features = in[0].size() / count * (c.in[0].is_integer() ? 2 : 1);
  const Values rows = rows_of(c, in[0], features);
  Values products(count * count);
  for (size_t i = 0; i < count; ++i)
    for (size_t j = 0; j < count; ++j)
      for (size_t m = 0; m < features; ++m) products[i * count + j] += rows[i * features + m] * rows[j * features + m];
  return {products};
}

std::vector<Values> unpack16_reference(const Case& c, const std::vector<Values>& in) {
  return {unpacked(in[0], c.params.at(0).integer() == 1, static_cast<size_t>(c.out[0].dims[1]))};
}

}  // namespace facet::test
