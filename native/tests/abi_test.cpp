// The promises of facet.h: null handles, lifetimes, busy programs, bind rules, error texts, and memory given back.
#include <algorithm>
#include <atomic>
#include <cstring>
#include <limits>
#include <string>
#include <thread>

#include "facet/facet.h"
#include "tests/encoded_program.h"
#include "tests/environment.h"
#include "tests/handles.h"
#include "tests/test.h"

namespace facet::test {
namespace {

bool error_has(const char* text) { return std::strstr(facet_last_error(), text) != nullptr; }

// y = x + b on [rows, columns], all in one arena.
struct BiasProgram {
  EncodedProgram encoded;
  uint32_t x, b, y;

  BiasProgram(int64_t rows, int64_t columns) {
    x = encoded.add_buffer(DType::f32, {rows, columns});
    b = encoded.add_buffer(DType::f32, {columns});
    y = encoded.add_buffer(DType::f32, {rows, columns});
    encoded.add_step(Op::bias_add, {x, b}, {y});
  }
  int64_t bytes() const { return static_cast<int64_t>(encoded.arena_bytes(0)); }
  float* at(const TestArena& arena, uint32_t buffer) const {
    return reinterpret_cast<float*>(arena.address() + encoded.offset(buffer));
  }
};

// A program that takes a while: many products of the same matrices.
EncodedProgram slow_program() {
  EncodedProgram encoded;
  const uint32_t a = encoded.add_buffer(DType::f64, {128, 128}), c = encoded.add_buffer(DType::f64, {128, 128});
  for (int i = 0; i < 60; ++i) encoded.add_step(Op::matmul, {a, a}, {c}, {integer(0), integer(0), integer(0)});
  return encoded;
}

std::string description(facet_device* device) {
  const char* text = nullptr;
  CHECK(facet_device_describe(device, &text) == FACET_OK, facet_last_error());
  return text == nullptr ? "" : text;
}

std::string description(facet_program* program) {
  const char* text = nullptr;
  CHECK(facet_program_describe(program, &text) == FACET_OK, facet_last_error());
  return text == nullptr ? "" : text;
}

}  // namespace

FACET_TEST(abi, names_the_ops) {
  CHECK(facet_abi_version() == FACET_ABI_VERSION);
  CHECK(facet_op_count() == 57, facet_op_count());
  CHECK(std::string(facet_op_name(0)) == "copy");
  CHECK(std::string(facet_op_name(facet_op_count() - 1)) == "batch_norm_grad_apply");
  CHECK(facet_op_name(-1) == nullptr);
  CHECK(facet_op_name(facet_op_count()) == nullptr);
}

FACET_TEST(abi, null_arguments_are_refused) {
  const TestDevice device;
  const TestArena arena(device, 64);
  const BiasProgram bias(2, 3);
  const auto bytes = bias.encoded.bytes();
  const TestProgram program(device, bytes);
  const auto size = static_cast<int64_t>(bytes.size());
  facet_device* no_device = nullptr;
  facet_arena* no_arena = nullptr;
  facet_program* no_program = nullptr;
  const char* text = nullptr;
  void* address = nullptr;
  char byte = 0;
  const auto refused = [](facet_status status) { return status == FACET_INVALID_ARGUMENT && error_has("null"); };
  CHECK(refused(facet_device_open(nullptr, 1, &no_device)));
  CHECK(refused(facet_device_open("cpu", 1, nullptr)));
  CHECK(refused(facet_devices(nullptr)));
  CHECK(refused(facet_cuda_library(nullptr)));
  CHECK(refused(facet_device_describe(nullptr, &text)));
  CHECK(refused(facet_device_describe(device.get(), nullptr)));
  CHECK(refused(facet_arena_create(nullptr, 64, &no_arena)));
  CHECK(refused(facet_arena_create(device.get(), 64, nullptr)));
  CHECK(refused(facet_arena_host_address(nullptr, &address)));
  CHECK(refused(facet_arena_host_address(arena.get(), nullptr)));
  CHECK(refused(facet_arena_write(nullptr, 0, &byte, 1)));
  CHECK(refused(facet_arena_write(arena.get(), 0, nullptr, 1)));
  CHECK(refused(facet_arena_read(nullptr, 0, &byte, 1)));
  CHECK(refused(facet_arena_read(arena.get(), 0, nullptr, 1)));
  CHECK(refused(facet_program_create(nullptr, bytes.data(), size, &no_program)));
  CHECK(refused(facet_program_create(device.get(), nullptr, size, &no_program)));
  CHECK(refused(facet_program_create(device.get(), bytes.data(), size, nullptr)));
  CHECK(refused(facet_program_bind(nullptr, 0, arena.get())));
  CHECK(refused(facet_program_bind(program.get(), 0, nullptr)));
  CHECK(refused(facet_program_run(nullptr)));
  CHECK(refused(facet_program_start(nullptr)));
  CHECK(refused(facet_program_finish(nullptr)));
  CHECK(refused(facet_program_feed(nullptr, 0, 0, &byte, 1)));
  CHECK(refused(facet_program_feed(program.get(), 0, 0, nullptr, 1)));
  CHECK(refused(facet_program_describe(nullptr, &text)));
  CHECK(refused(facet_program_describe(program.get(), nullptr)));
  CHECK(refused(facet_program_profile(nullptr, 1)));
  CHECK(facet_device_close(nullptr) == FACET_OK);
  CHECK(facet_arena_destroy(nullptr) == FACET_OK);
  CHECK(facet_program_destroy(nullptr) == FACET_OK);
  CHECK(no_device == nullptr && no_arena == nullptr && no_program == nullptr && text == nullptr && address == nullptr);
}

FACET_TEST(abi, devices_are_named) {
  facet_device* device = nullptr;
  CHECK(facet_device_open("cuda:one", 0, &device) == FACET_NO_DEVICE && error_has("cuda:N"), facet_last_error());
  CHECK(facet_device_open("tpu", 0, &device) == FACET_NO_DEVICE && error_has("tpu"), facet_last_error());
  CHECK(facet_device_open("cpu", -1, &device) == FACET_INVALID_ARGUMENT);
  CHECK(facet_device_open("cpu", 1 << 20, &device) == FACET_INVALID_ARGUMENT);
  CHECK(device == nullptr);
  const TestDevice three(3);
  const std::string text = description(three.get());
  CHECK(text.find("\"name\":\"cpu\"") != std::string::npos && text.find("\"threads\":3") != std::string::npos, text);
  CHECK(text.find("\"ecloss\":[") != std::string::npos && text.find("\"ecloss_f64_ref\"") != std::string::npos, text);
}

FACET_TEST(abi, devices_are_listed) {
  const Environment library("FACET_CUDA_LIBRARY", "/nowhere/libfacet_cuda.so");
  const char* text = nullptr;
  REQUIRE(facet_devices(&text) == FACET_OK, facet_last_error());
  const std::string list = text;
  CHECK(list.find("{\"name\":\"cpu\"") != std::string::npos && list.find("{\"name\":\"simt\"") != std::string::npos, list);
  facet_device* device = nullptr;
  if (list.find("\"absent\"") != std::string::npos) {  // unless an earlier test has opened the library
    CHECK(list.find("/nowhere/libfacet_cuda.so") != std::string::npos, list);
    CHECK(facet_device_open("cuda", 0, &device) == FACET_NO_DEVICE && error_has("FACET_CUDA_LIBRARY"), facet_last_error());
  }
  CHECK(device == nullptr);
}

FACET_TEST(abi, the_environment_sets_threads_and_level) {
  {
    const Environment threads("FACET_THREADS", "2"), level("FACET_ISA", "portable");
    const TestDevice device(0);
    const std::string text = description(device.get());
    CHECK(text.find("\"threads\":2") != std::string::npos, text);
    CHECK(text.find("\"isa\":\"portable\"") != std::string::npos, text);
    CHECK(text.find("_avx2") == std::string::npos && text.find("_avx512") == std::string::npos, text);
  }
  facet_device* device = nullptr;
  for (const char* wrong : {"0", "two", "-1", "3x", "99999999999999999999"}) {
    const Environment threads("FACET_THREADS", wrong);
    CHECK(facet_device_open("cpu", 0, &device) == FACET_INVALID_ARGUMENT && error_has("FACET_THREADS"), wrong);
  }
  const Environment level("FACET_ISA", "avx1024");
  CHECK(facet_device_open("cpu", 1, &device) == FACET_INVALID_ARGUMENT && error_has("avx1024"), facet_last_error());
  CHECK(device == nullptr);
}

FACET_TEST(abi, arenas_are_zeroed_aligned_and_bounded) {
  const TestDevice device;
  for (const int64_t bytes : {int64_t{1}, int64_t{63}, int64_t{4096}, int64_t{100000}, int64_t{9} << 20}) {
    const TestArena arena(device, bytes);
    const std::byte* data = arena.address();
    CHECK(reinterpret_cast<uintptr_t>(data) % 64 == 0);
    CHECK(std::all_of(data, data + bytes + 64, [](std::byte b) { return b == std::byte{0}; }), bytes);
  }
  const TestArena arena(device, 100);
  const char out[] = "facet";
  char in[sizeof(out)] = "";
  const int64_t size = sizeof(out);
  CHECK(facet_arena_write(arena.get(), 94, out, size) == FACET_OK, facet_last_error());
  CHECK(facet_arena_read(arena.get(), 94, in, size) == FACET_OK && std::strcmp(in, out) == 0);
  CHECK(facet_arena_write(arena.get(), 95, out, size) == FACET_INVALID_ARGUMENT && error_has("100"), facet_last_error());
  CHECK(facet_arena_read(arena.get(), -1, in, 1) == FACET_INVALID_ARGUMENT);
  CHECK(facet_arena_read(arena.get(), 0, in, -1) == FACET_INVALID_ARGUMENT);
  CHECK(facet_arena_read(arena.get(), std::numeric_limits<int64_t>::max(), in, size) == FACET_INVALID_ARGUMENT);
  facet_arena* none = nullptr;
  CHECK(facet_arena_create(device.get(), 0, &none) == FACET_INVALID_ARGUMENT);
  CHECK(facet_arena_create(device.get(), -5, &none) == FACET_INVALID_ARGUMENT);
  CHECK(none == nullptr);
}

FACET_TEST(abi, too_much_memory_is_refused_with_the_numbers) {
  const TestDevice device;
  const TestArena arena(device, 12345);
  facet_arena* none = nullptr;
  for (const int64_t bytes : {int64_t{1} << 50, std::numeric_limits<int64_t>::max()}) {
    CHECK(facet_arena_create(device.get(), bytes, &none) == FACET_OUT_OF_MEMORY);
    CHECK(error_has(std::to_string(bytes).c_str()) && error_has(std::to_string(facet_live_bytes()).c_str()),
          facet_last_error());
  }
  EncodedProgram huge;
  huge.add_buffer(DType::f32, {int64_t{1} << 42});
  const auto bytes = huge.bytes();
  facet_program* program = nullptr;
  CHECK(facet_program_create(device.get(), bytes.data(), static_cast<int64_t>(bytes.size()), &program) == FACET_OUT_OF_MEMORY);
  CHECK(none == nullptr && program == nullptr);
}

FACET_TEST(abi, a_program_computes) {
  const TestDevice device(2);
  const BiasProgram bias(3, 5);
  const TestArena arena(device, bias.bytes());
  const TestProgram program(device, bias.encoded.bytes());
  CHECK(facet_program_run(program.get()) == FACET_INVALID_ARGUMENT && error_has("not bound"), facet_last_error());
  REQUIRE(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK, facet_last_error());
  for (int i = 0; i < 15; ++i) bias.at(arena, bias.x)[i] = static_cast<float>(i);
  for (int i = 0; i < 5; ++i) bias.at(arena, bias.b)[i] = static_cast<float>(100 * i);
  REQUIRE(facet_program_run(program.get()) == FACET_OK, facet_last_error());
  for (int i = 0; i < 15; ++i) CHECK(bias.at(arena, bias.y)[i] == static_cast<float>(i + 100 * (i % 5)));
}

FACET_TEST(abi, a_started_program_takes_what_the_next_run_reads) {
  for (const char* name : {"cpu", "simt"}) {
    const TestDevice device(1, name);
    const BiasProgram bias(3, 5);
    const TestArena arena(device, bias.bytes());
    const TestProgram program(device, bias.encoded.bytes());
    const auto feed = [&](uint32_t buffer, float value, int64_t count) {
      const std::vector<float> values(static_cast<size_t>(count), value);
      const auto offset = static_cast<int64_t>(bias.encoded.offset(buffer));
      REQUIRE(facet_program_feed(program.get(), 0, offset, values.data(), 4 * count) == FACET_OK, facet_last_error());
    };
    const auto all_are = [&](uint32_t buffer, float value) {
      return arena.read<float>(bias.encoded.offset(buffer), 15) == std::vector<float>(15, value);
    };
    char byte = 0;
    CHECK(facet_program_start(program.get()) == FACET_INVALID_ARGUMENT && error_has("not bound"), facet_last_error());
    CHECK(facet_program_feed(program.get(), 0, 0, &byte, 1) == FACET_INVALID_ARGUMENT && error_has("not bound"));
    REQUIRE(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK, facet_last_error());
    CHECK(facet_program_finish(program.get()) == FACET_INVALID_ARGUMENT && error_has("not been started"));
    CHECK(facet_program_feed(program.get(), 1, 0, &byte, 1) == FACET_INVALID_ARGUMENT && error_has("arena 1"));
    CHECK(facet_program_feed(program.get(), 0, bias.bytes(), &byte, 1) == FACET_INVALID_ARGUMENT && error_has("outside"));

    feed(bias.x, 1, 15);  // nothing runs: at once
    CHECK(all_are(bias.x, 1));
    REQUIRE(facet_program_start(program.get()) == FACET_OK, facet_last_error());
    feed(bias.x, 2, 15);
    feed(bias.x, 3, 15);
    feed(bias.b, 10, 5);
    CHECK(all_are(bias.x, 1) && all_are(bias.y, 1));
    for (const facet_status status :
         {facet_program_start(program.get()), facet_program_run(program.get()), facet_program_renew(program.get()),
          facet_program_profile(program.get(), 1), facet_program_bind(program.get(), 0, arena.get())}) {
      CHECK(status == FACET_BUSY && error_has("finish it first"), facet_last_error());
    }
    REQUIRE(facet_program_finish(program.get()) == FACET_OK, facet_last_error());
    CHECK(all_are(bias.x, 3) && all_are(bias.y, 1));
    REQUIRE(facet_program_run(program.get()) == FACET_OK, facet_last_error());
    CHECK(all_are(bias.y, 13));
  }
}

FACET_TEST(abi, what_fails_in_a_started_run_is_told_by_finish) {
  for (const char* name : {"cpu", "simt"}) {
    const TestDevice device(1, name);
    EncodedProgram encoded;
    const uint32_t labels = encoded.add_buffer(DType::i32, {2}), y = encoded.add_buffer(DType::f32, {2, 3});
    encoded.add_step(Op::one_hot, {labels}, {y});
    const TestArena arena(device, static_cast<int64_t>(encoded.arena_bytes(0)));
    const TestProgram program(device, encoded.bytes());
    REQUIRE(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK, facet_last_error());
    arena.write(encoded.offset(labels), std::vector<int32_t>{0, 3});
    REQUIRE(facet_program_start(program.get()) == FACET_OK, facet_last_error());
    const int32_t better[] = {0, 2};
    REQUIRE(facet_program_feed(program.get(), 0, static_cast<int64_t>(encoded.offset(labels)), better, 8) == FACET_OK);
    CHECK(facet_program_finish(program.get()) == FACET_KERNEL_FAILED && error_has("one_hot") && error_has("label"),
          facet_last_error());
    REQUIRE(facet_program_run(program.get()) == FACET_OK, facet_last_error());
    CHECK(arena.read<float>(encoded.offset(y), 6) == std::vector<float>({1, 0, 0, 0, 0, 1}));
  }
}

FACET_TEST(abi, describes_steps_and_times_them) {
  const TestDevice device;
  const BiasProgram bias(3, 5);
  const TestArena arena(device, bias.bytes());
  const TestProgram program(device, bias.encoded.bytes());
  REQUIRE(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK);
  std::string text = description(program.get());
  CHECK(text.find("\"op\":\"bias_add\"") != std::string::npos && text.find("\"kernel\":\"bias_add_f32") != std::string::npos,
        text);
  CHECK(text.find("\"ms\"") == std::string::npos, text);
  CHECK(facet_program_profile(program.get(), 1) == FACET_OK);
  CHECK(facet_program_profile(program.get(), 2) == FACET_INVALID_ARGUMENT);
  CHECK(facet_program_run(program.get()) == FACET_OK);
  text = description(program.get());
  CHECK(text.find("\"ms\":") != std::string::npos, text);
}

FACET_TEST(abi, binding_is_checked) {
  const TestDevice device, other_device;
  EncodedProgram encoded;
  const uint32_t second = encoded.add_arena();
  const uint32_t x = encoded.add_buffer(DType::f32, {100}), y = encoded.add_buffer(DType::f32, {100}, second);
  encoded.add_step(Op::relu, {x}, {y});
  const TestArena arena(device, 400), small(device, 399), foreign(other_device, 400), another(device, 4000);
  const TestProgram program(device, encoded.bytes());
  CHECK(facet_program_bind(program.get(), -1, arena.get()) == FACET_INVALID_ARGUMENT);
  CHECK(facet_program_bind(program.get(), 2, arena.get()) == FACET_INVALID_ARGUMENT);
  CHECK(facet_program_bind(program.get(), 0, small.get()) == FACET_INVALID_ARGUMENT && error_has("399"), facet_last_error());
  CHECK(facet_program_bind(program.get(), 0, foreign.get()) == FACET_INVALID_ARGUMENT && error_has("another device"),
        facet_last_error());
  CHECK(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK);
  CHECK(facet_program_bind(program.get(), 1, arena.get()) == FACET_INVALID_ARGUMENT && error_has("already bound"),
        facet_last_error());
  CHECK(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK);  // again the same: no change
  CHECK(facet_program_bind(program.get(), 1, another.get()) == FACET_OK);
  CHECK(facet_program_run(program.get()) == FACET_OK, facet_last_error());
}

FACET_TEST(abi, bound_memory_and_used_devices_stay) {
  const int64_t live = facet_live_bytes();
  facet_device* device = nullptr;
  facet_arena *first = nullptr, *second = nullptr;
  facet_program* program = nullptr;
  const BiasProgram bias(3, 5);
  const auto bytes = bias.encoded.bytes();
  REQUIRE(facet_device_open("cpu", 1, &device) == FACET_OK);
  REQUIRE(facet_arena_create(device, bias.bytes(), &first) == FACET_OK);
  REQUIRE(facet_arena_create(device, bias.bytes(), &second) == FACET_OK);
  CHECK(facet_live_bytes() == live + 2 * bias.bytes());
  REQUIRE(facet_program_create(device, bytes.data(), static_cast<int64_t>(bytes.size()), &program) == FACET_OK);
  CHECK(facet_program_bind(program, 0, first) == FACET_OK);
  CHECK(facet_arena_destroy(first) == FACET_BUSY && error_has("bound"), facet_last_error());
  CHECK(facet_program_bind(program, 0, second) == FACET_OK);
  CHECK(facet_arena_destroy(first) == FACET_OK, facet_last_error());
  CHECK(facet_arena_destroy(first) == FACET_INVALID_ARGUMENT && error_has("destroyed"), facet_last_error());
  CHECK(facet_program_run(program) == FACET_OK, facet_last_error());
  CHECK(facet_device_close(device) == FACET_BUSY);
  CHECK(facet_program_destroy(program) == FACET_OK);
  CHECK(facet_program_destroy(program) == FACET_INVALID_ARGUMENT);
  CHECK(facet_program_run(program) == FACET_INVALID_ARGUMENT && error_has("destroyed"), facet_last_error());
  CHECK(facet_device_close(device) == FACET_BUSY);
  CHECK(facet_arena_destroy(second) == FACET_OK);
  CHECK(facet_device_close(device) == FACET_OK);
  CHECK(facet_device_close(device) == FACET_INVALID_ARGUMENT);
  CHECK(facet_live_bytes() == live, facet_live_bytes() - live);
}

FACET_TEST(abi, scratch_memory_is_counted_and_given_back) {
  const int64_t live = facet_live_bytes();
  const TestDevice device(2);
  {
    EncodedProgram encoded;
    for (const OpCase& c : cases_of(Op::ecloss)) {
      if (!c.is_large()) encoded.add_case(c, DType::f64);
    }
    const TestProgram program(device, encoded.bytes());
    CHECK(facet_live_bytes() > live);
  }
  CHECK(facet_live_bytes() == live);
}

FACET_TEST(abi, a_failing_step_is_named) {
  const TestDevice device;
  EncodedProgram encoded;
  const uint32_t logits = encoded.add_buffer(DType::f32, {4, 3}), labels = encoded.add_buffer(DType::i32, {4});
  const uint32_t loss = encoded.add_buffer(DType::f32, {1}), probs = encoded.add_buffer(DType::f32, {4, 3});
  const uint32_t copy = encoded.add_buffer(DType::f32, {4, 3});
  encoded.add_step(Op::copy, {logits}, {copy});
  encoded.add_step(Op::softmax_xent, {logits, labels}, {loss, probs}, {real(0.0)});
  const TestArena arena(device, static_cast<int64_t>(encoded.arena_bytes(0)));
  const TestProgram program(device, encoded.bytes());
  REQUIRE(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK);
  auto* values = reinterpret_cast<int32_t*>(arena.address() + encoded.offset(labels));
  CHECK(facet_program_run(program.get()) == FACET_OK, facet_last_error());
  for (const int32_t wrong : {3, -2, std::numeric_limits<int32_t>::max(), std::numeric_limits<int32_t>::min()}) {
    values[2] = wrong;
    CHECK(facet_program_run(program.get()) == FACET_KERNEL_FAILED);
    CHECK(error_has("step 1") && error_has("softmax_xent_f32") && error_has("f32 4x3") && error_has("label"),
          facet_last_error());
  }
  values[2] = -1;
  CHECK(facet_program_run(program.get()) == FACET_OK, facet_last_error());
}

FACET_TEST(abi, errors_belong_to_their_thread) {
  CHECK(facet_program_run(nullptr) == FACET_INVALID_ARGUMENT);
  const std::string mine = facet_last_error();
  std::thread([] {
    CHECK(std::strlen(facet_last_error()) == 0);
    facet_device* device = nullptr;
    CHECK(facet_device_open("nowhere", 1, &device) == FACET_NO_DEVICE);
    CHECK(error_has("nowhere"));
  }).join();
  CHECK(facet_last_error() == mine);
}

FACET_TEST(abi, a_running_program_is_busy) {
  const TestDevice device(2);
  const EncodedProgram encoded = slow_program();
  const auto bytes = encoded.bytes();
  const TestArena arena(device, static_cast<int64_t>(encoded.arena_bytes(0)));
  bool refused = false;  // the run may end before the calls below; then it is tried again
  for (int attempt = 0; attempt < 50 && !refused; ++attempt) {
    facet_program* program = nullptr;
    REQUIRE(facet_program_create(device.get(), bytes.data(), static_cast<int64_t>(bytes.size()), &program) == FACET_OK);
    REQUIRE(facet_program_bind(program, 0, arena.get()) == FACET_OK);
    std::atomic<bool> ended{false};
    std::thread runner([&] {
      facet_status status;
      do {
        status = facet_program_run(program);
      } while (status == FACET_BUSY);  // the probe below takes the program for a moment, too
      CHECK(status == FACET_OK, facet_last_error());
      ended = true;
    });
    while (!ended && facet_program_profile(program, 0) != FACET_BUSY) std::this_thread::yield();
    CHECK(facet_arena_destroy(arena.get()) == FACET_BUSY);
    const facet_status destroyed = facet_program_destroy(program);
    CHECK(destroyed == FACET_OK || destroyed == FACET_BUSY);
    refused = destroyed == FACET_BUSY;
    runner.join();
    if (refused) CHECK(facet_program_destroy(program) == FACET_OK, facet_last_error());
  }
  CHECK(refused);
}

FACET_TEST(abi, programs_of_one_device_run_on_many_threads) {
  const TestDevice device(2);
  constexpr int kThreads = 4;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&device, t] {
      for (int round = 0; round < 20; ++round) {
        const BiasProgram bias(7 + t, 33);
        const TestArena arena(device, bias.bytes());
        const TestProgram program(device, bias.encoded.bytes());
        CHECK(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK, facet_last_error());
        std::fill_n(bias.at(arena, bias.b), 33, static_cast<float>(t));
        CHECK(facet_program_run(program.get()) == FACET_OK, facet_last_error());
        CHECK(bias.at(arena, bias.y)[(7 + t) * 33 - 1] == static_cast<float>(t));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace facet::test
