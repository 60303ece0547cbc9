#include "runtime/tuner.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "core/dtype.h"
#include "core/shape_text.h"
#include "core/status.h"
#include "runtime/thread_pool.h"

namespace facet {
namespace {

constexpr int kRounds = 4;  // the first warms up
// By how much another kernel must be faster than the one that stands first: the clock is not that exact.
constexpr double kClearly = 0.97;
// A kernel whose first run takes so many times as long as the best one's gets no further runs.
constexpr double kHopeless = 3;

using Memory = std::unique_ptr<std::byte, decltype(&std::free)>;

Memory allocate(size_t bytes) {
  Memory memory(static_cast<std::byte*>(std::aligned_alloc(64, (bytes + 127) / 64 * 64)), &std::free);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

// Fills floats with numbers of one size and integers with 0.
void fill(const TensorView& view) {
  uint32_t state = 1;
  const auto next = [&] {
    state = state * 1664525u + 1013904223u;
    return 0.5 + static_cast<double>(state >> 8) / 16777216.0;
  };
  for (int64_t i = 0; i < view.count(); ++i) {
    if (view.dtype == DType::f32) view.as<float>()[i] = static_cast<float>(next());
    if (view.dtype == DType::f64) view.as<double>()[i] = next();
    if (view.dtype == DType::i32) view.as<int32_t>()[i] = 0;
  }
}

// A step with memory of its own.
class Trial {
 public:
  explicit Trial(const Step& step) : step_(step), in_(step.in.begin(), step.in.end()), out_(step.out.begin(), step.out.end()) {
    for (auto* views : {&in_, &out_}) {
      for (TensorView& view : *views) {
        memory_.push_back(allocate(static_cast<size_t>(view.count() * size_of(view.dtype))));
        view.data = memory_.back().get();
        fill(view);
      }
    }
    step_.in = in_;
    step_.out = out_;
  }

  // The best of a few runs; `least`: the fastest kernel's so far.
  double seconds(const Kernel& kernel, ThreadPool& pool, double least) const {
    const Memory scratch = allocate(unkept_bytes(kernel, step_, pool.size()));
    double best = 1e30;
    for (int i = 0; i < kRounds; ++i) {
      const auto start = std::chrono::steady_clock::now();
      if (run_unkept(kernel, step_, {pool, scratch.get()}) != nullptr) return 1e30;
      const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
      if (i == 0 && taken.count() > kHopeless * least) return taken.count();
      if (i > 0) best = std::min(best, taken.count());
    }
    return best;
  }

 private:
  Step step_;
  std::vector<TensorView> in_, out_;
  std::vector<Memory> memory_;
};

// Everything that tells a step from others, and the kernels among which it was chosen.
std::string name_of(const Step& step, std::span<const Kernel* const> takers) {
  std::string name = text(step);
  for (const Param& param : step.params) name += text_of(' ', param.i);
  for (const Kernel* kernel : takers) name += text_of(' ', kernel->name);
  return name;
}

bool is_reference(const Kernel& kernel) { return std::string_view(kernel.name).ends_with("_ref"); }

}  // namespace

std::string tuning_file() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  if (const std::string file = variable("FACET_TUNE_CACHE"); !file.empty()) return file;
  if (const std::string folder = variable("XDG_CACHE_HOME"); !folder.empty()) return folder + "/facet/kernels.tsv";
  const std::string home = variable("HOME");
  return home.empty() ? "" : home + "/.cache/facet/kernels.tsv";
}

Tuner::Tuner(std::string key, std::string file, ThreadPool& pool) : key_(std::move(key)), file_(std::move(file)), pool_(pool) {
  std::ifstream lines(file_);
  for (std::string line; std::getline(lines, line);) {
    if (const size_t tab = line.rfind('\t'); tab != std::string::npos) kept_[line.substr(0, tab)] = line.substr(tab + 1);
  }
}

Binding Tuner::bind(const Step& step, std::span<const Kernel* const> candidates) {
  Binding binding;
  std::vector<const Kernel*> takers;
  for (const Kernel* kernel : candidates) {
    if (const char* reason = refusal(*kernel, step); reason != nullptr) {
      binding.refusals.push_back({kernel, reason});
    } else if (takers.empty() || !is_reference(*kernel)) {
      takers.push_back(kernel);
    }
  }
  if (takers.empty()) return binding;
  binding.kernel = takers.size() == 1 ? takers.front() : fastest(step, takers);
  for (const Kernel* kernel : takers) {
    if (kernel != binding.kernel) binding.refusals.push_back({kernel, "measured slower for these shapes"});
  }
  return binding;
}

const Kernel* Tuner::fastest(const Step& step, std::span<const Kernel* const> takers) {
  const std::string key = key_ + '\t' + name_of(step, takers);
  if (const auto found = kept_.find(key); found != kept_.end()) {
    const auto named = std::find_if(takers.begin(), takers.end(), [&](const Kernel* k) { return found->second == k->name; });
    if (named != takers.end()) return *named;
  }
  const Trial trial(step);
  const Kernel* best = takers.front();
  double least = kClearly * trial.seconds(*best, pool_, 1e30);
  for (const Kernel* kernel : takers.subspan(1)) {
    const double seconds = trial.seconds(*kernel, pool_, least);
    if (seconds < least) {
      least = seconds;
      best = kernel;
    }
  }
  keep(key, best->name);
  return best;
}

// One line in one write, so that processes that tune at the same time do not mix theirs. A file that cannot be written is no
// error: the next program measures again.
void Tuner::keep(const std::string& key, const char* kernel) {
  kept_[key] = kernel;
  if (file_.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(file_).parent_path(), ignored);
  std::ofstream(file_, std::ios::app) << (key + '\t' + kernel + '\n') << std::flush;
}

}  // namespace facet
