// Whole programs on the SIMT device: what a GPU backend promises beyond its kernels.
#include <cstring>
#include <string>

#include "facet/facet.h"
#include "tests/encoded_program.h"
#include "tests/handles.h"
#include "tests/test.h"

namespace facet::test {
namespace {

bool error_has(const char* text) { return std::strstr(facet_last_error(), text) != nullptr; }

std::string description(const TestProgram& program) {
  const char* text = nullptr;
  CHECK(facet_program_describe(program.get(), &text) == FACET_OK, facet_last_error());
  return text == nullptr ? "" : text;
}

// y = relu(x + b), then p and v by one step of gradient descent with gradient y.
struct StepProgram {
  static constexpr int64_t kRows = 7, kChannels = 5;
  EncodedProgram encoded;
  uint32_t x, b, sum, y, p, v, rate;

  StepProgram() {
    x = encoded.add_buffer(DType::f32, {kRows, kChannels});
    b = encoded.add_buffer(DType::f32, {kChannels});
    sum = encoded.add_buffer(DType::f32, {kRows, kChannels});
    y = encoded.add_buffer(DType::f32, {kRows, kChannels});
    p = encoded.add_buffer(DType::f32, {kRows, kChannels});
    v = encoded.add_buffer(DType::f32, {kRows, kChannels});
    rate = encoded.add_buffer(DType::f32, {1});
    encoded.add_step(Op::bias_add, {x, b}, {sum});
    encoded.add_step(Op::relu, {sum}, {y});
    encoded.add_step(Op::sgd, {p, y, v, rate}, {p, v}, {real(0.5), real(0.0), integer(0)});
  }
  int64_t bytes() const { return static_cast<int64_t>(encoded.arena_bytes(0)); }
};

}  // namespace

FACET_TEST(simt, programs_run_and_repeat) {
  const TestDevice device(1, "simt");
  const StepProgram step;
  const TestArena arena(device, step.bytes());
  const TestProgram program(device, step.encoded.bytes());
  REQUIRE(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK, facet_last_error());
  constexpr size_t kCount = StepProgram::kRows * StepProgram::kChannels;
  std::vector<float> x(kCount), b(StepProgram::kChannels);
  for (size_t i = 0; i < kCount; ++i) x[i] = static_cast<float>(i) - 20;
  for (size_t c = 0; c < b.size(); ++c) b[c] = static_cast<float>(c);
  arena.write(step.encoded.offset(step.x), x);
  arena.write(step.encoded.offset(step.b), b);
  arena.write(step.encoded.offset(step.rate), std::vector<float>{0.25f});
  // The later runs change nothing, so that a queue may repeat what it enqueued; p and v go on.
  std::vector<float> p(kCount, 0), v(kCount, 0);
  for (int run = 0; run < 4; ++run) {
    REQUIRE(facet_program_run(program.get()) == FACET_OK, facet_last_error());
    for (size_t i = 0; i < kCount; ++i) {
      const float sum = x[i] + b[i % b.size()];
      v[i] = 0.5f * v[i] + (sum > 0 ? sum : 0);
      p[i] -= 0.25f * v[i];
    }
    CHECK(arena.read<float>(step.encoded.offset(step.p), kCount) == p, "run ", run);
    CHECK(arena.read<float>(step.encoded.offset(step.v), kCount) == v, "run ", run);
  }
}

FACET_TEST(simt, memory_is_the_devices_own_zeroed_and_counted) {
  const int64_t live = facet_live_bytes();
  {
    const TestDevice device(1, "simt");
    const TestArena arena(device, 1000);
    CHECK(facet_live_bytes() == live + 1000);
    void* address = &address;
    CHECK(facet_arena_host_address(arena.get(), &address) == FACET_OK && address == nullptr);
    CHECK(arena.read<char>(0, 1000) == std::vector<char>(1000, 0));
    facet_arena* none = nullptr;
    CHECK(facet_arena_create(device.get(), int64_t{1} << 50, &none) == FACET_OUT_OF_MEMORY && error_has("simt"),
          facet_last_error());
    CHECK(none == nullptr);
  }
  CHECK(facet_live_bytes() == live);
}

FACET_TEST(simt, describes_steps_and_times_them) {
  const TestDevice device(1, "simt");
  const StepProgram step;
  const TestArena arena(device, step.bytes());
  const TestProgram program(device, step.encoded.bytes());
  REQUIRE(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK);
  CHECK(facet_program_profile(program.get(), 1) == FACET_OK);
  CHECK(facet_program_run(program.get()) == FACET_OK);
  const std::string text = description(program);
  CHECK(text.find("\"kernel\":\"bias_add_f32_simt\"") != std::string::npos && text.find("\"ms\":") != std::string::npos, text);
}

FACET_TEST(simt, refusals_are_named) {
  const TestDevice device(1, "simt");
  EncodedProgram encoded;
  const uint32_t x = encoded.add_buffer(DType::f64, {4}), y = encoded.add_buffer(DType::f64, {4});
  encoded.add_step(Op::relu, {x}, {y});
  const auto bytes = encoded.bytes();
  facet_program* program = nullptr;
  CHECK(facet_program_create(device.get(), bytes.data(), static_cast<int64_t>(bytes.size()), &program) == FACET_UNSUPPORTED);
  CHECK(error_has("relu_f32_simt") && error_has("f32 only"), facet_last_error());
}

}  // namespace facet::test
