#include "fake_cuda/fake_cuda.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace {

using Task = std::function<void()>;

constexpr int kRuntime = 13000;
constexpr auto kLateness = std::chrono::microseconds(200);

struct State {
  std::mutex turn;
  fake_cuda::Machine machine;
  fake_cuda::Counts counts;
  std::map<const std::byte*, size_t> device_blocks, pinned_blocks;
  cudaError_t next_break = cudaSuccess;  // what the next kernel does to the GPU
  cudaError_t broken = cudaSuccess;
  bool held = false;  // no kernel begins
  std::condition_variable released;
};

State& state() {
  static State the;
  return the;
}

thread_local cudaError_t last_error = cudaSuccess;
thread_local int current_device = 0;

cudaError_t answer(cudaError_t error) {
  if (error != cudaSuccess) last_error = error;
  return error;
}

cudaError_t broken() {
  const std::lock_guard<std::mutex> turn(state().turn);
  return state().broken;
}

bool lies_in(const std::map<const std::byte*, size_t>& blocks, const void* memory, size_t bytes) {
  const auto* first = static_cast<const std::byte*>(memory);
  auto block = blocks.upper_bound(first);
  if (block == blocks.begin()) return false;
  --block;
  return first + bytes <= block->first + block->second;
}

}  // namespace

// What an event has seen. Streams keep it: an event may be destroyed while work that waits for it is still enqueued.
struct Passing {
  std::mutex turn;
  std::condition_variable changed;
  int64_t recorded = 0;  // how often, by the host
  int64_t passed = 0;    // the last record that a stream has come by
  double at = 0;         // simulated milliseconds

  int64_t last_record() {
    const std::lock_guard<std::mutex> guard(turn);
    return recorded;
  }
  // Until a stream has come by that record. Who waits, waits for what was recorded then, whatever is recorded later.
  void wait_for(int64_t record) {
    std::unique_lock<std::mutex> guard(turn);
    while (passed < record && broken() == cudaSuccess) changed.wait_for(guard, std::chrono::milliseconds(1));
  }
};

struct CUevent_st {
  std::shared_ptr<Passing> passing = std::make_shared<Passing>();
};

struct CUgraph_st {
  std::vector<Task> tasks;
  bool complete = true;
};

struct CUgraphExec_st {
  std::vector<Task> tasks;
};

// A thread that works its tasks off in order.
struct CUstream_st {
  CUstream_st() : worker([this] { work(); }) {}
  ~CUstream_st() {
    {
      const std::lock_guard<std::mutex> guard(turn);
      closing = true;
    }
    changed.notify_all();
    worker.join();
  }

  void enqueue(Task task) {
    {
      const std::lock_guard<std::mutex> guard(turn);
      tasks.push_back(std::move(task));
    }
    changed.notify_all();
  }

  void wait() {
    std::unique_lock<std::mutex> guard(turn);
    changed.wait(guard, [this] { return tasks.empty(); });
  }

  void work() {
    std::unique_lock<std::mutex> guard(turn);
    for (;;) {
      changed.wait(guard, [this] { return closing || !tasks.empty(); });
      if (tasks.empty()) return;
      const Task task = tasks.front();
      guard.unlock();
      std::this_thread::sleep_for(kLateness);
      if (broken() == cudaSuccess) task();
      guard.lock();
      tasks.pop_front();
      changed.notify_all();
    }
  }

  std::mutex turn;
  std::condition_variable changed;
  std::deque<Task> tasks;
  bool closing = false;
  double clock = 0;  // simulated milliseconds; the worker's own
  std::unique_ptr<CUgraph_st> capture;
  std::thread worker;
};

namespace {

CUstream_st& default_stream() {
  static CUstream_st stream;
  return stream;
}

CUstream_st& of(cudaStream_t stream) { return stream == nullptr ? default_stream() : *stream; }

void run_kernel(CUstream_st& stream, double milliseconds, const Task& kernel) {
  stream.clock += milliseconds;
  {
    std::unique_lock<std::mutex> turn(state().turn);
    state().released.wait(turn, [] { return !state().held; });
  }
  {
    const std::lock_guard<std::mutex> turn(state().turn);
    if (state().next_break != cudaSuccess) {
      state().broken = std::exchange(state().next_break, cudaSuccess);
      return;
    }
  }
  kernel();
}

}  // namespace

