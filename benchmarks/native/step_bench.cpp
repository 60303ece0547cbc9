// step_bench FILE [threads] [repeats]: time and bandwidth of single steps by the kernels that this machine binds. A line of
// FILE is an op and an op case (tests/cases/README.md): `op name | in .. | out .. | params ..`. Bandwidth counts every tensor
// once, and stands beside that of a copy of as many bytes. Prints a Markdown table.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>

#include "backend/cpu/kernel_lists.h"
#include "core/kernel_registry.h"
#include "core/op_table.h"
#include "fma_peak.h"
#include "tests/case_runner.h"

namespace facet::bench {
namespace {

Op op_of(const std::string& name) {
  for (uint32_t code = 0; code < kOpCount; ++code) {
    if (name == op_info(static_cast<Op>(code)).name) return static_cast<Op>(code);
  }
  std::fprintf(stderr, "there is no op %s\n", name.c_str());
  std::exit(1);
}

const Kernel& bound_kernel(const Step& step) {
  for (const Kernel* kernel : cpu::kernels(step.op, cpu::best_isa_level())) {
    if (kernel->refuse(step) == nullptr) return *kernel;
  }
  std::fprintf(stderr, "no kernel takes the step\n");
  std::exit(1);
}

int64_t bytes_of(const test::OpCase& c) {
  int64_t floats = 0;
  for (const auto& t : c.in) floats += t.count();
  for (const auto& t : c.out) floats += t.count();
  return 4 * floats;
}

struct Time {
  const char* kernel;
  double seconds;
};

Time best_time(const test::OpCase& c, ThreadPool& pool, int repeats) {
  test::CaseRun run(c, DType::f32);
  const Kernel& kernel = bound_kernel(run.step());
  const size_t bytes = unkept_bytes(kernel, run.step(), pool.size());
  const std::unique_ptr<std::byte, decltype(&std::free)> scratch(
      static_cast<std::byte*>(std::aligned_alloc(64, (bytes + 127) / 64 * 64)), &std::free);
  run.run(kernel, pool);  // gives the inputs their values
  double best = 1e30;
  for (int i = 0; i < repeats; ++i) {
    const double start = seconds(pool);
    run_unkept(kernel, run.step(), {pool, scratch.get()});
    best = std::min(best, seconds(pool) - start);
  }
  return {kernel.name, best};
}

void bench(const std::string& line, ThreadPool& pool, int repeats) {
  const size_t space = line.find(' ');
  const test::OpCase c = test::parse_case(op_of(line.substr(0, space)), line.substr(space + 1));
  const double bytes = static_cast<double>(bytes_of(c));
  const std::string half = std::to_string(bytes_of(c) / 8);
  const Time copy = best_time(test::parse_case(Op::copy, "copy | in x:" + half + " | out y:" + half), pool, repeats);
  const Time time = best_time(c, pool, repeats);
  std::printf("| %s | %s | %.1f | %.3f | %.1f | %.1f (%.0f %%) |\n", c.name.c_str(), time.kernel, bytes * 1e-6,
              1e3 * time.seconds, bytes / time.seconds * 1e-9, bytes / copy.seconds * 1e-9, 100 * copy.seconds / time.seconds);
  std::fflush(stdout);
}

}  // namespace
}  // namespace facet::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: step_bench FILE [threads] [repeats]\n");
    return 1;
  }
  facet::ThreadPool pool(argc > 2 ? std::atoi(argv[2]) : 1);
  const int repeats = argc > 3 ? std::atoi(argv[3]) : 20;
  std::printf("%s, %d threads\n\n", facet::cpu::name(facet::cpu::best_isa_level()), pool.size());
  std::printf("| step | kernel | MB | ms | GB/s | a copy's (share) |\n| --- | --- | --- | --- | --- | --- |\n");
  std::ifstream file(argv[1]);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') facet::bench::bench(line, pool, repeats);
  }
}
