// What an executor does with kernels that misbehave, and with what is constant.
#include "runtime/executor.h"

#include <new>
#include <string>

#include "core/status.h"
#include "tests/encoded_program.h"
#include "tests/test.h"

namespace facet::test {
namespace {

enum class Behaviour { computes, throws, refuses };

Behaviour behaviour = Behaviour::computes;

KernelError run(const Step&, const KernelContext&) {
  if (behaviour == Behaviour::throws) throw std::bad_alloc();
  return behaviour == Behaviour::refuses ? "not today" : nullptr;
}

const char* refuse_nothing(const Step&) { return nullptr; }

const Kernel kKernel = {"relu_f32_test", refuse_nothing, nullptr, run};

class TestKernels final : public Device {
 public:
  std::unique_ptr<DeviceMemory> allocate(int64_t) override { throw std::bad_alloc(); }
  int64_t memory_bytes() const override { return 1 << 20; }
  std::vector<const Kernel*> kernels(Op) const override { return {&kKernel}; }
  std::string describe_members() const override { return "\"name\":\"test\""; }
  ThreadPool& pool() override { return pool_; }

 private:
  ThreadPool pool_{1};
};

Program one_step() {
  Program program;
  program.arena_bytes = {128};
  for (const uint64_t offset : {0, 64}) {
    ProgramBuffer buffer{0, offset, 16, {}};
    buffer.view.rank = 1;
    buffer.view.dims[0] = 4;
    program.buffers.push_back(buffer);
  }
  program.steps.push_back({Op::relu, {0}, {1}, {}});
  return program;
}

}  // namespace

FACET_TEST(executor, an_exception_of_a_kernel_reaches_the_caller) {
  TestKernels device;
  Executor executor(device, one_step());
  alignas(64) std::byte arena[192] = {};
  executor.bind(0, arena);
  behaviour = Behaviour::throws;
  bool caught = false;
  try {
    executor.run();
  } catch (const std::bad_alloc&) {
    caught = true;
  }
  CHECK(caught);
  behaviour = Behaviour::refuses;
  std::string text;
  try {
    executor.run();
  } catch (const Error& error) {
    text = error.what();
  }
  CHECK(text.find("not today") != std::string::npos, text);
  behaviour = Behaviour::computes;
  executor.run();
}

namespace {

// y = conv(x, 2 v) with 1x1 tensors; v and 2 v lie in a constant arena, x and y in another.
EncodedProgram constant_weights() {
  EncodedProgram program;
  const uint32_t changing = program.add_arena();
  const uint32_t v = program.add_buffer(DType::f32, {1, 1, 1, 1}), w = program.add_buffer(DType::f32, {1, 1, 1, 1});
  const uint32_t x = program.add_buffer(DType::f32, {1, 1, 1, 1}, changing);
  const uint32_t y = program.add_buffer(DType::f32, {1, 1, 1, 1}, changing);
  program.add_step(Op::unary, {v}, {w}, {integer(0), real(2), real(0)});
  std::vector<Param> params(10, integer(1));
  for (const size_t zero : {2, 3, 4, 5, 9}) params[zero] = integer(0);
  program.add_step(Op::conv2d, {x, w}, {y}, params);
  program.make_constant(0);
  return program;
}

}  // namespace

FACET_TEST(executor, computes_what_is_constant_once) {
  const auto bytes = constant_weights().bytes();
  const auto device = open_device("cpu", 1);
  Program program = decode_program(bytes);
  verify_program(program);
  Executor executor(*device, std::move(program));
  alignas(64) std::byte constants[192] = {}, others[192] = {};
  executor.bind(0, constants);
  executor.bind(1, others);
  auto* v = reinterpret_cast<float*>(constants);
  auto* x = reinterpret_cast<float*>(others);
  const float* y = x + 16;
  *v = 3;
  *x = 5;
  executor.run();
  CHECK(*y == 30, *y);
  *v = 4;
  *x = 6;
  executor.run();
  CHECK(*y == 36, *y, ": the weights were made anew");
  executor.renew();
  executor.run();
  CHECK(*y == 48, *y);
}

FACET_TEST(executor, refuses_constants_that_change) {
  EncodedProgram program;
  const uint32_t constant = program.add_arena();
  const uint32_t x = program.add_buffer(DType::f32, {4}), y = program.add_buffer(DType::f32, {4}, constant);
  program.add_step(Op::relu, {x}, {y});
  program.make_constant(constant);
  std::string text;
  try {
    verify_program(decode_program(program.bytes()));
  } catch (const Error& error) {
    text = error.what();
  }
  CHECK(text.find("a constant is computed from what is none") != std::string::npos, text);
  program.make_constant(7);
  try {
    decode_program(program.bytes());
  } catch (const Error& error) {
    text = error.what();
  }
  CHECK(text.find("the constant arenas are") != std::string::npos, text);
}

}  // namespace facet::test
