// Memory in the order of the streams: who waits for whom, what is kept, and what is given back when. That memory is used only
// while it lives is checked by the fake runtime in these and in all other tests of the plugin (FakeMachine).
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "fake_cuda/memory_order.h"
#include "tests/cuda_plugin/plugin.h"
#include "tests/relu_program.h"
#include "tests/test.h"

namespace facet::test {
namespace {

constexpr int64_t kMegabyte = 1 << 20;

// Whole life of a program and its memory.
void run_once(const TestDevice& device, int64_t count) {
  const BoundRelu relu(device, count);
  const std::vector<float> x(static_cast<size_t>(count), 3.0f);
  relu.arena.write(relu.encoded.offset(0), x);
  for (int run = 0; run < 3; ++run) CHECK(facet_program_run(relu.program.get()) == FACET_OK, facet_last_error());
  CHECK(relu.arena.read<float>(relu.encoded.offset(1), x.size()) == x);
}

facet_status create(const TestDevice& device, int64_t bytes, facet_arena** out) {
  return facet_arena_create(device.get(), bytes, out);
}

bool is_zero(const TestArena& arena, size_t count) { return arena.read<char>(0, count) == std::vector<char>(count, 0); }

// Memory whose last use, a copy of what was fed, may not have begun when it is released, and who gets it next. The program that
// used it has a graph of its runs.
void check_memory_that_is_released_in_use() {
  const TestDevice device(0, "cuda");
  const EncodedProgram encoded = relu_of(1000);
  const auto bytes = static_cast<int64_t>(encoded.arena_bytes(0));
  auto first = std::make_unique<TestArena>(device, bytes);
  const TestArena second(device, bytes);
  const TestProgram program(device, encoded.bytes());
  const std::vector<float> values(1000, 5.0f);
  REQUIRE(facet_program_bind(program.get(), 0, first->get()) == FACET_OK, facet_last_error());
  for (int run = 0; run < 3; ++run) REQUIRE(facet_program_run(program.get()) == FACET_OK, facet_last_error());
  REQUIRE(facet_program_start(program.get()) == FACET_OK, facet_last_error());
  REQUIRE(facet_program_feed(program.get(), 0, 0, values.data(), 4000) == FACET_OK, facet_last_error());
  REQUIRE(facet_program_finish(program.get()) == FACET_OK, facet_last_error());
  REQUIRE(facet_program_bind(program.get(), 0, second.get()) == FACET_OK, facet_last_error());
  first.reset();
  const TestArena next(device, bytes);
  CHECK(is_zero(next, static_cast<size_t>(bytes)));
  second.write(encoded.offset(0), values);
  REQUIRE(facet_program_run(program.get()) == FACET_OK, facet_last_error());
  CHECK(second.read<float>(encoded.offset(1), values.size()) == values);
}

std::string description(const TestDevice& device) {
  const char* text = nullptr;
  CHECK(facet_device_describe(device.get(), &text) == FACET_OK, facet_last_error());
  return text;
}

// What a device does that has no pool; and says so.
void check_plain_calls() {
  const TestDevice device(0, "cuda");
  CHECK(description(device).find("\"memoryPools\":false") != std::string::npos, description(device));
  const TestArena other(device, 100);
  for (int program = 0; program < 3; ++program) {
    run_once(device, 10'000);
    CHECK(fake_cuda::counts().device_bytes < 1000);  // nothing is kept
  }
  check_memory_that_is_released_in_use();
  facet_arena* none = nullptr;
  CHECK(create(device, 65 * kMegabyte, &none) == FACET_OUT_OF_MEMORY && error_has("of 67108864 free"), facet_last_error());
  CHECK(fake_cuda::counts().trims == 0);
}

// What is out of order where memory is allocated on stream 1, used on stream 2 and released on stream 3, each of which waits
// for the one before it if it is told to.
std::string fault_of(bool use_waits, bool release_waits) {
  fake_cuda::MemoryOrder order;
  const char memory[100] = {};
  order.allocated(memory, sizeof(memory), 1);
  order.enqueued(1, {memory});
  if (use_waits) order.follow(2, order.past(1));
  order.enqueued(2, {memory + 50});
  if (release_waits) order.follow(3, order.past(2));
  order.released(memory, 3);
  return order.first_fault();
}

// The same where the host waits for the use before it gives the memory back, or does not.
std::string fault_of_host(bool waits) {
  fake_cuda::MemoryOrder order;
  const char memory[100] = {};
  order.allocated(memory, sizeof(memory));
  order.enqueued(1, {memory});
  if (waits) order.host_waited(order.past(1));
  order.released(memory);
  return order.first_fault();
}

}  // namespace

FACET_TEST(memory, the_fake_runtime_tells_order_from_luck) {
  CHECK(fault_of(true, true).empty(), fault_of(true, true));
  CHECK(fault_of(false, true).find("has not waited for") != std::string::npos, fault_of(false, true));
  CHECK(fault_of(true, false).find("before its last use") != std::string::npos, fault_of(true, false));
  CHECK(fault_of_host(true).empty(), fault_of_host(true));
  CHECK(fault_of_host(false).find("before its last use") != std::string::npos, fault_of_host(false));
}

FACET_TEST(memory, the_next_program_gets_what_the_last_one_had) {
  const FakeMachine machine;
  {
    const TestDevice device(0, "cuda");
    CHECK(description(device).find("\"memoryPools\":true") != std::string::npos, description(device));
    auto other = std::make_unique<TestArena>(device, 100);
    const auto run_and_wait = [&](int64_t count) {
      run_once(device, count);
      CHECK(is_zero(*other, 100));  // the host has waited: a pool that kept nothing would give all back
    };
    run_and_wait(100'000);
    const int reservations = fake_cuda::counts().reservations;
    const int64_t bytes = fake_cuda::counts().device_bytes;
    CHECK(bytes >= 800'000, bytes);
    for (int program = 0; program < 5; ++program) run_and_wait(100'000 - program);
    CHECK(fake_cuda::counts().reservations == reservations && fake_cuda::counts().device_bytes == bytes,
          fake_cuda::counts().reservations, " reservations, ", fake_cuda::counts().device_bytes, " bytes");
    other.reset();
    CHECK(fake_cuda::counts().device_bytes == 0);  // nobody is left for whom to keep it
    run_once(device, 100'000);
  }
  CHECK(fake_cuda::counts().device_bytes == 0);
}

FACET_TEST(memory, what_is_kept_leaves_something_to_the_driver) {
  const FakeMachine machine;  // of 64 MB
  const TestDevice device(0, "cuda");
  const TestArena other(device, 100);
  for (const int64_t megabytes : {1, 3}) {  // beside 60 that are released
    {
      std::vector<std::unique_ptr<TestArena>> arenas;
      for (int i = 0; i < 6; ++i) arenas.push_back(std::make_unique<TestArena>(device, 10 * kMegabyte - 1000));
      arenas.push_back(std::make_unique<TestArena>(device, megabytes * kMegabyte));
    }
    CHECK(is_zero(other, 100));  // the host has waited
    const int64_t kept = fake_cuda::counts().device_bytes;
    CHECK(kept >= 50 * kMegabyte && kept <= 60 * kMegabyte, kept);
  }
}

FACET_TEST(memory, what_is_released_in_use_is_nobody_elses_before_it_has_been_used) {
  const FakeMachine machine;
  check_memory_that_is_released_in_use();
}

FACET_TEST(memory, a_run_holds_up_neither_allocation_nor_release) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  const BoundRelu relu(device, 1000);
  const std::vector<float> values(1000, 2.0f);
  relu.arena.write(0, values);
  {
    auto other = std::make_unique<TestArena>(device, 4000);
    other->write(0, values);
    fake_cuda::hold_kernels(true);
    REQUIRE(facet_program_start(relu.program.get()) == FACET_OK, facet_last_error());
    // Both return, though no kernel has begun; a feed finds room in its first shadow.
    const TestArena new_one(device, 500);
    other.reset();
    CHECK(facet_program_feed(relu.program.get(), 0, 0, values.data(), 4000) == FACET_OK, facet_last_error());
    fake_cuda::hold_kernels(false);
    CHECK(is_zero(new_one, 500));
  }
  REQUIRE(facet_program_finish(relu.program.get()) == FACET_OK, facet_last_error());
  CHECK(relu.arena.read<float>(relu.encoded.offset(1), 1000) == values);
}

FACET_TEST(memory, what_is_kept_is_given_back_before_memory_is_refused) {
  const FakeMachine machine;  // of 64 MB
  const TestDevice device(0, "cuda");
  const TestArena other(device, 64);
  { const TestArena first(device, 20 * kMegabyte), second(device, 20 * kMegabyte); }
  CHECK(fake_cuda::counts().device_bytes > 40 * kMegabyte && fake_cuda::counts().trims == 0);
  {
    const TestArena large(device, 50 * kMegabyte);
    CHECK(fake_cuda::counts().trims == 1 && fake_cuda::counts().device_bytes < 51 * kMegabyte);
    CHECK(is_zero(large, 1000));
    facet_arena* none = nullptr;
    CHECK(create(device, 20 * kMegabyte, &none) == FACET_OUT_OF_MEMORY && none == nullptr);
    CHECK(fake_cuda::counts().trims == 2);
    CHECK(error_has("no memory on cuda:0: 20971520 bytes asked for, 14") && error_has("of 67108864 free, 52428864 live") &&
              error_has("close what is no longer needed"),
          facet_last_error());
    const TestArena small(device, 10 * kMegabyte);  // goes on as before
    CHECK(is_zero(small, 1000));
  }
  // What is kept counts as free.
  facet_arena* none = nullptr;
  CHECK(create(device, 65 * kMegabyte, &none) == FACET_OUT_OF_MEMORY && error_has("67108608 of 67108864 free, 64 live"),
        facet_last_error());
  run_once(device, 1000);
}

FACET_TEST(memory, a_refusal_of_less_than_is_free_says_that_it_is_in_pieces) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  fake_cuda::machine().clearing = cudaErrorMemoryAllocation;
  facet_arena* none = nullptr;
  CHECK(create(device, kMegabyte, &none) == FACET_OUT_OF_MEMORY && none == nullptr);
  CHECK(error_has("1048576 bytes asked for, 67108864 of 67108864 free but not in one piece, 0 live"), facet_last_error());
}

FACET_TEST(memory, what_a_run_must_leave_first_is_waited_for_before_memory_is_refused) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  const BoundRelu relu(device, 1000);
  auto most = std::make_unique<TestArena>(device, 40 * kMegabyte);
  fake_cuda::hold_kernels(true);
  REQUIRE(facet_program_start(relu.program.get()) == FACET_OK, facet_last_error());
  most.reset();  // after the run
  std::future<bool> larger = std::async(std::launch::async, [&] {
    const TestArena arena(device, 50 * kMegabyte);
    return is_zero(arena, 1000);
  });
  CHECK(larger.wait_for(std::chrono::milliseconds(50)) == std::future_status::timeout);
  fake_cuda::hold_kernels(false);
  CHECK(larger.get());
  REQUIRE(facet_program_finish(relu.program.get()) == FACET_OK, facet_last_error());
}

FACET_TEST(memory, a_gpu_without_pools_gets_the_plain_calls) {
  const FakeMachine machine;
  fake_cuda::machine().pools = false;
  check_plain_calls();
}

FACET_TEST(memory, a_driver_that_makes_no_pool_gets_the_plain_calls) {
  const FakeMachine machine;
  fake_cuda::machine().pool_creation = cudaErrorUnknown;
  check_plain_calls();
}

FACET_TEST(memory, pools_can_be_switched_off) {
  const Environment pools("FACET_CUDA_POOLS", "0");
  const FakeMachine machine;
  check_plain_calls();
}

FACET_TEST(memory, what_cannot_be_cleared_is_given_back) {
  for (const bool pools : {true, false}) {
    const FakeMachine machine;
    fake_cuda::machine().pools = pools;
    const TestDevice device(0, "cuda");
    fake_cuda::machine().clearing = cudaErrorIllegalAddress;
    facet_arena* none = nullptr;
    CHECK(create(device, kMegabyte, &none) == FACET_NO_DEVICE && none == nullptr);
    CHECK(error_has("allocating on cuda:0: clearing memory: an illegal memory access"), facet_last_error());
    fake_cuda::machine().clearing = cudaSuccess;
    run_once(device, 1000);
    CHECK(fake_cuda::counts().device_bytes == 0, fake_cuda::counts().device_bytes);
  }
}

FACET_TEST(memory, programs_of_two_threads_come_and_go) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  const auto some = [&] {
    for (int program = 0; program < 15; ++program) run_once(device, 1000 * (program % 3 + 1));
  };
  std::future<void> other = std::async(std::launch::async, some);
  some();
  other.get();
}

}  // namespace facet::test
