// Which kernel was measured to be the fastest for what: in memory, and in a small file for the next process. The file is a line
// a measurement: what was measured, the kernel, the times, separated by tabs; of two lines for the same the later counts.
// Delete it to measure anew.
#pragma once

#include <map>
#include <mutex>
#include <string>

namespace facet::cuda {

class MeasuredChoices {
 public:
  // The file may be absent, and need not be writable; an empty name is for none.
  explicit MeasuredChoices(std::string file);

  // The kernel's name; empty if there is none.
  std::string find(const std::string& what);
  // Neither text may contain a tab or the end of a line.
  void store(const std::string& what, const std::string& kernel, const std::string& note);

  const std::string& file() const { return file_; }

 private:
  std::mutex turn_;
  std::string file_;
  std::map<std::string, std::string> kernels_;
};

// Those of the file that FACET_MEASURED_CHOICES names, else of facet/gpu-kernels.tsv in the user's cache folder.
MeasuredChoices& measured_choices();

}  // namespace facet::cuda
