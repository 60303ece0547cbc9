// Choosing kernels by measurement, with kernels whose speed is known.
#include "runtime/tuner.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

#include "runtime/thread_pool.h"
#include "tests/test.h"

namespace facet::test {
namespace {

int runs = 0;

KernelError run_slow(const Step&, const KernelContext&) {
  ++runs;
  std::this_thread::sleep_for(std::chrono::milliseconds(3));
  return nullptr;
}

KernelError run_fast(const Step&, const KernelContext&) {
  ++runs;
  return nullptr;
}

const char* refuse_nothing(const Step&) { return nullptr; }
const char* refuse_all(const Step&) { return "never"; }

const Kernel kSlow = {"relu_f32_slow", refuse_nothing, nullptr, run_slow};
const Kernel kFast = {"relu_f32_fast", refuse_nothing, nullptr, run_fast};
const Kernel kRefusing = {"relu_f32_refusing", refuse_all, nullptr, run_fast};
const Kernel kReference = {"relu_f32_ref", refuse_nothing, nullptr, run_fast};

// A file name of this test's own; the file is deleted in the end.
class CacheFile {
 public:
  CacheFile() : name_("/tmp/facet_tuner_test." + std::to_string(getpid())) { std::remove(name_.c_str()); }
  ~CacheFile() { std::remove(name_.c_str()); }
  CacheFile(const CacheFile&) = delete;
  CacheFile& operator=(const CacheFile&) = delete;
  const std::string& name() const { return name_; }

 private:
  std::string name_;
};

struct ReluStep {
  TensorView x, y;
  ReluStep() {
    for (TensorView* view : {&x, &y}) {
      view->rank = 1;
      view->dims[0] = 100;
    }
  }
  Step step() const { return {Op::relu, {&x, 1}, {&y, 1}, {}}; }
};

const Kernel* const kSlowFirst[] = {&kRefusing, &kSlow, &kFast, &kReference};

}  // namespace

FACET_TEST(tuner, binds_what_measures_faster_and_says_why_not_the_others) {
  const CacheFile file;
  ThreadPool pool(1);
  const ReluStep relu;
  const Binding binding = Tuner("here", file.name(), pool).bind(relu.step(), kSlowFirst);
  CHECK(binding.kernel == &kFast);
  CHECK(binding.refusals.size() == 2 && binding.refusals[0].kernel == &kRefusing && binding.refusals[1].kernel == &kSlow);
}

FACET_TEST(tuner, keeps_its_choices_by_machine) {
  const CacheFile file;
  ThreadPool pool(1);
  const ReluStep relu;
  Tuner("here", file.name(), pool).bind(relu.step(), kSlowFirst);
  runs = 0;
  CHECK(Tuner("here", file.name(), pool).bind(relu.step(), kSlowFirst).kernel == &kFast);
  CHECK(runs == 0);
  Tuner("elsewhere", file.name(), pool).bind(relu.step(), kSlowFirst);
  CHECK(runs > 0);
}

FACET_TEST(tuner, believes_its_file) {
  const CacheFile file;
  ThreadPool pool(1);
  const ReluStep relu;
  Tuner("here", file.name(), pool).bind(relu.step(), kSlowFirst);
  std::string line;
  std::getline(std::ifstream(file.name()) >> std::ws, line);
  std::ofstream(file.name()) << line.substr(0, line.rfind('\t')) << "\trelu_f32_slow\n";
  CHECK(Tuner("here", file.name(), pool).bind(relu.step(), kSlowFirst).kernel == &kSlow);
  std::ofstream(file.name()) << line.substr(0, line.rfind('\t')) << "\trelu_of_an_older_library\n";
  CHECK(Tuner("here", file.name(), pool).bind(relu.step(), kSlowFirst).kernel == &kFast);
}

FACET_TEST(tuner, measures_again_where_it_cannot_write) {
  ThreadPool pool(1);
  const ReluStep relu;
  CHECK(Tuner("here", "/proc/no/such/file", pool).bind(relu.step(), kSlowFirst).kernel == &kFast);
  CHECK(Tuner("here", "", pool).bind(relu.step(), kSlowFirst).kernel == &kFast);
}

FACET_TEST(tuner, takes_the_reference_only_where_there_is_nothing_else) {
  ThreadPool pool(1);
  const ReluStep relu;
  const Kernel* const only[] = {&kRefusing, &kReference};
  CHECK(Tuner("here", "", pool).bind(relu.step(), only).kernel == &kReference);
  CHECK(Tuner("here", "", pool).bind(relu.step(), {only, 1}).kernel == nullptr);
}

}  // namespace facet::test
