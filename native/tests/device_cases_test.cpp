// The op cases as programs on a whole device: memory of its own, copies, queues and repeated runs, as Java uses it.
// FACET_TEST_DEVICE names the device, for machines with a GPU; without it the SIMT device shows that these tests work, on some
// of the cases.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>

#include "core/dtype.h"
#include "core/kernel_registry.h"
#include "core/op_table.h"
#include "runtime/device.h"
#include "tests/case_check.h"
#include "tests/encoded_program.h"
#include "tests/environment.h"
#include "tests/handles.h"
#include "tests/test.h"

namespace facet::test {
namespace {

// One case in an arena of the device.
class DeviceCase {
 public:
  // With bf16 tensors where `type` is that, `floats` aside.
  DeviceCase(const TestDevice& device, const OpCase& c, DType type, AsFloats floats)
      : case_(c),
        type_(type),
        floats_(floats),
        buffers_(encoded_.add_case(c, type, floats)),
        arena_(device, bytes()),
        program_(device, encoded_.bytes()) {
    CHECK(facet_program_bind(program_.get(), 0, arena_.get()) == FACET_OK, facet_last_error());
  }

  std::string kernel() const {
    const char* text = nullptr;
    CHECK(facet_program_describe(program_.get(), &text) == FACET_OK, facet_last_error());
    const char* name = std::strstr(text, "\"kernel\":\"") + std::strlen("\"kernel\":\"");
    return {name, static_cast<size_t>(std::strchr(name, '"') - name)};
  }

  void write_inputs(const CaseRun& source) const {
    for (size_t i = 0; i < case_.in.size(); ++i) arena_.write(encoded_.offset(buffers_[i]), source.input_bytes(i));
  }

  void spoil_outputs() const {
    for (size_t o = 0; o < case_.out.size(); ++o) {
      arena_.write(offset_of_output(o), std::vector<std::byte>(output_bytes(o), std::byte{0xFF}));  // NaN in every type
    }
  }

  bool run() const { return facet_program_run(program_.get()) == FACET_OK; }

  std::vector<float> output(size_t o) const {
    if (stores_bf16(o)) {
      std::vector<float> values;
      for (const uint16_t half : arena_.read<uint16_t>(offset_of_output(o), static_cast<size_t>(case_.out[o].count())))
        values.push_back(std::bit_cast<float>(uint32_t{half} << 16));
      return values;
    }
    return arena_.read<float>(offset_of_output(o), static_cast<size_t>(case_.out[o].count()));
  }

  bool stores_bf16(size_t o) const { return case_.output(o, type_, floats_).dtype == DType::bf16; }

 private:
  int64_t bytes() const { return static_cast<int64_t>(encoded_.arena_bytes(0)); }
  size_t output_bytes(size_t o) const {
    return static_cast<size_t>(case_.out[o].count() * size_of(case_.output(o, type_, floats_).dtype));
  }
  uint64_t offset_of_output(size_t o) const { return encoded_.offset(buffers_[case_.in.size() + o]); }

