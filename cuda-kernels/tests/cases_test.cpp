// Every op's cases on the shim, and the numbers that plain formulas spoil.
//
//   facet_cuda_cases <folder of case files>... [quick | sample] [op=<name>]
//
// The first folder must have a file for every op; further folders may hold more cases of some. `quick` leaves out the large
// cases, `sample` all but every fifth of the others, too. `op` chooses one op.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "numerics.h"
#include "ops.h"

namespace {

std::vector<facet::test::Case> chosen(std::vector<facet::test::Case> cases, bool sample) {
  if (!sample) return cases;
  std::vector<facet::test::Case> few;
  int number = 0;
  for (auto& c : cases)
    if (!c.is_large() && number++ % 5 == 0) few.push_back(std::move(c));
  return few;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace facet::test;
  std::vector<std::filesystem::path> folders;
  bool quick = false, sample = false;
  std::string only;
  for (int a = 1; a < argc; ++a) {
    const std::string argument = argv[a];
    if (argument == "quick")
      quick = true;
    else if (argument == "sample")
      quick = sample = true;
    else if (argument.starts_with("op="))
      only = argument.substr(3);
    else
      folders.emplace_back(argv[a]);
  }
  if (folders.empty()) {
    std::fprintf(stderr, "usage: facet_cuda_cases <folder of case files>... [quick | sample] [op=<name>]\n");
    return 2;
  }
  try {
    Report report;
    for (const OpUnderTest& op : ops()) {
      if (!only.empty() && op.name != only) continue;
      for (size_t f = 0; f < folders.size(); ++f)
        if (f == 0 || exists(folders[f] / (op.name + ".txt")))
          run_cases(op, chosen(read_cases(folders[f], op.name), sample), quick, report);
    }
    if (!only.empty()) return report.finish();
    test_ecloss_numerics(report);
    test_ecloss_orbits(report);
    test_relu_of_special_numbers(report);
    test_winograd_numerics(report);
    return report.finish();
  } catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
}
