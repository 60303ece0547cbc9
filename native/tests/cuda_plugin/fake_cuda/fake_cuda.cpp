#include "fake_cuda/fake_cuda.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "fake_cuda/state.h"

using fake_cuda::answer;
using fake_cuda::broken;
using fake_cuda::of;
using fake_cuda::state;
using fake_cuda::Task;

namespace {

constexpr int kRuntime = 13000;
constexpr auto kLateness = std::chrono::microseconds(200);

thread_local cudaError_t last_error = cudaSuccess;
thread_local int current_device = 0;

bool lies_in(const std::map<const std::byte*, size_t>& blocks, const void* memory, size_t bytes) {
  const auto* first = static_cast<const std::byte*>(memory);
  auto block = blocks.upper_bound(first);
  if (block == blocks.begin()) return false;
  --block;
  return first + bytes <= block->first + block->second;
}

int64_t next_number() {
  static std::atomic<int64_t> last{0};
  return ++last;
}

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

CUstream_st::CUstream_st() : number(next_number()), worker_([this] { work(); }) {}

CUstream_st::~CUstream_st() {
  {
    const std::lock_guard<std::mutex> guard(turn_);
    closing_ = true;
  }
  changed_.notify_all();
  worker_.join();
}

void CUstream_st::enqueue(Task task, const std::vector<const void*>& memory) {
  state().order.enqueued(number, memory);
  {
    const std::lock_guard<std::mutex> guard(turn_);
    tasks_.push_back(std::move(task));
  }
  changed_.notify_all();
}

void CUstream_st::wait() {
  const fake_cuda::Past past = state().order.past(number);
  {
    std::unique_lock<std::mutex> guard(turn_);
    changed_.wait(guard, [this] { return tasks_.empty(); });
  }
  state().order.host_waited(past);
}

void CUstream_st::work() {
  std::unique_lock<std::mutex> guard(turn_);
  for (;;) {
    changed_.wait(guard, [this] { return closing_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    const Task task = tasks_.front();
    guard.unlock();
    std::this_thread::sleep_for(kLateness);
    if (broken() == cudaSuccess) task();
    guard.lock();
    tasks_.pop_front();
    changed_.notify_all();
  }
}

namespace fake_cuda {

State::~State() {
  const std::string fault = order.first_fault();
  if (fault.empty() && counts.device_bytes == 0 && counts.streams == 0) return;
  std::fprintf(stderr, "fake CUDA: %s; %lld bytes and %d streams are left\n", fault.c_str(),
               static_cast<long long>(counts.device_bytes), counts.streams);
  std::fflush(nullptr);
  std::_Exit(1);
}

State& state() {
  static State the;
  return the;
}

cudaError_t answer(cudaError_t error) {
  if (error != cudaSuccess) last_error = error;
  return error;
}

cudaError_t broken() {
  const std::lock_guard<std::mutex> turn(state().turn);
  return state().broken;
}

CUstream_st& of(cudaStream_t stream) {
  static CUstream_st default_stream;
  return stream == nullptr ? default_stream : *stream;
}

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
  state().order.reset();
  state().next_break = state().broken = cudaSuccess;
  state().held = false;
  last_error = cudaSuccess;
}

std::string disorder() { return state().order.first_fault(); }

void launch(cudaStream_t stream, double milliseconds, const std::vector<const void*>& memory, std::function<void()> kernel) {
  CUstream_st& on = of(stream);
  Task task = [&on, milliseconds, kernel = std::move(kernel)] { run_kernel(on, milliseconds, kernel); };
  if (on.capture != nullptr) {
    on.capture->tasks.push_back(std::move(task));
    on.capture->memory.insert(on.capture->memory.end(), memory.begin(), memory.end());
    return;
  }
  {
    const std::lock_guard<std::mutex> turn(state().turn);
    ++state().counts.launches;
  }
  on.enqueue(std::move(task), memory);
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
  std::vector<const void*> memory;
  if (kind != cudaMemcpyHostToDevice) memory.push_back(source);
  if (kind != cudaMemcpyDeviceToHost) memory.push_back(target);
  if (on.capture != nullptr) {
    on.capture->tasks.push_back(std::move(copy));
    on.capture->memory.insert(on.capture->memory.end(), memory.begin(), memory.end());
    return cudaSuccess;
  }
  on.enqueue(std::move(copy), memory);
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
  fake_cuda::keep_to_thresholds();
  return answer(broken());
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  const Passing::Record record = event->passing->last_record();
  CUstream_st& on = of(stream);
  state().order.follow(on.number, record.past);
  on.enqueue([passing = event->passing, number = record.number] { passing->wait_for(number); });
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
  CUstream_st& on = of(stream);
  int64_t record = 0;
  {
    const std::lock_guard<std::mutex> guard(passing->turn);
    record = ++passing->recorded;
    passing->past = state().order.past(on.number);
  }
  on.enqueue([passing, record, &on] {
    const std::lock_guard<std::mutex> guard(passing->turn);
    passing->passed = std::max(passing->passed, record);
    passing->at = on.clock;
    passing->changed.notify_all();
  });
  return cudaSuccess;
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  const Passing::Record record = event->passing->last_record();
  event->passing->wait_for(record.number);
  state().order.host_waited(record.past);
  fake_cuda::keep_to_thresholds();
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
  if (const cudaError_t error = state().machine.graph_creation; error != cudaSuccess) return answer(error);
  *executable = new CUgraphExec_st{graph->tasks, graph->memory};
  return answer(broken());
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  if (const cudaError_t error = state().machine.graph_launch; error != cudaSuccess) return answer(error);
  {
    const std::lock_guard<std::mutex> turn(state().turn);
    ++state().counts.graph_launches;
  }
  for (const Task& task : executable->tasks) stream->enqueue(task, executable->memory);
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
