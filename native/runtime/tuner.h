// Choice of kernels by measurement. Where several kernels of an op take a step, their order in the list says which is bound;
// with FACET_TUNE=1 each is timed once for the step's shapes instead, and the choice is kept in a file of the user's, so that
// later programs, and later runs on this machine, get the same kernels and so the same bits.
#pragma once

#include <map>
#include <string>

#include "core/kernel_registry.h"

namespace facet {

class ThreadPool;

class Tuner {
 public:
  // key: what timings depend on beside the step (Device::tuning_key). file: the kept choices; it need not exist.
  Tuner(std::string key, std::string file, ThreadPool& pool);

  // As bind_kernel, but the fastest of the kernels that do not refuse; the others' refusal is that they measured slower.
  // Reference kernels are bound only where there are no others.
  Binding bind(const Step& step, std::span<const Kernel* const> candidates);

 private:
  const Kernel* fastest(const Step& step, std::span<const Kernel* const> takers);
  void keep(const std::string& key, const char* kernel);

  std::string key_;
  std::string file_;
  ThreadPool& pool_;
  std::map<std::string, std::string> kept_;  // kernel by key and step
};

// The file that FACET_TUNE_CACHE names, else kernels.tsv in the folder "facet" of the user's cache folder; empty if there is
// none.
std::string tuning_file();

}  // namespace facet
