// A small test harness: FACET_TEST(subject, name) { ... CHECK(...) ... }. A failed check is printed and counted, and the test
// goes on; REQUIRE ends the test.
#pragma once

#include <sstream>
#include <string>

namespace facet::test {

using Body = void (*)();

// Registers a test; the program's arguments choose subjects, none chooses all.
struct Registration {
  Registration(const char* subject, const char* name, Body body);
};

void report_failure(const char* file, int line, const std::string& text);

struct RequirementFailed {};

template <typename... Parts>
void check(bool condition, const char* file, int line, const char* expression, const Parts&... parts) {
  if (condition) return;
  std::ostringstream text;
  text << expression;
  if constexpr (sizeof...(parts) > 0) ((text << ": ") << ... << parts);
  report_failure(file, line, text.str());
}

}  // namespace facet::test

#define FACET_TEST(subject, name)                                                                                   \
  static void test_##subject##_##name();                                                                            \
  static const facet::test::Registration registration_##subject##_##name(#subject, #name, test_##subject##_##name); \
  static void test_##subject##_##name()

// Further arguments are printed if the check fails.
#define CHECK(condition, ...) facet::test::check((condition), __FILE__, __LINE__, #condition __VA_OPT__(, ) __VA_ARGS__)
#define REQUIRE(condition, ...)                                                           \
  do {                                                                                    \
    const bool holds = (condition);                                                       \
    facet::test::check(holds, __FILE__, __LINE__, #condition __VA_OPT__(, ) __VA_ARGS__); \
    if (!holds) throw facet::test::RequirementFailed();                                   \
  } while (false)
