// run_once "OP CASE": runs the kernel that AVX2 machines bind to an op case (tests/cases/README.md) once, on one thread, inside
// counted_kernel(), which callgrind is told to collect. Valgrind knows no AVX-512, so AVX2 is the level that is counted.
#include <cstdio>
#include <string>

#include "backend/cpu/kernel_lists.h"
#include "core/op_table.h"
#include "tests/case_runner.h"

namespace {

const facet::Kernel* counted = nullptr;

}  // namespace

extern "C" [[gnu::noinline]] facet::KernelError counted_kernel(const facet::Step& step, const facet::KernelContext& context) {
  return counted->run(step, context);
}

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: run_once \"OP CASE\"\n");
    return 1;
  }
  const std::string line = argv[1], name = line.substr(0, line.find(' '));
  uint32_t code = 0;
  while (code < facet::kOpCount && name != facet::op_info(static_cast<facet::Op>(code)).name) ++code;
  if (code == facet::kOpCount) {
    std::fprintf(stderr, "there is no op %s\n", name.c_str());
    return 1;
  }
  const auto op = static_cast<facet::Op>(code);
  const facet::test::OpCase c = facet::test::parse_case(op, line.substr(name.size() + 1));
  facet::test::CaseRun run(c, facet::DType::f32);
  for (const facet::Kernel* kernel : facet::cpu::kernels(op, facet::cpu::IsaLevel::avx2)) {
    if (kernel->refuse(run.step()) != nullptr) continue;
    counted = kernel;
    facet::Kernel wrapped = *kernel;
    wrapped.run = counted_kernel;
    facet::ThreadPool pool(1);
    const char* error = run.run(wrapped, pool);
    if (error != nullptr) std::fprintf(stderr, "%s\n", error);
    std::printf("%s\n", kernel->name);
    return error == nullptr ? 0 : 1;
  }
  return 1;
}
