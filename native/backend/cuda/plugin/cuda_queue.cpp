#include "backend/cuda/plugin/cuda_queue.h"

#include <algorithm>

#include "backend/cuda/plugin/environment.h"

namespace facet::cuda {

GpuStatus CudaQueue::open(size_t steps) {
  capturable_ = variable("FACET_CUDA_GRAPHS") != "0";
  FACET_CUDA_TRY(cudaSetDevice(device_), "choosing the GPU");
  FACET_CUDA_TRY(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "creating a stream");
  FACET_CUDA_TRY(cudaEventCreateWithFlags(&taken_, cudaEventDisableTiming), "creating an event");
  // Mapped memory has one address for host and device, and kernels write a fault about never.
  const size_t words = std::max<size_t>(1, steps);
  void* memory = nullptr;
  FACET_CUDA_TRY(cudaHostAlloc(&memory, words * sizeof(int32_t), cudaHostAllocMapped), "allocating pinned memory");
  faults_ = static_cast<int32_t*>(memory);
  std::fill_n(faults_, words, 0);
  return {};
}

void CudaQueue::close() noexcept {
  cudaSetDevice(device_);
  if (stream_ != nullptr) cudaStreamSynchronize(stream_);
  forget();
  if (faults_ != nullptr) cudaFreeHost(faults_);
  if (taken_ != nullptr) cudaEventDestroy(taken_);
  if (stream_ != nullptr) cudaStreamDestroy(stream_);
  delete this;
}

void CudaQueue::forget() {
  if (graph_ != nullptr) cudaGraphExecDestroy(graph_);
  graph_ = nullptr;
}

bool CudaQueue::capture(const Work& work) {
  if (cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal) != cudaSuccess) return false;
  const bool enqueued = work.enqueue(work.self);
  cudaGraph_t graph = nullptr;
  const bool captured = cudaStreamEndCapture(stream_, &graph) == cudaSuccess && graph != nullptr;
  const bool complete = enqueued && captured && cudaGraphInstantiate(&graph_, graph, 0) == cudaSuccess;
  if (!complete) graph_ = nullptr;
  if (graph != nullptr) cudaGraphDestroy(graph);
  cudaGetLastError();
  return complete;
}

GpuStatus CudaQueue::start(const Work& work, bool unchanged) noexcept {
  FACET_CUDA_TRY(cudaSetDevice(device_), "choosing the GPU");
  if (const GpuStatus status = staging_.go_before(stream_); !status.ok()) return status;
  if (!unchanged) forget();
  // The first run is never captured: it loads the kernels. A run that cannot be captured is not tried again.
  if (unchanged && capturable_ && graph_ == nullptr) capturable_ = capture(work);
  if (graph_ != nullptr) {
    const cudaError_t launched = cudaGraphLaunch(graph_, stream_);
    if (launched != cudaErrorMemoryAllocation) {
      FACET_CUDA_TRY(launched, "launching the program");
      return staging_.go_after(stream_);
    }
    // The driver keeps memory of its own for graphs; single steps do without.
    cudaGetLastError();
    forget();
    capturable_ = false;
  }
  work.enqueue(work.self);
  return staging_.go_after(stream_);
}

GpuStatus CudaQueue::wait() noexcept { return status_of(cudaStreamSynchronize(stream_), "computing"); }

GpuStatus CudaQueue::feed(void* shadow, const void* source, int64_t bytes) noexcept {
  FACET_CUDA_TRY(cudaSetDevice(device_), "choosing the GPU");
  return staging_.write_after(taken_, shadow, source, bytes);
}

GpuStatus CudaQueue::take(void* target, const void* shadow, int64_t bytes) noexcept {
  FACET_CUDA_TRY(cudaSetDevice(device_), "choosing the GPU");
  if (const GpuStatus status = staging_.go_before(stream_); !status.ok()) return status;
  FACET_CUDA_TRY(cudaMemcpyAsync(target, shadow, static_cast<size_t>(bytes), cudaMemcpyDeviceToDevice, stream_),
                 "copying within the GPU");
  FACET_CUDA_TRY(cudaEventRecord(taken_, stream_), "ordering copies");
  return staging_.go_after(stream_);
}

}  // namespace facet::cuda
