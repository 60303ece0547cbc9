// Matrix products by cuBLAS.
#include <limits>

#include "backend/cuda/plugin/cuda_error.h"
#include "backend/cuda/plugin/rivals/cublas_api.h"
#include "backend/cuda/plugin/rivals/follow_up.h"
#include "backend/cuda/plugin/rivals/gpu_handles.h"
#include "backend/cuda/plugin/rivals/policy.h"
#include "backend/cuda/plugin/rivals/rivals.h"
#include "core/op_params.h"

namespace facet::cuda::rival {
namespace {

// What NVIDIA advises for Hopper; a workspace of the step's own lets runs be captured as graphs.
constexpr size_t kWorkspaceBytes = size_t{32} << 20;

cublas::Library& library() {
  static auto& the = *new cublas::Library;
  return the;
}

GpuHandles<cublas::Handle>& handles() {
  static auto& the = *new GpuHandles<cublas::Handle>;
  return the;
}

const char* refuse(const Step& s) {
  if (const char* reason = refuse_rivals(); reason != nullptr) return reason;
  if (s.out[0].dtype != DType::f32) return "takes f32 only";
  for (const TensorView& t : s.in) {
    for (int i = 0; i < t.rank; ++i) {
      if (t.dims[i] > std::numeric_limits<int>::max()) return "takes sizes of 32 bits only";
    }
  }
  return library().problem();
}

size_t scratch_bytes(const Step&, int) { return kWorkspaceBytes; }

KernelError multiply(const Step& s, const KernelContext& context) {
  const auto p = MatmulParams::of(s);
  const TensorView &a = s.in[0], &b = s.in[1], &c = s.out[0];
  const auto columns = [](const TensorView& t) { return static_cast<int>(t.dims[1]); };
  const auto m = static_cast<int>(c.dims[0]), n = static_cast<int>(c.dims[1]);
  const auto k = static_cast<int>(a.dims[p.trans_a ? 0 : 1]);
  const auto op = [](bool transposed) { return transposed ? cublas::kTransposed : cublas::kPlain; };
  const float one = 1, zero = 0;

  const std::lock_guard<std::mutex> turn(handles().turn());
  cublas::Handle handle = handles().current(library().create);
  if (handle == nullptr) return "cuBLAS could not be started on this GPU";
  // Row-major c = a b is column-major c^T = b^T a^T. Setting the stream forgets the workspace.
  cublas::Status status = library().set_stream(handle, static_cast<cudaStream_t>(context.queue));
  if (status == cublas::kSuccess) status = library().set_workspace(handle, context.scratch, kWorkspaceBytes);
  if (status == cublas::kSuccess) {
    status = library().gemm(handle, op(p.trans_b), op(p.trans_a), n, m, k, &one, b.data, cublas::kFloat, columns(b), a.data,
                            cublas::kFloat, columns(a), &zero, c.data, cublas::kFloat, n,
                            tf32_wanted() ? cublas::kCompute32fTf32 : cublas::kCompute32f, cublas::kDefaultAlgorithm);
  }
  return status == cublas::kSuccess ? nullptr : failure(FACET_INTERNAL, "cuBLAS failed with status %d", status).reason;
}

KernelError run(const Step& s, const KernelContext& context) {
  KernelError error = multiply(s, context);
  const TensorView& c = s.out[0];
  if (error == nullptr && s.in.size() == 3) {
    const TensorView sum_and_bias[] = {c, s.in[2]};
    error = follow_up(Op::bias_add, sum_and_bias, s.out, context);
  }
  if (error == nullptr && MatmulParams::of(s).activation == Activation::relu)
    error = follow_up(Op::relu, s.out, s.out, context);
  return error;
}

}  // namespace

const Kernel kMatmulCublas{"matmul_f32_cublas", refuse, scratch_bytes, run};

int cublas_version() {
  if (library().problem() != nullptr) return 0;
  const std::lock_guard<std::mutex> turn(handles().turn());
  cublas::Handle handle = handles().current(library().create);
  int version = 0;
  return handle != nullptr && library().version(handle, &version) == cublas::kSuccess ? version : 0;
}

}  // namespace facet::cuda::rival
