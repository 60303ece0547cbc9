#include "backend/cuda/plugin/rivals/kernel_timer.h"

#include <algorithm>
#include <limits>

#include "backend/cuda/plugin/cuda_error.h"

namespace facet::cuda {
namespace {

constexpr double kMillisecondsOfRound = 5;
constexpr int kMostRuns = 50;
constexpr int kRounds = 4;
constexpr size_t kAlignment = 256;
constexpr size_t kPatternFloats = size_t{1} << 18;

// Everything that timing a step needs on the GPU.
class Bench {
 public:
  Bench(StreamMemory& source, const Step& step) : source_(source), step_(step) {}
  ~Bench();
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  GpuStatus open(ThreadPool& pool, std::span<const Kernel* const> kernels);
  // Milliseconds of `runs` runs, enqueued as one graph where they can be captured.
  GpuStatus time(const Kernel& kernel, ThreadPool& pool, int runs, double* out);

 private:
  size_t place(std::span<const TensorView> from, std::vector<TensorView>& to, size_t offset);
  GpuStatus fill(size_t bytes);
  GpuStatus enqueue(const Kernel& kernel, ThreadPool& pool, int runs);
  GpuStatus capture(const Kernel& kernel, ThreadPool& pool, int runs, cudaGraphExec_t* out);