namespace fake_cuda {

Machine& machine() { return state().machine; }

Counts counts() {
  const std::lock_guard<std::mutex> turn(state().turn);
  return state().counts;
}

void reset() {
  const std::lock_guard<std::mutex> turn(state().turn);
  state().machine = {};
  state().counts = {};
  state().device_blocks.clear();
  state().pinned_blocks.clear();
  state().next_break = state().broken = cudaSuccess;
  state().held = false;
  last_error = cudaSuccess;
}

void launch(cudaStream_t stream, double milliseconds, std::function<void()> kernel) {
  CUstream_st& on = of(stream);
  Task task = [&on, milliseconds, kernel = std::move(kernel)] { run_kernel(on, milliseconds, kernel); };
  if (on.capture != nullptr) {
    on.capture->tasks.push_back(std::move(task));
    return;
  }
  {
    const std::lock_guard<std::mutex> turn(state().turn);
    ++state().counts.launches;
  }
  on.enqueue(std::move(task));
}

void hold_kernels(bool held) {
  const std::lock_guard<std::mutex> turn(state().turn);
  state().held = held;
  state().released.notify_all();
}

void break_by(cudaError_t error) {
  const std::lock_guard<std::mutex> turn(state().turn);
  state().next_break = error;
}

}  // namespace fake_cuda

const char* cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorIllegalAddress:
      return "an illegal memory access was encountered";
    case cudaErrorECCUncorrectable:
      return "uncorrectable ECC error encountered";
    case cudaErrorDevicesUnavailable:
      return "CUDA-capable device(s) is/are busy or unavailable";
    default:
      return "an error of the fake runtime";
  }
}

const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorIllegalAddress:
      return "cudaErrorIllegalAddress";
    case cudaErrorECCUncorrectable:
      return "cudaErrorECCUncorrectable";
    case cudaErrorDevicesUnavailable:
      return "cudaErrorDevicesUnavailable";
    default:
      return "cudaErrorUnknown";
  }
}

cudaError_t cudaGetLastError() { return std::exchange(last_error, cudaSuccess); }

cudaError_t cudaDriverGetVersion(int* version) {
  *version = state().machine.driver;
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = kRuntime;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int* count) {
  const fake_cuda::Machine& machine = state().machine;
  *count = 0;
  if (machine.driver < kRuntime) return answer(cudaErrorInsufficientDriver);
  if (machine.gpus == 0) return answer(cudaErrorNoDevice);
  *count = machine.gpus;
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  const fake_cuda::Machine& machine = state().machine;
  if (device < 0 || device >= machine.gpus) return answer(cudaErrorInvalidDevice);
  *properties = {};
  std::strcpy(properties->name, "Fake GPU");
  properties->totalGlobalMem = static_cast<size_t>(machine.memory_bytes);
  properties->major = machine.capability / 10;
  properties->minor = machine.capability % 10;
  properties->multiProcessorCount = 4;
  return cudaSuccess;
}

cudaError_t cudaSetDevice(int device) {
  if (device < 0 || device >= state().machine.gpus) return answer(cudaErrorInvalidDevice);
  if (state().machine.opening != cudaSuccess) return answer(state().machine.opening);
  current_device = device;
  return answer(broken());
}

cudaError_t cudaGetDevice(int* device) {
  *device = current_device;
  return cudaSuccess;
}

cudaError_t cudaMemGetInfo(size_t* free, size_t* total) {
  const std::lock_guard<std::mutex> turn(state().turn);
  *total = static_cast<size_t>(state().machine.memory_bytes);
  *free = static_cast<size_t>(state().machine.memory_bytes - state().counts.device_bytes);
  return cudaSuccess;
}

cudaError_t cudaMalloc(void** memory, size_t bytes) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  const std::lock_guard<std::mutex> turn(state().turn);
  const auto wanted = static_cast<int64_t>(bytes);
  if (wanted > state().machine.memory_bytes - state().counts.device_bytes) return answer(cudaErrorMemoryAllocation);
  *memory = std::malloc(bytes);
  std::memset(*memory, 0xcd, bytes);
  state().device_blocks[static_cast<std::byte*>(*memory)] = bytes;
  state().counts.device_bytes += wanted;
  return cudaSuccess;
}

cudaError_t cudaFree(void* memory) {
  const std::lock_guard<std::mutex> turn(state().turn);
  const auto block = state().device_blocks.find(static_cast<std::byte*>(memory));
  if (block == state().device_blocks.end()) return answer(cudaErrorInvalidValue);
  state().counts.device_bytes -= static_cast<int64_t>(block->second);
  state().device_blocks.erase(block);
  std::free(memory);
  return cudaSuccess;
}

