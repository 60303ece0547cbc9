// A cuBLAS that computes on the fake runtime's streams, under the real names.
#include <algorithm>
#include <cstddef>

#include "fake_cuda/fake_cuda.h"
#include "tests/cuda_plugin/plain_products.h"

struct FakeCublas {
  cudaStream_t stream = nullptr;
  float* workspace = nullptr;
  size_t workspace_bytes = 0;
};

namespace {

constexpr int kSuccess = 0, kInvalidValue = 7;
constexpr int kTransposed = 1, kFloat = 0, kCompute32f = 68, kCompute32fTf32 = 77;

// op(m) of a column-major matrix with leading dimension ld.
facet::test::PlainMatrix matrix(const void* m, int op, int ld) {
  const auto* first = static_cast<const float*>(m);
  return op == kTransposed ? facet::test::PlainMatrix{first, ld, 1} : facet::test::PlainMatrix{first, 1, ld};
}

}  // namespace

extern "C" {

int cublasCreate_v2(FakeCublas** handle) {
  *handle = new FakeCublas;
  return kSuccess;
}

int cublasDestroy_v2(FakeCublas* handle) {
  delete handle;
  return kSuccess;
}

int cublasSetStream_v2(FakeCublas* handle, cudaStream_t stream) {
  *handle = {stream, nullptr, 0};
  return kSuccess;
}

int cublasSetWorkspace_v2(FakeCublas* handle, void* workspace, size_t bytes) {
  handle->workspace = static_cast<float*>(workspace);
  handle->workspace_bytes = bytes;
  return kSuccess;
}

int cublasGetVersion_v2(FakeCublas*, int* version) {
  *version = 130000;
  return kSuccess;
}

int cublasGemmEx(FakeCublas* handle, int a_op, int b_op, int m, int n, int k, const void* alpha, const void* a, int a_type,
                 int lda, const void* b, int b_type, int ldb, const void* beta, void* c, int c_type, int ldc, int compute,
                 int) {
  const bool understood = a_type == kFloat && b_type == kFloat && c_type == kFloat && *static_cast<const float*>(alpha) == 1 &&
                          *static_cast<const float*>(beta) == 0 && (compute == kCompute32f || compute == kCompute32fTf32) &&
                          handle->workspace != nullptr && ldc >= m && lda >= (a_op == kTransposed ? k : m) &&
                          ldb >= (b_op == kTransposed ? n : k);
  if (!understood) return kInvalidValue;
  fake_cuda::launch(handle->stream, fake_cuda::machine().rival_milliseconds, {a, b, c, handle->workspace},
                    [a = matrix(a, a_op, lda), b = matrix(b, b_op, ldb), m, n, k, c = static_cast<float*>(c), ldc,
                     workspace = handle->workspace, bytes = handle->workspace_bytes] {
                      std::fill_n(workspace, std::min<size_t>(bytes, 4096) / sizeof(float), -1.0f);  // its own while it runs
                      facet::test::plain_product(a, b, m, n, k, c, 1, ldc);
                    });
  return kSuccess;
}
}