  StreamMemory& source_;
  Step step_;
  std::vector<TensorView> in_, out_;
  std::byte* memory_ = nullptr;
  std::byte* scratch_ = nullptr;
  int32_t* fault_ = nullptr;
  cudaStream_t stream_ = nullptr;
  cudaEvent_t begin_ = nullptr, end_ = nullptr;
};

size_t aligned(size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

Bench::~Bench() {
  if (stream_ != nullptr) cudaStreamSynchronize(stream_);
  if (memory_ != nullptr) source_.release(memory_);
  if (fault_ != nullptr) cudaFreeHost(fault_);
  if (begin_ != nullptr) cudaEventDestroy(begin_);
  if (end_ != nullptr) cudaEventDestroy(end_);
  if (stream_ != nullptr) cudaStreamDestroy(stream_);
  cudaGetLastError();
}

size_t Bench::place(std::span<const TensorView> from, std::vector<TensorView>& to, size_t offset) {
  for (TensorView view : from) {
    view.data = reinterpret_cast<void*>(offset);  // becomes an address when the memory is there
    to.push_back(view);
    offset += aligned(static_cast<size_t>(view.count()) * sizeof(float));
  }
  return offset;
}

GpuStatus Bench::open(ThreadPool& pool, std::span<const Kernel* const> kernels) {
  size_t scratch_bytes = 0;
  for (const Kernel* kernel : kernels) {
    // One thread: the host only enqueues.
    if (kernel->scratch_bytes != nullptr) scratch_bytes = std::max(scratch_bytes, kernel->scratch_bytes(step_, 1));
  }
  const size_t tensors = place(step_.out, out_, place(step_.in, in_, 0));
  void* memory = nullptr;
  const auto bytes = static_cast<int64_t>(tensors + aligned(scratch_bytes) + kAlignment);
  if (const GpuStatus status = source_.allocate(bytes, &memory); !status.ok()) return status;
  memory_ = static_cast<std::byte*>(memory);
  scratch_ = memory_ + tensors;
  for (std::vector<TensorView>* views : {&in_, &out_}) {
    for (TensorView& view : *views) view.data = memory_ + reinterpret_cast<size_t>(view.data);
  }
  step_.in = in_;
  step_.out = out_;
  FACET_CUDA_TRY(cudaHostAlloc(&memory, sizeof(int32_t), cudaHostAllocMapped), "allocating pinned memory");
  fault_ = static_cast<int32_t*>(memory);
  *fault_ = 0;
  FACET_CUDA_TRY(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "creating a stream");
  if (const GpuStatus status = source_.go_before(stream_); !status.ok()) return status;
  FACET_CUDA_TRY(cudaEventCreateWithFlags(&begin_, cudaEventDefault), "creating an event");
  FACET_CUDA_TRY(cudaEventCreateWithFlags(&end_, cudaEventDefault), "creating an event");
  if (const GpuStatus status = fill(tensors); !status.ok()) return status;
  // The first run loads a kernel.
  for (const Kernel* kernel : kernels) {
    if (const GpuStatus status = enqueue(*kernel, pool, 1); !status.ok()) return status;
  }
  return status_of(cudaStreamSynchronize(stream_), "timing kernels");
}

// Numbers in [-1, 1): a GPU that multiplies zeros draws less power, and keeps a higher clock.
GpuStatus Bench::fill(size_t bytes) {
  std::vector<float> pattern(std::min(kPatternFloats, bytes / sizeof(float)));
  uint32_t state = 1;
  for (float& value : pattern) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<float>(state >> 8) / 8388608.0f - 1.0f;
  }
  size_t done = pattern.size() * sizeof(float);
  FACET_CUDA_TRY(cudaMemcpyAsync(memory_, pattern.data(), done, cudaMemcpyHostToDevice, stream_), "filling memory");
  while (done < bytes) {
    const size_t part = std::min(done, bytes - done);
    FACET_CUDA_TRY(cudaMemcpyAsync(memory_ + done, memory_, part, cudaMemcpyDeviceToDevice, stream_), "filling memory");
    done += part;
  }
  return status_of(cudaStreamSynchronize(stream_), "filling memory");
}

GpuStatus Bench::enqueue(const Kernel& kernel, ThreadPool& pool, int runs) {
  const KernelContext context{pool, scratch_, stream_, fault_};
  for (int run = 0; run < runs; ++run) {
    if (KernelError error = kernel.run(step_, context); error != nullptr) return {FACET_KERNEL_FAILED, error};
  }
  return {};
}

GpuStatus Bench::capture(const Kernel& kernel, ThreadPool& pool, int runs, cudaGraphExec_t* out) {
  FACET_CUDA_TRY(cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal), "capturing");
  const GpuStatus enqueued = enqueue(kernel, pool, runs);
  cudaGraph_t graph = nullptr;
  FACET_CUDA_TRY(cudaStreamEndCapture(stream_, &graph), "capturing");
  const GpuStatus made = enqueued.ok() ? status_of(cudaGraphInstantiate(out, graph, 0), "capturing") : enqueued;
  cudaGraphDestroy(graph);
  return made;
}

GpuStatus Bench::time(const Kernel& kernel, ThreadPool& pool, int runs, double* out) {
  cudaGraphExec_t graph = nullptr;
  const bool captured = capture(kernel, pool, runs, &graph).ok();
  FACET_CUDA_TRY(cudaEventRecord(begin_, stream_), "timing kernels");
  GpuStatus status = captured ? status_of(cudaGraphLaunch(graph, stream_), "timing kernels") : enqueue(kernel, pool, runs);
  if (status.ok()) status = status_of(cudaEventRecord(end_, stream_), "timing kernels");
  if (status.ok()) status = status_of(cudaEventSynchronize(end_), "timing kernels");
  float milliseconds = 0;
  if (status.ok()) status = status_of(cudaEventElapsedTime(&milliseconds, begin_, end_), "timing kernels");
  if (graph != nullptr) cudaGraphExecDestroy(graph);
  *out = milliseconds;
  return status;
}

}  // namespace

GpuStatus time_kernels(StreamMemory& memory, const Step& step, ThreadPool& pool, std::span<const Kernel* const> kernels,
                       std::vector<double>* out) {
  Bench bench(memory, step);
  if (const GpuStatus status = bench.open(pool, kernels); !status.ok()) return status;
  std::vector<int> runs;
  for (const Kernel* kernel : kernels) {
    double once = 0;
    if (const GpuStatus status = bench.time(*kernel, pool, 1, &once); !status.ok()) return status;
    runs.push_back(std::clamp(static_cast<int>(kMillisecondsOfRound / std::max(once, 1e-3)), 1, kMostRuns));
  }
  out->assign(kernels.size(), std::numeric_limits<double>::infinity());
  for (int round = 0; round < kRounds; ++round) {
    for (size_t i = 0; i < kernels.size(); ++i) {
      double all = 0;
      if (const GpuStatus status = bench.time(*kernels[i], pool, runs[i], &all); !status.ok()) return status;
      (*out)[i] = std::min((*out)[i], all / runs[i]);
    }
  }
  return {};
}

}  // namespace facet::cuda
