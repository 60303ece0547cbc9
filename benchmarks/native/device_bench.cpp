// device_bench <device> <jobs file> [name part]: times single ops on a device. A job is a line in the form of an op case (see
// tests/cases/README.md) whose first word is the op and whose second is the job's name. Prints a JSON object a line: name,
// kernel, milliseconds of the median and the fastest run, and what that is in GFLOP/s (products by the direct algorithm) and
// GB/s (every input and output once). On a device of precision bf16 (`cuda:0,precision=bf16`) only jobs that can be are timed,
// with their tensors stored as bf16, and `_bf16` behind their names.
//
// A program repeats the step until a run takes a few hundredths of a second, so that launching it does not count.
#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/dtype.h"
#include "core/op_table.h"
#include "facet/facet.h"
#include "tests/encoded_program.h"
#include "tests/op_case.h"

namespace facet::bench {
namespace {

using test::AsFloats;
using test::CaseTensor;
using test::EncodedProgram;
using test::OpCase;

constexpr double kSecondsOfRun = 0.03;
constexpr int kMostSteps = 500;
constexpr int kRuns = 9;

void require(facet_status status) {
  if (status != FACET_OK) throw std::runtime_error(facet_last_error());
}

Op op_named(const std::string& name) {
  for (uint32_t code = 0; code < kOpCount; ++code) {
    if (name == op_info(static_cast<Op>(code)).name) return static_cast<Op>(code);
  }
  throw std::runtime_error("no op is called " + name);
}

double flops(const OpCase& c) {
  const auto count = [](const CaseTensor& t) { return static_cast<double>(t.count()); };
  const auto pixels = [](const CaseTensor& t) { return static_cast<double>(t.dims[0] * t.dims[1] * t.dims[2]); };
  switch (c.op) {
    case Op::conv2d:
      return 2 * count(c.in[1]) * pixels(c.out[0]);
    case Op::conv2d_grad_data:
      return 2 * count(c.in[1]) * pixels(c.in[0]);
    case Op::conv2d_grad_weights:
      return 2 * count(c.out[0]) * pixels(c.in[1]);
    case Op::matmul:
      return 2 * count(c.out[0]) * static_cast<double>(c.in[0].dims[c.params[0].i != 0 ? 0 : 1]);
    case Op::gram: {
      const double features = static_cast<double>(c.in[0].dims[1]) * (c.params[0].i == 0 ? 1 : 2);
      return count(c.out[0]) * features;  // of a triangle
    }
    case Op::ecloss:
    case Op::ecloss_grad:
      return 2 * count(c.in[0]) * static_cast<double>(c.in[1].dims[0]);
    default:
      return 0;
  }
}

// What stores the job's tensors: f32, or bf16 but for `floats`.
struct Storage {
  DType type = DType::f32;
  AsFloats floats = {};
};

double bytes(const OpCase& c, const Storage& storage) {
  const auto size = [](const TensorView& t) { return static_cast<double>(t.count() * size_of(t.dtype)); };
  double all = 0;
  for (size_t i = 0; i < c.in.size(); ++i) all += size(c.input(i, storage.type, storage.floats));
  for (size_t o = 0; o < c.out.size(); ++o) all += size(c.output(o, storage.type, storage.floats));
  return all;
}

// A program that does the case's step `steps` times, in memory of its own with plausible numbers.
class Repeated {
 public:
  Repeated(facet_device* device, const OpCase& c, const Storage& storage, int steps) {
    const auto numbers = encoded_.add_case(c, storage.type, storage.floats);
    const std::vector<uint32_t> in(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(c.in.size()));
    const std::vector<uint32_t> out(numbers.begin() + static_cast<std::ptrdiff_t>(c.in.size()), numbers.end());
    for (int i = 1; i < steps; ++i) encoded_.add_step(c.op, in, out, c.params);
    const auto program = encoded_.bytes();
    require(facet_program_create(device, program.data(), static_cast<int64_t>(program.size()), &program_));
    require(facet_arena_create(device, static_cast<int64_t>(encoded_.arena_bytes(0)), &arena_));
    require(facet_program_bind(program_, 0, arena_));
    for (size_t i = 0; i < c.in.size(); ++i) fill(encoded_.offset(in[i]), c, i, c.input(i, storage.type, storage.floats).dtype);
  }
  ~Repeated() {
    facet_program_destroy(program_);
    facet_arena_destroy(arena_);
  }
  Repeated(const Repeated&) = delete;
  Repeated& operator=(const Repeated&) = delete;

  double seconds() {
    const auto begin = std::chrono::steady_clock::now();
    require(facet_program_run(program_));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }

  std::string kernel() const {
    const char* text = nullptr;
    require(facet_program_describe(program_, &text));
    const char* name = std::strstr(text, "\"kernel\":\"") + std::strlen("\"kernel\":\"");
    return {name, static_cast<size_t>(std::strchr(name, '"') - name)};
  }