  const OpCase& case_;
  DType type_;
  AsFloats floats_;
  EncodedProgram encoded_;
  std::vector<uint32_t> buffers_;
  TestArena arena_;
  TestProgram program_;
};

void compare(const OpCase& c, const std::string& kernel, const DeviceCase& actual,
             const std::vector<std::vector<double>>& expected, double tolerance) {
  for (size_t o = 0; o < expected.size(); ++o) {
    const std::vector<float> values = actual.output(o);
    const double allowed = tolerance + (actual.stores_bf16(o) ? rounding_of_storage(c) : 0);
    size_t wrong = 0, first = 0;
    for (size_t i = 0; i < values.size(); ++i) {
      if (!agrees(values[i], expected[o][i], allowed) && wrong++ == 0) first = i;
    }
    CHECK(wrong == 0, kernel, " on ", c.name, ": output ", c.out[o].name, ": ", wrong, " of ", values.size(),
          " wrong, element ", first, " is ", values[first], ", expected ", expected[o][first]);
  }
}

// cuDNN and cuBLAS may round factors to TF32 in a way of their own, so that their products are held to what TF32 allows.
double allowed_error(const OpCase& c, const std::string& kernel) {
  constexpr double kOfTf32 = 0.01;
  const bool others = kernel.ends_with("_cudnn") || kernel.ends_with("_cublas");
  return others && variable("FACET_TF32", "1") != "0" ? kOfTf32 : tolerance(c, kernel);
}

void check_runs(const OpCase& c, const DeviceCase& on_device, const std::vector<std::vector<double>>& expected) {
  const std::string kernel = on_device.kernel();
  std::vector<std::vector<float>> first;
  // The second run is what a queue may capture, the third what it repeats.
  for (int run = 0; run < 3; ++run) {
    on_device.spoil_outputs();
    REQUIRE(on_device.run(), kernel, " on ", c.name, ": ", facet_last_error());
    if (run == 0) compare(c, kernel, on_device, expected, allowed_error(c, kernel));
    for (size_t o = 0; o < c.out.size(); ++o) {
      const auto values = on_device.output(o);
      if (run == 0) {
        first.push_back(values);
      } else {
        CHECK(std::memcmp(values.data(), first[o].data(), values.size() * sizeof(float)) == 0, kernel, " on ", c.name, ": run ",
              run, " gives other bits than the first");
      }
    }
  }
}

void check_case(const TestDevice& device, const OpCase& c, ThreadPool& pool) {
  const DeviceCase on_device(device, c, DType::f32, {});
  const Precision precision = precision_of(on_device.kernel());
  CaseRun host(c, DType::f32);
  host.round_factors(precision);
  on_device.write_inputs(host);
  check_runs(c, on_device, expected_outputs(c, pool, precision));
}

void check_bf16_case(const TestDevice& device, const OpCase& c, AsFloats floats, ThreadPool& pool) {
  const DeviceCase on_device(device, c, DType::bf16, floats);
  CaseRun host(c, DType::bf16, {}, floats);
  round_image(host, floats);
  on_device.write_inputs(host);
  check_runs(c, on_device, expected_outputs_of_bf16(c, pool, floats));
}

// Whether a GPU has a kernel for the case stored so. The shim's kernels are the same.
bool is_taken(const Device& simt, const OpCase& c, AsFloats floats) {
  const CaseShapes shapes(c, DType::bf16, floats);
  const auto kernels = simt.kernels(c.op);
  return std::any_of(kernels.begin(), kernels.end(),
                     [&](const Kernel* kernel) { return stores_bf16(*kernel) && accepts(*kernel, shapes.step()); });
}

template <class Body>
void for_each_op(const Body& body) {
  for (uint32_t code = 0; code < kOpCount; ++code) body(static_cast<Op>(code));
}

// Of an op's cases all, the small ones, or a sample of these.
std::vector<const OpCase*> chosen_cases(Op op, const std::string& choice) {
  std::vector<const OpCase*> chosen;
  int number = 0;
  for (const OpCase& c : cases_of(op)) {
    if (choice != "all" && c.is_large()) continue;
    if (choice == "sample" && number++ % 9 != 0) continue;
    chosen.push_back(&c);
  }
  return chosen;
}

// GPUs before sm_80 keep floats at every precision.
bool keeps_bf16(const TestDevice& device) {
  const char* text = "";
  CHECK(facet_device_describe(device.get(), &text) == FACET_OK, facet_last_error());
  return std::string(text).find("\"storesBf16\":true") != std::string::npos;
}

}  // namespace

FACET_TEST(device, programs_of_the_op_cases_agree_with_the_f64_reference) {
  const std::string name = variable("FACET_TEST_DEVICE", "simt");
  const std::string choice = variable("FACET_TEST_CASES", name == "simt" ? "sample" : "all");
  REQUIRE(choice == "all" || choice == "small" || choice == "sample", "FACET_TEST_CASES=", choice);
  ThreadPool pool(1);
  int checked = 0;
  // The CPU knows one precision. Of a GPU's second and third the products only: the rest is the same.
  const std::vector<std::string> precisions =
      name == "cpu" ? std::vector<std::string>{"f32"} : std::vector<std::string>{"tf32", "f32", "bf16"};
  for (const std::string& precision : precisions) {
    const TestDevice device(1, (name + ",precision=" + precision).c_str());
    for_each_op([&](Op op) {
      const bool product = op == Op::matmul || op == Op::conv2d || op == Op::conv2d_grad_data || op == Op::conv2d_grad_weights;
      if (precision != precisions.front() && !product) return;
      if (name != "cpu" && is_of_slices(op)) return;
      for (const OpCase* c : chosen_cases(op, choice)) {
        check_case(device, *c, pool);
        ++checked;
      }
    });
  }
  if (const std::string bf16 = name + ",precision=bf16"; name != "cpu" && keeps_bf16(TestDevice(1, bf16.c_str()))) {
    const auto simt = open_device("simt,precision=bf16", 1);
    const TestDevice device(1, bf16.c_str());
    for_each_op([&](Op op) {
      for (const OpCase* c : chosen_cases(op, choice)) {
        for (const AsFloats floats : storages_of_bf16(op)) {
          if (!is_taken(*simt, *c, floats)) continue;
          check_bf16_case(device, *c, floats, pool);
          ++checked;
        }
      }
    });
  } else if (name != "cpu") {
    std::printf("%s stores no bf16: its cases are left out\n", name.c_str());
  }
  std::printf("%d cases on %s\n", checked, name.c_str());
}

}  // namespace facet::test
