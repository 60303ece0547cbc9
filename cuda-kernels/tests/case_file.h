// Reads tests/cases/<op>.txt, whose format and number generator tests/cases/README.md describes. Written again here because
// this folder builds alone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace facet::test {

struct CaseTensor {
  std::string name;
  std::vector<int64_t> dims;
  std::string fill = "signed";

  int64_t count() const;
  bool is_integer() const { return fill.starts_with("labels") || fill == "seed" || fill == "halves"; }
};

struct CaseParam {
  double number;
  bool is_float;

  int64_t integer() const { return static_cast<int64_t>(number); }
};

struct Case {
  std::string op, name;
  std::vector<CaseTensor> in, out;
  std::vector<CaseParam> params;
  double tolerance = 0;

  bool is_large() const { return name.starts_with("large_"); }

  // The values of input `i`, rounded to its type.
  std::vector<double> values(size_t i) const;
  // The words of input `i` in memory: floats, or the bits of integers.
  std::vector<float> input(size_t i) const;
};

// Throws std::runtime_error that names file and line.
std::vector<Case> read_cases(const std::filesystem::path& directory, const std::string& op);

}  // namespace facet::test
