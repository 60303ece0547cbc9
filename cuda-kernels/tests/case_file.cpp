#include "case_file.h"

#include <bit>
#include <cmath>
#include <fstream>
#include <functional>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace facet::test {

namespace {

uint64_t fnv1a64(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

uint64_t splitmix64(uint64_t z) {
  z += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

// Words between blanks.
std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) all.push_back(word);
  return all;
}

CaseTensor parse_tensor(const std::string& word) {
  const auto parts = split(word, ':');
  if (parts.size() < 2 || parts.size() > 3) throw std::runtime_error("a tensor is name:dims[:fill], not " + word);
  CaseTensor tensor{parts[0], {}, parts.size() == 3 ? parts[2] : "signed"};
  for (const auto& dim : split(parts[1], ',')) tensor.dims.push_back(std::stoll(dim));
  return tensor;
}

CaseParam parse_param(const std::string& word) { return {std::stod(word), word.find_first_of(".e") != std::string::npos}; }

Case parse_case(const std::string& op, const std::string& line) {
  const auto fields = split(line, '|');
  Case c;
  c.op = op;
  c.name = words(fields.at(0)).at(0);
  for (size_t f = 1; f < fields.size(); ++f) {
    const auto field = words(fields[f]);
    const std::vector<std::string> values(field.begin() + 1, field.end());
    if (field.at(0) == "in")
      for (const auto& v : values) c.in.push_back(parse_tensor(v));
    else if (field[0] == "out")
      for (const auto& v : values) c.out.push_back(parse_tensor(v));
    else if (field[0] == "params")
      for (const auto& v : values) c.params.push_back(parse_param(v));
    else if (field[0] == "tol")
      c.tolerance = std::stod(values.at(0));
    else
      throw std::runtime_error("no field is called " + field[0]);
  }
  return c;
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

double value_of(const std::string& fill, uint64_t random, size_t index) {
  const double u = static_cast<double>(random >> 40) / (1 << 24);
  if (fill == "signed" || fill == "bf16" || fill.starts_with("mirrored")) return 2 * u - 1;
  if (fill == "positive") return 0.5 + u;
  if (fill == "wide") return 16 * u - 8;
  if (fill == "tied") return std::nearbyint((2 * u - 1) * 2) / 2;
  if (fill == "zero") return 0;
  if (fill == "seed") return static_cast<double>(random >> 33);
  if (fill == "halves") return static_cast<double>(static_cast<int32_t>((random >> 32) & 0xBFFFBFFFu));
  if (fill.starts_with("labels")) {
    if (fill.ends_with("i") && index % 3 == 2) return -1;
    return std::floor(u * std::stod(fill.substr(6)));
  }
  throw std::runtime_error("no fill is called " + fill);
}

}  // namespace

int64_t CaseTensor::count() const { return std::accumulate(dims.begin(), dims.end(), int64_t{1}, std::multiplies<>()); }

std::vector<double> Case::values(size_t i) const {
  const CaseTensor& tensor = in.at(i);
  const uint64_t hash = fnv1a64(op + "/" + name + "/" + tensor.name);
  std::vector<double> values(static_cast<size_t>(tensor.count()));
  for (size_t e = 0; e < values.size(); ++e) {
    values[e] = value_of(tensor.fill, splitmix64(hash + source_of(tensor.fill, e)), e);
    if (!tensor.is_integer()) values[e] = static_cast<float>(values[e]);
  }
  return values;
}

std::vector<float> Case::input(size_t i) const {
  std::vector<float> words;
  for (const double v : values(i))
    words.push_back(in[i].is_integer() ? std::bit_cast<float>(static_cast<int32_t>(v)) : static_cast<float>(v));
  return words;
}

std::vector<Case> read_cases(const std::filesystem::path& directory, const std::string& op) {
  const auto path = directory / (op + ".txt");
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::vector<Case> cases;
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    line = line.substr(0, line.find('#'));
    if (words(line).empty()) continue;
    try {
      cases.push_back(parse_case(op, line));
    } catch (const std::exception& e) {
      throw std::runtime_error(path.string() + ":" + std::to_string(number) + ": " + e.what());
    }
  }
  if (cases.empty()) throw std::runtime_error(path.string() + " has no case");
  return cases;
}

}  // namespace facet::test
