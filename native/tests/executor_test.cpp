// What an executor does with kernels that misbehave.
#include "runtime/executor.h"

#include <new>
#include <string>

#include "core/status.h"
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

}  // namespace facet::test