cudaError_t cudaHostAlloc(void** memory, size_t bytes, unsigned) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  const std::lock_guard<std::mutex> turn(state().turn);
  *memory = std::malloc(bytes);
  state().pinned_blocks[static_cast<std::byte*>(*memory)] = bytes;
  return cudaSuccess;
}

cudaError_t cudaFreeHost(void* memory) {
  const std::lock_guard<std::mutex> turn(state().turn);
  if (state().pinned_blocks.erase(static_cast<std::byte*>(memory)) == 0) return answer(cudaErrorInvalidValue);
  std::free(memory);
  return cudaSuccess;
}

cudaError_t cudaMemset(void* memory, int value, size_t bytes) {
  default_stream().enqueue([=] { std::memset(memory, value, bytes); });
  return answer(broken());
}

// Memory that is not pinned is copied as CUDA does: the source is read before the call returns, the target is written before it
// returns.
cudaError_t cudaMemcpyAsync(void* target, const void* source, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  bool pinned = true;
  {
    const std::lock_guard<std::mutex> turn(state().turn);
    if (kind != cudaMemcpyHostToDevice && !lies_in(state().device_blocks, source, bytes)) return answer(cudaErrorInvalidValue);
    if (kind != cudaMemcpyDeviceToHost && !lies_in(state().device_blocks, target, bytes)) return answer(cudaErrorInvalidValue);
    if (kind == cudaMemcpyHostToDevice) pinned = lies_in(state().pinned_blocks, source, bytes);
    if (kind == cudaMemcpyDeviceToHost) pinned = lies_in(state().pinned_blocks, target, bytes);
  }
  CUstream_st& on = of(stream);
  Task copy = [=] { std::memcpy(target, source, bytes); };
  if (!pinned && kind == cudaMemcpyHostToDevice) {
    const auto* first = static_cast<const std::byte*>(source);
    copy = [target, bytes, values = std::vector<std::byte>(first, first + bytes)] {
      std::memcpy(target, values.data(), bytes);
    };
  }
  if (on.capture != nullptr) {
    on.capture->tasks.push_back(std::move(copy));
    return cudaSuccess;
  }
  on.enqueue(std::move(copy));
  if (!pinned && kind == cudaMemcpyDeviceToHost) on.wait();
  return cudaSuccess;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  *stream = new CUstream_st;
  const std::lock_guard<std::mutex> turn(state().turn);
  ++state().counts.streams;
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  delete stream;
  const std::lock_guard<std::mutex> turn(state().turn);
  --state().counts.streams;
  return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  CUstream_st& on = of(stream);
  if (on.capture != nullptr) {
    on.capture->complete = false;
    return answer(cudaErrorStreamCaptureUnsupported);
  }
  on.wait();
  return answer(broken());
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  of(stream).enqueue([passing = event->passing, record = event->passing->last_record()] { passing->wait_for(record); });
  return answer(broken());
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  *event = new CUevent_st;
  return cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete event;
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  if (const cudaError_t error = broken(); error != cudaSuccess) return answer(error);
  const std::shared_ptr<Passing> passing = event->passing;
  int64_t record = 0;
  {
    const std::lock_guard<std::mutex> guard(passing->turn);
    record = ++passing->recorded;
  }
  CUstream_st& on = of(stream);
  on.enqueue([passing, record, &on] {
    const std::lock_guard<std::mutex> guard(passing->turn);
    passing->passed = std::max(passing->passed, record);
    passing->at = on.clock;
    passing->changed.notify_all();
  });
  return cudaSuccess;
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  event->passing->wait_for(event->passing->last_record());
  return answer(broken());
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  *milliseconds = static_cast<float>(end->passing->at - begin->passing->at);
  return answer(broken());
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  stream->capture = std::make_unique<CUgraph_st>();
  stream->capture->complete = state().machine.captures;
  return answer(broken());
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  std::unique_ptr<CUgraph_st> captured = std::move(stream->capture);
  if (!captured->complete) return answer(cudaErrorStreamCaptureUnsupported);
  *graph = captured.release();
  return answer(broken());
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  *executable = new CUgraphExec_st{graph->tasks};
  return answer(broken());
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  {
    const std::lock_guard<std::mutex> turn(state().turn);
    ++state().counts.graph_launches;
  }
  for (const Task& task : executable->tasks) stream->enqueue(task);
  return answer(broken());
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  delete executable;
  return cudaSuccess;
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete graph;
  return cudaSuccess;
}
