// Programs on the plugin's streams: copies, repeated runs as graphs, faults.
#include <algorithm>
#include <cmath>
#include <future>
#include <string>
#include <vector>

#include "tests/cuda_plugin/plugin.h"
#include "tests/encoded_program.h"
#include "tests/test.h"

namespace facet::test {
namespace {

// y = relu(x), then p and v by one step of gradient descent with gradient y.
struct StepProgram {
  static constexpr int64_t kCount = 6;
  EncodedProgram encoded;
  uint32_t x, y, p, v, rate;

  StepProgram() {
    x = encoded.add_buffer(DType::f32, {kCount});
    y = encoded.add_buffer(DType::f32, {kCount});
    p = encoded.add_buffer(DType::f32, {kCount});
    v = encoded.add_buffer(DType::f32, {kCount});
    rate = encoded.add_buffer(DType::f32, {1});
    encoded.add_step(Op::relu, {x}, {y});
    encoded.add_step(Op::sgd, {p, y, v, rate}, {p, v}, {real(0.5), real(0.0), integer(0)});
  }
};

// A step program with all that belongs to it.
struct BoundProgram {
  StepProgram step;
  TestArena arena;
  TestProgram program;

  explicit BoundProgram(const TestDevice& device)
      : arena(device, static_cast<int64_t>(step.encoded.arena_bytes(0))), program(device, step.encoded.bytes()) {
    REQUIRE(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK, facet_last_error());
    arena.write(step.encoded.offset(step.rate), std::vector<float>{0.25f});
  }
  void write_x(float value) const { arena.write(step.encoded.offset(step.x), std::vector<float>(StepProgram::kCount, value)); }
  void feed_x(float value) const {
    const std::vector<float> values(StepProgram::kCount, value);
    const auto offset = static_cast<int64_t>(step.encoded.offset(step.x));
    CHECK(facet_program_feed(program.get(), 0, offset, values.data(), 4 * StepProgram::kCount) == FACET_OK, facet_last_error());
  }
  float x() const { return arena.read<float>(step.encoded.offset(step.x), StepProgram::kCount).back(); }
  float p() const { return arena.read<float>(step.encoded.offset(step.p), StepProgram::kCount).back(); }
};

struct FirstGpu {
  TestDevice device{0, "cuda"};
};

// One on GPU 0.
struct Session : FirstGpu, BoundProgram {
  Session() : BoundProgram(device) {}
};

// Steps each of which is fed the next one's x.
void check_fed_runs(const BoundProgram& bound, int runs) {
  const auto x_of = [](int run) { return static_cast<float>(run % 3 - 1); };
  float p = bound.p(), v = 0;
  bound.write_x(x_of(0));
  for (int run = 0; run < runs; ++run) {
    CHECK(facet_program_start(bound.program.get()) == FACET_OK, facet_last_error());
    bound.feed_x(x_of(run + 1));
    CHECK(facet_program_finish(bound.program.get()) == FACET_OK, facet_last_error());
    v = 0.5f * v + std::fmax(x_of(run), 0.0f);
    p -= 0.25f * v;
    const float got = bound.p();
    CHECK(got == p, "run ", run, ": ", got, " instead of ", p);
  }
}

void check_runs(const Session& session, int runs) {
  float p = session.p(), v = 0;
  for (int run = 0; run < runs; ++run) {
    const auto x = static_cast<float>(run % 3 - 1);
    session.write_x(x);
    REQUIRE(facet_program_run(session.program.get()) == FACET_OK, facet_last_error());
    v = 0.5f * v + std::fmax(x, 0.0f);
    p -= 0.25f * v;
    CHECK(session.p() == p, "run ", run, ": ", session.p(), " instead of ", p);
  }
}

}  // namespace

FACET_TEST(queue, runs_are_repeated_as_a_graph) {
  const FakeMachine machine;
  const Session session;
  check_runs(session, 7);
  // The first run loads the kernels, the second is captured, and that graph is launched by the second to the seventh.
  const fake_cuda::Counts counts = fake_cuda::counts();
  CHECK(counts.launches == 2 && counts.graph_launches == 6, counts.launches, " launches, ", counts.graph_launches, " graphs");
}

FACET_TEST(queue, graphs_can_be_switched_off) {
  const Environment graphs("FACET_CUDA_GRAPHS", "0");
  const FakeMachine machine;
  const Session session;
  check_runs(session, 4);
  CHECK(fake_cuda::counts().launches == 8 && fake_cuda::counts().graph_launches == 0);
}

FACET_TEST(queue, what_cannot_be_captured_is_enqueued) {
  const FakeMachine machine;
  fake_cuda::machine().captures = false;
  const Session session;
  check_runs(session, 4);
  CHECK(fake_cuda::counts().graph_launches == 0);
}

FACET_TEST(queue, graphs_that_the_driver_has_no_memory_for_are_enqueued) {
  for (cudaError_t fake_cuda::Machine::*refusing : {&fake_cuda::Machine::graph_creation, &fake_cuda::Machine::graph_launch}) {
    const FakeMachine machine;
    fake_cuda::machine().*refusing = cudaErrorMemoryAllocation;
    const Session session;
    check_runs(session, 3);
    fake_cuda::machine().*refusing = cudaSuccess;
    REQUIRE(facet_program_run(session.program.get()) == FACET_OK, facet_last_error());  // and not tried again
    CHECK(fake_cuda::counts().launches == 8 && fake_cuda::counts().graph_launches == 0, fake_cuda::counts().launches);
  }
}

FACET_TEST(queue, profiling_and_other_memory_leave_the_graph) {
  const FakeMachine machine;
  const Session session;
  check_runs(session, 3);
  REQUIRE(facet_program_profile(session.program.get(), 1) == FACET_OK);
  REQUIRE(facet_program_run(session.program.get()) == FACET_OK, facet_last_error());
  const char* text = nullptr;
  CHECK(facet_program_describe(session.program.get(), &text) == FACET_OK);
  CHECK(std::strstr(text, "\"ms\":") != nullptr, text);
  REQUIRE(facet_program_profile(session.program.get(), 0) == FACET_OK);

  const TestArena other(session.device, static_cast<int64_t>(session.step.encoded.arena_bytes(0)));
  REQUIRE(facet_program_bind(session.program.get(), 0, other.get()) == FACET_OK, facet_last_error());
  other.write(session.step.encoded.offset(session.step.rate), std::vector<float>{1.0f});
  other.write(session.step.encoded.offset(session.step.x), std::vector<float>(StepProgram::kCount, 2.0f));
  float p = 0, v = 0;
  for (int run = 0; run < 3; ++run) {
    REQUIRE(facet_program_run(session.program.get()) == FACET_OK, facet_last_error());
    v = 0.5f * v + 2;
    p -= v;
    CHECK(other.read<float>(session.step.encoded.offset(session.step.p), 1)[0] == p, "run ", run);
  }
  REQUIRE(facet_program_bind(session.program.get(), 0, session.arena.get()) == FACET_OK, facet_last_error());
}

FACET_TEST(queue, large_copies_go_through_pinned_memory_unharmed) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  constexpr size_t kCount = 5'500'000;  // 22 MB: several of the staging buffers, the last one partly filled
  const TestArena arena(device, 4 * kCount + 4);
  std::vector<float> values(kCount);
  for (size_t i = 0; i < kCount; ++i) values[i] = static_cast<float>(i % 1000003);
  arena.write(4, values);
  CHECK(arena.read<float>(4, kCount) == values);
  CHECK(arena.read<float>(0, 1)[0] == 0);
}

