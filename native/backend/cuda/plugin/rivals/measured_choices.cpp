#include "backend/cuda/plugin/rivals/measured_choices.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>

#include "backend/cuda/plugin/environment.h"

namespace facet::cuda {
namespace {

std::string file_of_user() {
  if (std::string file(variable("FACET_MEASURED_CHOICES")); !file.empty()) return file;
  if (const std::string cache(variable("XDG_CACHE_HOME")); !cache.empty()) return cache + "/facet/gpu-kernels.tsv";
  const std::string home(variable("HOME"));
  return home.empty() ? "" : home + "/.cache/facet/gpu-kernels.tsv";
}

}  // namespace

MeasuredChoices::MeasuredChoices(std::string file) : file_(std::move(file)) {
  std::ifstream lines(file_);
  for (std::string line; std::getline(lines, line);) {
    const size_t first = line.find('\t');
    const size_t second = first == std::string::npos ? first : line.find('\t', first + 1);
    if (second == std::string::npos) continue;  // another program's, or cut off
    kernels_[line.substr(0, first)] = line.substr(first + 1, second - first - 1);
  }
}

std::string MeasuredChoices::find(const std::string& what) {
  const std::lock_guard<std::mutex> guard(turn_);
  const auto at = kernels_.find(what);
  return at == kernels_.end() ? "" : at->second;
}

void MeasuredChoices::store(const std::string& what, const std::string& kernel, const std::string& note) {
  const std::lock_guard<std::mutex> guard(turn_);
  kernels_[what] = kernel;
  if (file_.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(file_).parent_path(), ignored);
  const int out = open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (out < 0) return;  // it is measured again in the next process
  // One write, so that the lines of several processes do not mix.
  const std::string line = what + "\t" + kernel + "\t" + note + "\n";
  [[maybe_unused]] const ssize_t written = write(out, line.data(), line.size());
  close(out);
}

MeasuredChoices& measured_choices() {
  static auto& turn = *new std::mutex;
  static auto& files = *new std::map<std::string, std::unique_ptr<MeasuredChoices>>;
  const std::string file = file_of_user();
  const std::lock_guard<std::mutex> guard(turn);
  auto& choices = files[file];
  if (choices == nullptr) choices = std::make_unique<MeasuredChoices>(file);
  return *choices;
}

}  // namespace facet::cuda
