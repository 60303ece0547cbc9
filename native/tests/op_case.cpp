#include "tests/op_case.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "core/op_table.h"

namespace facet::test {
namespace {

uint64_t fnv1a64(const std::string& text) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return hash;
}

uint64_t splitmix64(uint64_t z) {
  z += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// The element whose random number element `index` has: with the fill mirrored<H>x<W>, rows of H x W come in fours, a picture,
// its left-right mirror, its top-bottom mirror and both.
size_t source_of(const std::string& fill, size_t index) {
  if (!fill.starts_with("mirrored")) return index;
  size_t end = 0;
  const size_t height = std::stoul(fill.substr(8), &end), width = std::stoul(fill.substr(8 + end + 1));
  const size_t cells = height * width, row = index / cells, y = index % cells / width, x = index % width;
  return (row - row % 4) * cells + (row / 2 % 2 == 1 ? height - 1 - y : y) * width + (row % 2 == 1 ? width - 1 - x : x);
}

double value(const std::string& fill, uint64_t random, size_t index) {
  const double u = static_cast<double>(random >> 40) / 16777216.0;
  if (fill == "signed" || fill == "bf16" || fill.starts_with("mirrored")) return 2 * u - 1;
  if (fill == "positive") return 0.5 + u;
  if (fill == "wide") return 16 * u - 8;
  if (fill == "tied") return std::nearbyint(2 * (2 * u - 1)) / 2;
  if (fill == "zero") return 0;
  if (fill == "seed") return static_cast<double>(random >> 33);
  if (fill == "halves") return static_cast<double>(static_cast<int32_t>((random >> 32) & 0xBFFFBFFFu));
  if (fill.starts_with("labels")) {
    if (fill.ends_with("i") && index % 3 == 2) return -1;
    return std::floor(u * std::atof(fill.c_str() + 6));
  }
  throw std::runtime_error("unknown fill " + fill);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

CaseTensor parse_tensor(const std::string& text) {
  const auto parts = split(text, ':');
  if (parts.size() < 2) throw std::runtime_error("bad tensor " + text);
  CaseTensor tensor{parts[0], {}, parts.size() > 2 ? parts[2] : "signed"};
  for (const std::string& dim : split(parts[1], ',')) tensor.dims.push_back(std::stoll(dim));
  return tensor;
}

Param parse_param(const std::string& text) {
  Param param;
  if (text.find_first_of(".eE") != std::string::npos) {
    param.f = std::stod(text);
  } else {
    param.i = std::stoll(text);
  }
  return param;
}

std::vector<OpCase> read_cases(Op op) {
  const std::string path = std::string(FACET_CASES_DIR) + "/" + op_info(op).name + ".txt";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("missing op cases: " + path);
  std::vector<OpCase> cases;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    line = line.substr(0, line.find('#'));
    if (line.find_first_not_of(" \t") == std::string::npos) continue;
    try {
      cases.push_back(parse_case(op, line));
    } catch (const std::exception& e) {
      throw std::runtime_error(path + ":" + std::to_string(number) + ": " + e.what());
    }
  }
  return cases;
}

}  // namespace

OpCase parse_case(Op op, const std::string& line) {
  OpCase parsed;
  parsed.op = op;
  const auto fields = split(line, '|');
  for (size_t i = 0; i < fields.size(); ++i) {
    std::istringstream words(fields[i]);
    std::string kind, word;
    words >> kind;
    if (i == 0) {
      parsed.name = std::string(op_info(op).name) + "/" + kind;
      continue;
    }
    while (words >> word) {
      if (kind == "in") parsed.in.push_back(parse_tensor(word));
      if (kind == "out") parsed.out.push_back(parse_tensor(word));
      if (kind == "params") parsed.params.push_back(parse_param(word));
      if (kind == "tol") parsed.tolerance = std::stod(word);
    }
  }
  return parsed;
}

int64_t CaseTensor::count() const {
  int64_t n = 1;
  for (const int64_t dim : dims) n *= dim;
  return n;
}

TensorView CaseTensor::view(DType type) const {
  TensorView view;
  view.dtype = is_integer() ? DType::i32 : fill == "bf16" ? DType::bf16 : type;
  view.rank = static_cast<int>(dims.size());
  for (size_t i = 0; i < dims.size(); ++i) view.dims[i] = dims[i];
  return view;
}

TensorView OpCase::input(size_t i, DType type, AsFloats floats) const {
  if (type != DType::bf16) return in[i].view(type);
  const Bf16Slots slots = bf16_slots(op);
  const uint64_t stored = floats.inputs ? slots.in & ~slots.either : slots.in;
  return in[i].view((stored >> i & 1) != 0 ? DType::bf16 : DType::f32);
}

TensorView OpCase::output(size_t o, DType type, AsFloats floats) const {
  if (type != DType::bf16) return out[o].view(type);
  const Bf16Slots slots = bf16_slots(op);
  const uint64_t stored = floats.outputs ? slots.out & ~slots.either_out : slots.out;
  return out[o].view((stored >> o & 1) != 0 ? DType::bf16 : DType::f32);
}

std::vector<double> OpCase::values(size_t i) const {
  const uint64_t key = fnv1a64(name + "/" + in[i].name);
  std::vector<double> all(static_cast<size_t>(in[i].count()));
  for (size_t k = 0; k < all.size(); ++k) all[k] = value(in[i].fill, splitmix64(key + source_of(in[i].fill, k)), k);
  return all;
}

const std::vector<OpCase>& cases_of(Op op) {
  static std::map<Op, std::vector<OpCase>> read;
  const auto at = read.find(op);
  return at != read.end() ? at->second : read.emplace(op, read_cases(op)).first->second;
}

bool agrees(double actual, double expected, double tolerance) {
  return std::abs(actual - expected) <= tolerance * (1 + std::abs(expected));
}

}  // namespace facet::test