FACET_TEST(queue, a_batch_is_fed_beside_a_step) {
  const FakeMachine machine;
  const Session session;
  check_runs(session, 1);
  float p = session.p(), v = 0;
  session.write_x(2);
  // Enqueued step by step, captured, and as a graph.
  for (int run = 0; run < 4; ++run) {
    const auto x = static_cast<float>(run + 2);
    fake_cuda::hold_kernels(true);
    REQUIRE(facet_program_start(session.program.get()) == FACET_OK, facet_last_error());
    session.feed_x(-1);  // which never counts
    session.feed_x(x + 1);
    fake_cuda::hold_kernels(false);
    REQUIRE(facet_program_finish(session.program.get()) == FACET_OK, facet_last_error());
    v = 0.5f * v + x;
    p -= 0.25f * v;
    CHECK(session.p() == p, "run ", run, ": ", session.p(), " instead of ", p);
    CHECK(session.x() == x + 1);
  }
  CHECK(fake_cuda::counts().graph_launches == 4, fake_cuda::counts().graph_launches);
}

FACET_TEST(queue, a_large_feed_does_not_wait_for_the_step) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  constexpr int64_t kCount = 5'000'000;  // 20 MB: more than the staging buffers hold
  EncodedProgram encoded;
  const uint32_t x = encoded.add_buffer(DType::f32, {kCount}),
                 y = encoded.add_buffer(DType::f32, {kCount}, encoded.add_arena());
  encoded.add_step(Op::relu, {x}, {y});
  const TestArena in(device, 4 * kCount), out(device, 4 * kCount);
  const TestProgram program(device, encoded.bytes());
  REQUIRE(facet_program_bind(program.get(), 0, in.get()) == FACET_OK &&
          facet_program_bind(program.get(), 1, out.get()) == FACET_OK);
  std::vector<float> first(kCount), second(kCount);
  for (size_t i = 0; i < kCount; ++i) first[i] = second[kCount - 1 - i] = static_cast<float>(i % 1000003);
  in.write(0, first);
  fake_cuda::hold_kernels(true);
  REQUIRE(facet_program_start(program.get()) == FACET_OK, facet_last_error());
  // Returns, though no kernel has begun.
  REQUIRE(facet_program_feed(program.get(), 0, 0, second.data(), 4 * kCount) == FACET_OK, facet_last_error());
  std::fill(second.begin(), second.begin() + 100, -1.0f);  // the host's again
  fake_cuda::hold_kernels(false);
  REQUIRE(facet_program_finish(program.get()) == FACET_OK, facet_last_error());
  CHECK(out.read<float>(0, kCount) == first);
  REQUIRE(facet_program_run(program.get()) == FACET_OK, facet_last_error());
  std::reverse(first.begin(), first.end());
  CHECK(out.read<float>(0, kCount) == first);
}

