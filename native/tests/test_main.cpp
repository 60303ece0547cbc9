#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <vector>

#include "tests/test.h"

namespace facet::test {
namespace {

struct Test {
  const char *subject, *name;
  Body body;
};

std::vector<Test>& tests() {
  static std::vector<Test> list;
  return list;
}

std::atomic<int> failures{0};  // tests check on many threads
constexpr int kMostPrinted = 100;

bool chosen(const Test& test, int argc, char** argv) {
  return argc < 2 ||
         std::any_of(argv + 1, argv + argc, [&](const char* subject) { return std::strcmp(subject, test.subject) == 0; });
}

void run(const Test& test) {
  const int before = failures;
  const auto began = std::chrono::steady_clock::now();
  try {
    test.body();
  } catch (const RequirementFailed&) {  // already reported
  } catch (const std::exception& e) {
    report_failure(test.subject, 0, std::string("exception: ") + e.what());
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::printf("%s %s.%s (%.2f s)\n", failures == before ? "ok    " : "FAILED", test.subject, test.name, seconds);
  std::fflush(stdout);
}

}  // namespace

Registration::Registration(const char* subject, const char* name, Body body) { tests().push_back({subject, name, body}); }

void report_failure(const char* file, int line, const std::string& text) {
  const int number = ++failures;
  if (number <= kMostPrinted) std::printf("%s:%d: %s\n", file, line, text.c_str());
  if (number == kMostPrinted) std::printf("further failures are counted only\n");
}

}  // namespace facet::test

int main(int argc, char** argv) {
  using namespace facet::test;
  int run_count = 0;
  for (const Test& test : tests()) {
    if (!chosen(test, argc, argv)) continue;
    run(test);
    ++run_count;
  }
  if (run_count == 0) std::printf("no test of the subjects given\n");
  std::printf("%d tests, %d failed checks\n", run_count, failures.load());
  return run_count == 0 || failures > 0 ? 1 : 0;
}
