#include "backend/cuda/plugin/rivals/contest.h"

#include <dlfcn.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "backend/cuda/plugin/rivals/kernel_timer.h"
#include "backend/cuda/plugin/rivals/measured_choices.h"
#include "backend/cuda/plugin/rivals/policy.h"
#include "backend/cuda/plugin/rivals/rivals.h"

namespace facet::cuda {
namespace {

// A rival must be faster by more than measurements differ, so that a coin does not decide which kernel a network gets.
constexpr double kClearly = 0.97;

// Tells this library from another build, whose kernels may be faster.
std::string build_of_this_library() {
  Dl_info info{};
  struct stat file {};
  if (dladdr(reinterpret_cast<void*>(&build_of_this_library), &info) == 0 || info.dli_fname == nullptr ||
      stat(info.dli_fname, &file) != 0)
    return "?";
  return std::to_string(file.st_size) + "-" + std::to_string(file.st_mtime);
}

std::string key_of(const GpuInfo& gpu, const Step& step) {
  static const std::string build = build_of_this_library();
  std::string key = std::string(gpu.model) + " driver " + std::to_string(gpu.driver) + " " + rival_versions() + " build " +
                    build + ": " + text_of_shape(step);
  std::replace(key.begin(), key.end(), '\t', ' ');
  return key;
}

std::string milliseconds(double value) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.5f ms", value);
  return text;
}

const Kernel* measure(const std::string& key, StreamMemory& memory, const Step& step, ThreadPool& pool, const Kernel& own,
                      std::span<const Kernel* const> rivals) {
  std::vector<const Kernel*> all{&own};
  all.insert(all.end(), rivals.begin(), rivals.end());
  std::vector<double> times;
  if (!time_kernels(memory, step, pool, all, &times).ok()) return &own;
  size_t best = 0;
  std::string note;
  for (size_t i = 0; i < all.size(); ++i) {
    note += (i == 0 ? "" : ", ") + std::string(all[i]->name) + " " + milliseconds(times[i]);
    const double to_beat = best == 0 ? times[0] * kClearly : times[best];
    if (times[i] < to_beat) best = i;
  }
  measured_choices().store(key, all[best]->name, note);
  return all[best];
}

}  // namespace

const Kernel* faster(const GpuInfo& gpu, StreamMemory& memory, const Step& step, ThreadPool& pool, const Kernel& own,
                     std::span<const Kernel* const> rivals) {
  if (rivals_always()) return rivals.front();
  const std::string key = key_of(gpu, step);
  if (const std::string known = measured_choices().find(key); !known.empty()) {
    const auto at = std::find_if(rivals.begin(), rivals.end(), [&](const Kernel* rival) { return known == rival->name; });
    return at == rivals.end() ? &own : *at;
  }
  return measure(key, memory, step, pool, own, rivals);
}

}  // namespace facet::cuda
