#include "backend/cuda/plugin/cuda_error.h"

#include <cstdarg>
#include <cstdio>

namespace facet::cuda {
namespace {

thread_local char text[1024];

// After these the process cannot use the GPU any more, whatever it does.
bool is_lost(cudaError_t error) {
  switch (error) {
    case cudaErrorIllegalAddress:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorHardwareStackError:
    case cudaErrorLaunchFailure:
    case cudaErrorLaunchTimeout:
    case cudaErrorECCUncorrectable:
    case cudaErrorAssert:
      return true;
    default:
      return false;
  }
}

facet_status code_of(cudaError_t error) {
  switch (error) {
    case cudaErrorMemoryAllocation:
      return FACET_OUT_OF_MEMORY;
    case cudaErrorDevicesUnavailable:
    case cudaErrorNoKernelImageForDevice:
      return FACET_NO_DEVICE;
    default:
      return is_lost(error) ? FACET_NO_DEVICE : FACET_INTERNAL;
  }
}

const char* remedy(cudaError_t error) {
  switch (error) {
    case cudaErrorNoKernelImageForDevice:
      return "; this library has no kernels for this GPU: build cuda-kernels with its architecture in CMAKE_CUDA_ARCHITECTURES";
    case cudaErrorDevicesUnavailable:
      return "; another process holds the GPU exclusively (nvidia-smi shows which)";
    default:
      return is_lost(error) ? "; this process cannot use the GPU any more: start it anew" : "";
  }
}

}  // namespace

GpuStatus failure(facet_status code, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  return {code, text};
}

GpuStatus status_of(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return {};
  cudaGetLastError();  // so that the next launch does not report it again
  return failure(code_of(error), "%s: %s (%s)%s", what, cudaGetErrorString(error), cudaGetErrorName(error), remedy(error));
}

GpuStatus no_device(cudaError_t error) {
  cudaGetLastError();
  int driver = 0, runtime = 0;
  cudaDriverGetVersion(&driver);
  cudaRuntimeGetVersion(&runtime);
  if (error == cudaErrorInsufficientDriver || driver == 0) {
    if (driver == 0) {
      return failure(FACET_NO_DEVICE,
                     "there is no NVIDIA driver (libcuda.so.1 cannot be opened); install one that knows CUDA %d.%d or newer",
                     runtime / 1000, runtime % 1000 / 10);
    }
    return failure(FACET_NO_DEVICE,
                   "the NVIDIA driver knows CUDA up to %d.%d, this library needs %d.%d: install a newer driver", driver / 1000,
                   driver % 1000 / 10, runtime / 1000, runtime % 1000 / 10);
  }
  if (error == cudaErrorNoDevice)
    return failure(FACET_NO_DEVICE, "the NVIDIA driver sees no GPU (nvidia-smi and CUDA_VISIBLE_DEVICES tell more)");
  return failure(FACET_NO_DEVICE, "the NVIDIA driver fails: %s (%s)", cudaGetErrorString(error), cudaGetErrorName(error));
}

}  // namespace facet::cuda