FACET_TEST(queue, programs_of_two_threads_are_fed_beside_each_other) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  const BoundProgram first(device), second(device);
  std::future<void> other = std::async(std::launch::async, [&] { check_fed_runs(second, 40); });
  check_fed_runs(first, 40);
  other.get();
}

FACET_TEST(queue, copies_and_other_programs_wait_for_what_was_started) {
  const FakeMachine machine;
  const Session session;
  const TestProgram second(session.device, session.step.encoded.bytes());
  REQUIRE(facet_program_bind(second.get(), 0, session.arena.get()) == FACET_OK, facet_last_error());
  session.write_x(3);
  REQUIRE(facet_program_start(session.program.get()) == FACET_OK, facet_last_error());
  session.write_x(5);  // for the second program, whose stream is another
  REQUIRE(facet_program_run(second.get()) == FACET_OK, facet_last_error());
  const float expected = -0.25f * 3 - 0.25f * (0.5f * 3 + 5);
  CHECK(session.p() == expected, session.p(), " instead of ", expected);
  REQUIRE(facet_program_start(second.get()) == FACET_OK, facet_last_error());
  CHECK(session.p() == expected - 0.25f * (0.5f * 6.5f + 5), session.p());  // waits, though nothing is finished
  REQUIRE(facet_program_finish(second.get()) == FACET_OK && facet_program_finish(session.program.get()) == FACET_OK);
}

FACET_TEST(queue, what_was_started_and_fed_can_be_closed) {
  const FakeMachine machine;
  const Session session;
  session.write_x(3);
  REQUIRE(facet_program_start(session.program.get()) == FACET_OK, facet_last_error());
  session.feed_x(7);
}

FACET_TEST(queue, memory_is_zeroed) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  const TestArena arena(device, 4000);
  CHECK(arena.read<char>(0, 4000) == std::vector<char>(4000, 0));
}

FACET_TEST(queue, a_fault_names_its_step) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  EncodedProgram encoded;
  const uint32_t labels = encoded.add_buffer(DType::i32, {2}), y = encoded.add_buffer(DType::f32, {2, 3});
  encoded.add_step(Op::one_hot, {labels}, {y});
  const TestArena arena(device, static_cast<int64_t>(encoded.arena_bytes(0)));
  const TestProgram program(device, encoded.bytes());
  REQUIRE(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK, facet_last_error());
  for (const int bad : {3, 1, 3, 3, 1}) {
    arena.write(encoded.offset(labels), std::vector<int32_t>{0, bad});
    const facet_status status = facet_program_run(program.get());
    CHECK(status == (bad == 3 ? FACET_KERNEL_FAILED : FACET_OK));
    if (bad == 3) CHECK(error_has("step 0") && error_has("one_hot_f32_cuda: a label is out of range"), facet_last_error());
  }
}

FACET_TEST(queue, two_gpus_side_by_side) {
  const FakeMachine machine;
  const TestDevice first(0, "cuda:0"), second(0, "cuda:1");
  const TestArena one(first, 400), two(second, 400);
  one.write(0, std::vector<float>(100, 1.0f));
  two.write(0, std::vector<float>(100, 2.0f));
  CHECK(one.read<float>(0, 100) == std::vector<float>(100, 1.0f));
  CHECK(two.read<float>(0, 100) == std::vector<float>(100, 2.0f));
}

}  // namespace facet::test
