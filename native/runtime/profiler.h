// Wall-clock time of every step of the last run.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace facet {

class Profiler {
 public:
  void resize(size_t steps) { milliseconds_.assign(steps, 0.0); }
  bool on() const { return on_; }
  void set_on(bool on) { on_ = on; }
  double milliseconds(size_t step) const { return milliseconds_[step]; }

  void begin() { began_ = Clock::now(); }
  void end(size_t step) { milliseconds_[step] = std::chrono::duration<double, std::milli>(Clock::now() - began_).count(); }

 private:
  using Clock = std::chrono::steady_clock;
  bool on_ = false;
  Clock::time_point began_;
  std::vector<double> milliseconds_;
};

}  // namespace facet
