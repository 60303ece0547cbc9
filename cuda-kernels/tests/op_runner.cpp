#include "op_runner.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <memory>

#include "guarded_buffer.h"
#include "matrix_reference.h"
#include "simt/stream.h"

namespace facet::test {

namespace {

using Results = std::vector<std::vector<float>>;

struct Variant {
  bool misaligned, in_place;

  std::string text() const { return std::string(misaligned ? ", off the 16-byte grid" : "") + (in_place ? ", in place" : ""); }
};

std::string text(const CUstream_st& stream) {
  switch (stream.order) {
    case simt::LaneOrder::forward:
      return "forward";
    case simt::LaneOrder::reverse:
      return "reverse";
    case simt::LaneOrder::shuffled:
      return "shuffled by seed " + std::to_string(stream.seed);
  }
  return "?";
}

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

bool same_bits(const Results& a, const Results& b) {
  for (size_t o = 0; o < a.size(); ++o)
    if (!same_bits(a[o], b[o])) return false;
  return true;
}

bool has_bit(uint32_t mask, size_t i) { return (mask >> i & 1) != 0; }

// Numbers of bf16, two a word. What is behind the last one of an odd count stays as memory that nobody has written.
std::vector<float> packed(const std::vector<float>& values) {
  std::vector<uint32_t> words((values.size() + 1) / 2, 0xffffffffu);
  for (size_t i = 0; i < values.size(); ++i) {
    const uint32_t half = std::bit_cast<uint32_t>(values[i]) >> 16;
    uint32_t& word = words[i / 2];
    word = i % 2 == 0 ? (word & 0xffff0000u) | half : (word & 0xffffu) | half << 16;
  }
  std::vector<float> as_floats;
  for (const uint32_t word : words) as_floats.push_back(std::bit_cast<float>(word));
  return as_floats;
}

std::vector<float> unpacked(const float* words, size_t count) {
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i) {
    const uint32_t word = std::bit_cast<uint32_t>(words[i / 2]);
    values[i] = std::bit_cast<float>(i % 2 == 0 ? word << 16 : word & 0xffff0000u);
  }
  return values;
}

// Input i as it lies in memory.
std::vector<float> input_of(const OpUnderTest& op, const Case& c, size_t i) {
  if (!has_bit(op.bf16_in, i)) return c.input(i);
  std::vector<float> values;
  for (const double v : rounded_to_bf16(c.values(i))) values.push_back(static_cast<float>(v));
  return packed(values);
}

// Empty, with failures reported, if the launch failed.
Results run_once(const OpUnderTest& op, const Case& c, const Variant& variant, CUstream_st stream, const std::string& where,
                 Report& report) {
  std::vector<std::unique_ptr<GuardedBuffer>> in, out;
  int32_t fault = 0;
  Operands operands{{}, {}, &fault};
  for (size_t i = 0; i < c.in.size(); ++i) {
    in.push_back(std::make_unique<GuardedBuffer>(input_of(op, c, i), variant.misaligned));
    operands.in.push_back(in.back()->data());
  }
  for (size_t o = 0; o < c.out.size(); ++o) {
    const auto count = static_cast<size_t>(c.out[o].count());
    out.push_back(std::make_unique<GuardedBuffer>(has_bit(op.bf16_out, o) ? (count + 1) / 2 : count, variant.misaligned));
    operands.out.push_back(out.back()->data());
  }
  std::vector<bool> overwritten(c.in.size(), false);
  if (variant.in_place)
    for (const auto& [o, i] : op.aliases) {
      if (c.in[i].count() != c.out[o].count()) continue;  // a broadcast input
      operands.out[o] = in[i]->data();
      overwritten[i] = true;
    }

  simt::Issued issued;
  stream.issued = &issued;
  const kernels::Status status = op.launch(c, operands, &stream);
  report.expect(status.ok(), where + ": " + (status.ok() ? "" : status.reason));
  if (!status.ok()) return {};
  const bool by_warpgroups = op.by_warpgroups != nullptr && op.by_warpgroups(c, !variant.misaligned);
  report.expect((issued.warpgroup_products > 0) == by_warpgroups,
                where + (by_warpgroups ? ": warps multiplied in place of warpgroups" : ": warpgroups multiplied unasked"));
  report.expect(fault == 0, where + ": found fault with the input");

  Results results;
  for (size_t o = 0; o < c.out.size(); ++o) {
    const auto count = static_cast<size_t>(c.out[o].count());
    if (has_bit(op.bf16_out, o)) {
      results.push_back(unpacked(operands.out[o], count));
      const bool behind = count % 2 != 0 && std::bit_cast<uint32_t>(operands.out[o][count / 2]) >> 16 != 0xffffu;
      report.expect(!behind, where + ": wrote behind output " + c.out[o].name);
    } else {
      results.emplace_back(operands.out[o], operands.out[o] + count);
    }
  }
  for (size_t i = 0; i < in.size(); ++i) {
    report.expect(in[i]->guards_intact(), where + ": wrote beside input " + c.in[i].name);
    report.expect(overwritten[i] || same_bits(in[i]->values(), input_of(op, c, i)), where + ": changed input " + c.in[i].name);
  }
  for (size_t o = 0; o < out.size(); ++o)
    report.expect(out[o]->guards_intact(), where + ": wrote beside output " + c.out[o].name);
  return results;
}

void compare(const OpUnderTest& op, const Case& c, const Results& results, const std::vector<Values>& expected,
             const std::string& where, Report& report) {
  for (size_t o = 0; o < results.size(); ++o) {
    size_t wrong = 0, worst = 0;
    double worst_error = -1;
    // Storing as bf16 rounds by half a unit of the last of 8 bits.
    const double allowed = op.tolerances * c.tolerance + (has_bit(op.bf16_out, o) ? 1.0 / 256 : 0);
    for (size_t i = 0; i < results[o].size(); ++i) {
      const double error = std::abs(results[o][i] - expected[o][i]) / (1 + std::abs(expected[o][i]));
      if (error <= allowed) continue;
      ++wrong;
      if (std::isnan(error) || error > worst_error) {
        worst = i;
        worst_error = std::isnan(error) ? INFINITY : error;
      }
    }
    report.expect(wrong == 0, where + ": " + std::to_string(wrong) + " of " + std::to_string(results[o].size()) +
                                  " elements of " + c.out[o].name + " are off, [" + std::to_string(worst) + "] is " +
                                  std::to_string(results[o][worst]) + ", not " + std::to_string(expected[o][worst]));
  }
}

void run_case(const OpUnderTest& op, const Case& c, bool quick, Report& report) {
  std::vector<Values> in;
  for (size_t i = 0; i < c.in.size(); ++i) in.push_back(has_bit(op.bf16_in, i) ? rounded_to_bf16(c.values(i)) : c.values(i));
  const std::vector<Values> expected = op.reference(c, in);

  std::vector<CUstream_st> orders = {{simt::LaneOrder::forward, 0}, {simt::LaneOrder::shuffled, 1}};
  std::vector<Variant> variants = {{false, false}};
  // A large case is there for its size; the others have seen the rest.
  if (!c.is_large()) {
    variants.push_back({true, false});
    if (!op.aliases.empty()) variants.push_back({false, true});
  }
  if (!c.is_large() && !quick) {
    orders.push_back({simt::LaneOrder::reverse, 0});
    orders.push_back({simt::LaneOrder::shuffled, 2});
  }
  for (const Variant& variant : variants) {
    Results first;
    for (const CUstream_st& stream : orders) {
      const std::string where =
          c.op + "/" + c.name + (op.variant.empty() ? "" : ", " + op.variant) + ", threads " + text(stream) + variant.text();
      Results results = run_once(op, c, variant, stream, where, report);
      if (results.empty()) continue;
      compare(op, c, results, expected, where, report);
      if (first.empty())
        first = std::move(results);
      else
        report.expect(same_bits(first, results), where + ": other bits than in the first order");
    }
  }
}

}  // namespace

void run_cases(const OpUnderTest& op, const std::vector<Case>& cases, bool quick, Report& report) {
  quick = quick || op.quick;
  for (const Case& c : cases)
    if ((!quick || !c.is_large()) && (op.takes == nullptr || op.takes(c))) run_case(op, c, quick, report);
}

}  // namespace facet::test