 private:
  // The same block again and again: what counts is that the numbers are not all zero, which costs a GPU less power. Templates
  // must be the mirror images that their step names.
  void fill(uint64_t offset, const OpCase& c, size_t input, DType type) {
    const CaseTensor& tensor = c.in[input];
    if (tensor.fill.starts_with("mirrored")) {
      const std::vector<double> exact = c.values(input);
      const std::vector<float> values(exact.begin(), exact.end());
      require(facet_arena_write(arena_, static_cast<int64_t>(offset), values.data(), 4 * tensor.count()));
      return;
    }
    static const std::vector<float> block = [] {
      std::vector<float> values(1 << 20);
      uint32_t state = 1;
      for (float& v : values) {
        state = state * 1664525u + 1013904223u;
        v = static_cast<float>(state >> 8) / 8388608.0f - 1.0f;
      }
      return values;
    }();
    static const std::vector<uint16_t> halves = [] {
      std::vector<uint16_t> upper(block.size());
      std::transform(block.begin(), block.end(), upper.begin(),
                     [](float v) { return static_cast<uint16_t>(std::bit_cast<uint32_t>(v) >> 16); });
      return upper;
    }();
    // As f16 these bits are plausible numbers, too.
    const bool of_halves = type == DType::bf16 || tensor.fill == "halves";
    if (tensor.is_integer() && !of_halves) return;  // zeros are labels and seeds
    const void* source = of_halves ? static_cast<const void*>(halves.data()) : block.data();
    const auto source_bytes = static_cast<int64_t>(block.size()) * (of_halves ? 2 : 4);
    const int64_t all = size_of(type) * tensor.count();
    for (int64_t done = 0; done < all; done += source_bytes)
      require(facet_arena_write(arena_, static_cast<int64_t>(offset) + done, source, std::min(all - done, source_bytes)));
  }

  EncodedProgram encoded_;
  facet_program* program_ = nullptr;
  facet_arena* arena_ = nullptr;
};

void time_job(facet_device* device, const std::string& name, const OpCase& c, const Storage& storage) {
  int steps = 1;
  {
    Repeated once(device, c, storage, 1);
    once.seconds();
    steps = std::clamp(static_cast<int>(kSecondsOfRun / once.seconds()), 1, kMostSteps);
  }
  Repeated job(device, c, storage, steps);
  for (int warm = 0; warm < 3; ++warm) job.seconds();  // the second is captured, where the device does so
  std::vector<double> times;
  for (int run = 0; run < kRuns; ++run) times.push_back(job.seconds() / steps);
  std::sort(times.begin(), times.end());
  const double median = times[kRuns / 2];
  std::printf(
      "{\"job\":\"%s\",\"op\":\"%s\",\"kernel\":\"%s\",\"ms_median\":%.5f,\"ms_fastest\":%.5f,\"gflops\":%.1f,\"gbps\":%.1f}\n",
      name.c_str(), op_info(c.op).name, job.kernel().c_str(), median * 1e3, times.front() * 1e3, flops(c) / median * 1e-9,
      bytes(c, storage) / median * 1e-9);
  std::fflush(stdout);
}

// How a job is stored on a device of precision bf16: weights and images, which may be floats, are. Float storage where the op
// has none of bf16.
Storage stored_bf16(const OpCase& c) {
  const Bf16Slots slots = bf16_slots(c.op);
  if ((slots.in | slots.out) == 0) return {};
  const bool image = (c.op == Op::conv2d || c.op == Op::conv2d_grad_weights) && c.in[0].dims[3] <= 4;
  const bool weights_gradient = c.op == Op::matmul && c.params[0].i != 0;
  return {DType::bf16, {image || (c.op == Op::matmul && !weights_gradient), weights_gradient}};
}

int run(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: device_bench <device> <jobs file> [name part]\n");
    return 2;
  }
  facet_device* device = nullptr;
  require(facet_device_open(argv[1], 0, &device));
  std::ifstream file(argv[2]);
  if (!file) throw std::runtime_error(std::string("cannot read ") + argv[2]);
  const bool stores_bf16 = std::string(argv[1]).ends_with("precision=bf16");
  int failures = 0;
  for (std::string line; std::getline(file, line);) {
    line = line.substr(0, line.find('#'));
    const size_t space = line.find(' ');
    if (space == std::string::npos) continue;
    const OpCase c = test::parse_case(op_named(line.substr(0, space)), line.substr(space + 1));
    const Storage storage = stores_bf16 ? stored_bf16(c) : Storage{};
    if (stores_bf16 && storage.type != DType::bf16) continue;
    const std::string name = c.name.substr(c.name.find('/') + 1) + (stores_bf16 ? "_bf16" : "");
    if (argc > 3 && name.find(argv[3]) == std::string::npos) continue;
    try {
      time_job(device, name, c, storage);
    } catch (const std::exception& e) {
      ++failures;
      std::fprintf(stderr, "%s: %s\n", name.c_str(), e.what());
    }
  }
  require(facet_device_close(device));
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace facet::bench

int main(int argc, char** argv) {
  try {
    return facet::bench::run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "device_bench: %s\n", e.what());
    return 1;
  }
}
