// The real cuDNN and cuBLAS, where they are installed: without a GPU they can be opened, and asked for what Facet calls.
#include <cstdio>
#include <cstring>

#include "backend/cuda/plugin/rivals/cublas_api.h"
#include "backend/cuda/plugin/rivals/cudnn_api.h"
#include "tests/test.h"

namespace facet::test {
namespace {

void expect_every_function(const char* problem) {
  if (problem == nullptr) return;
  if (std::strncmp(problem, "no ", 3) == 0)
    std::printf("skipped: %s\n", problem);
  else
    CHECK(false, std::string(problem));
}

}  // namespace

FACET_TEST(vendors, cudnn_has_every_function_that_is_called) { expect_every_function(cuda::cudnn::Library().problem()); }

FACET_TEST(vendors, cublas_has_every_function_that_is_called) { expect_every_function(cuda::cublas::Library().problem()); }

}  // namespace facet::test
