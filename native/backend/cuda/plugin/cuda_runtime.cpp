// The library's door: the CUDA runtime as Facet sees it.
#include <new>

#include "backend/cuda/plugin/cuda_context.h"
#include "backend/cuda/plugin/cuda_error.h"

namespace facet::cuda {
namespace {

class CudaRuntime final : public GpuRuntime {
 public:
  GpuStatus count(int* out) noexcept override {
    const cudaError_t error = cudaGetDeviceCount(out);
    if (error != cudaSuccess) return no_device(error);
    return *out > 0 ? GpuStatus{} : no_device(cudaErrorNoDevice);
  }

  GpuStatus describe(int number, GpuInfo* out) noexcept override { return cuda::describe(number, out); }

  GpuStatus open(int number, GpuContext** out) noexcept override {
    int gpus = 0;
    if (const GpuStatus status = count(&gpus); !status.ok()) return status;
    if (number < 0 || number >= gpus)
      return failure(FACET_NO_DEVICE, "there are %d GPUs, numbered from 0 (CUDA_VISIBLE_DEVICES chooses among them)", gpus);
    auto* context = new (std::nothrow) CudaContext(number);
    if (context == nullptr) return {FACET_OUT_OF_MEMORY, "the process is out of memory"};
    const GpuStatus status = context->open();
    if (!status.ok()) {
      context->close();
      return status;
    }
    *out = context;
    return {};
  }
};

}  // namespace
}  // namespace facet::cuda

extern "C" __attribute__((visibility("default"))) facet::cuda::GpuRuntime* facet_gpu_runtime(uint32_t interface_version) {
  static facet::cuda::CudaRuntime runtime;
  return interface_version == facet::cuda::kGpuInterfaceVersion ? &runtime : nullptr;
}
