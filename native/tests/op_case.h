// Reads tests/cases/<op>.txt; the format and the rule for the values are in tests/cases/README.md.
#pragma once

#include <string>
#include <vector>

#include "core/kernel.h"

namespace facet::test {

struct CaseTensor {
  std::string name;
  std::vector<int64_t> dims;
  std::string fill;

  bool is_integer() const { return fill.starts_with("labels") || fill == "seed" || fill == "halves"; }
  int64_t count() const;
  // Shape and type, with floating tensors as `type`; no data.
  TensorView view(DType type) const;
};

// Which of the tensors that may be bf16 or f32 (Bf16Slots' either and either_out) are f32.
struct AsFloats {
  bool inputs = false, outputs = false;
};

struct OpCase {
  Op op;
  std::string name;  // "conv2d/basic_3x3"
  std::vector<CaseTensor> in, out;
  std::vector<Param> params;
  double tolerance = 0;

  bool is_large() const { return name.find("/large_") != std::string::npos; }
  // Input i and output o without data, floating ones as `type`. bf16 stands for f32 with bf16 where the op may have it
  // (bf16_slots) and `floats` does not have it f32.
  TensorView input(size_t i, DType type, AsFloats floats = {}) const;
  TensorView output(size_t o, DType type, AsFloats floats = {}) const;

  // The values of input i before they are rounded to its type.
  std::vector<double> values(size_t i) const;
};

// One line of a case file.
OpCase parse_case(Op op, const std::string& line);

// The cases of one op, in file order. Throws std::runtime_error with file and line if the file is missing or malformed.
const std::vector<OpCase>& cases_of(Op op);

// |actual - expected| <= tolerance * (1 + |expected|)
bool agrees(double actual, double expected, double tolerance);

}  // namespace facet::test
