// Counts checks and prints those that failed.
#pragma once

#include <cstdio>
#include <string>

namespace facet::test {

class Report {
 public:
  void expect(bool holds, const std::string& what) {
    ++checks_;
    if (holds) return;
    if (++failures_ <= 50) std::printf("FAILED: %s\n", what.c_str());
  }

  // To be returned from main.
  int finish() const {
    std::printf("%d checks, %d failed\n", checks_, failures_);
    return failures_ || checks_ == 0 ? 1 : 0;
  }

 private:
  int checks_ = 0;
  int failures_ = 0;
};

}  // namespace facet::test
