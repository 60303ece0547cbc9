#include "backend/cuda/plugin/staging.h"

#include <algorithm>
#include <cstring>

namespace facet::cuda {
namespace {

constexpr int64_t kBufferBytes = int64_t{8} << 20;
// Less is not worth two halves: the driver copies it at once.
constexpr int64_t kSmallBytes = int64_t{256} << 10;

}  // namespace

GpuStatus Staging::open() {
  FACET_CUDA_TRY(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "creating a stream");
  FACET_CUDA_TRY(cudaEventCreateWithFlags(&written_, cudaEventDisableTiming), "creating an event");
  FACET_CUDA_TRY(cudaEventCreateWithFlags(&computed_, cudaEventDisableTiming), "creating an event");
  for (Buffer& buffer : buffers_) {
    FACET_CUDA_TRY(cudaHostAlloc(&buffer.memory, kBufferBytes, cudaHostAllocDefault), "allocating pinned memory");
    FACET_CUDA_TRY(cudaEventCreateWithFlags(&buffer.copied, cudaEventDisableTiming), "creating an event");
  }
  return {};
}

void Staging::close() {
  if (stream_ != nullptr) cudaStreamSynchronize(stream_);
  for (cudaEvent_t* event : {&written_, &computed_}) {
    if (*event != nullptr) cudaEventDestroy(*event);
    *event = nullptr;
  }
  for (Buffer& buffer : buffers_) {
    if (buffer.copied != nullptr) cudaEventDestroy(buffer.copied);
    if (buffer.memory != nullptr) cudaFreeHost(buffer.memory);
    buffer = {};
  }
  if (stream_ != nullptr) cudaStreamDestroy(stream_);
  stream_ = nullptr;
}

GpuStatus Staging::write(void* target, const void* source, int64_t bytes) {
  return write_after(computed_, target, source, bytes);
}

GpuStatus Staging::write_after(cudaEvent_t event, void* target, const void* source, int64_t bytes) {
  const std::lock_guard<std::mutex> turn(turn_);
  FACET_CUDA_TRY(cudaStreamWaitEvent(stream_, event, 0), "ordering copies");
  return upload(target, source, bytes);
}

GpuStatus Staging::upload(void* target, const void* source, int64_t bytes) {
  constexpr const char* kWhat = "copying to the GPU";
  auto* to = static_cast<std::byte*>(target);
  const auto* from = static_cast<const std::byte*>(source);
  // From ordinary memory the driver has read all of it when the call returns.
  if (bytes <= kSmallBytes)
    return status_of(cudaMemcpyAsync(to, from, static_cast<size_t>(bytes), cudaMemcpyHostToDevice, stream_), kWhat);
  size_t next = 0;
  for (int64_t done = 0; done < bytes; done += kBufferBytes, next = 1 - next) {
    const auto part = static_cast<size_t>(std::min(kBufferBytes, bytes - done));
    Buffer& buffer = buffers_[next];
    FACET_CUDA_TRY(cudaEventSynchronize(buffer.copied), kWhat);
    std::memcpy(buffer.memory, from + done, part);
    FACET_CUDA_TRY(cudaMemcpyAsync(to + done, buffer.memory, part, cudaMemcpyHostToDevice, stream_), kWhat);
    FACET_CUDA_TRY(cudaEventRecord(buffer.copied, stream_), kWhat);
  }
  return {};
}

GpuStatus Staging::go_before(cudaStream_t stream) {
  const std::lock_guard<std::mutex> turn(turn_);
  FACET_CUDA_TRY(cudaEventRecord(written_, stream_), "ordering copies");
  FACET_CUDA_TRY(cudaStreamWaitEvent(stream, written_, 0), "ordering copies");
  return status_of(cudaStreamWaitEvent(stream, computed_, 0), "ordering runs");
}

GpuStatus Staging::go_after(cudaStream_t stream) {
  const std::lock_guard<std::mutex> turn(turn_);
  return status_of(cudaEventRecord(computed_, stream), "ordering runs");
}

GpuStatus Staging::follow_runs() {
  const std::lock_guard<std::mutex> turn(turn_);
  return status_of(cudaStreamWaitEvent(stream_, computed_, 0), "ordering runs");
}

GpuStatus Staging::finish() {
  const std::lock_guard<std::mutex> turn(turn_);
  return stream_ == nullptr ? GpuStatus{} : status_of(cudaStreamSynchronize(stream_), "copying");
}

GpuStatus Staging::read(void* target, const void* source, int64_t bytes) {
  const std::lock_guard<std::mutex> turn(turn_);
  constexpr const char* kWhat = "copying from the GPU";
  auto* to = static_cast<std::byte*>(target);
  const auto* from = static_cast<const std::byte*>(source);
  FACET_CUDA_TRY(cudaStreamWaitEvent(stream_, computed_, 0), kWhat);
  if (bytes <= kSmallBytes) {
    FACET_CUDA_TRY(cudaMemcpyAsync(to, from, static_cast<size_t>(bytes), cudaMemcpyDeviceToHost, stream_), kWhat);
    return status_of(cudaStreamSynchronize(stream_), kWhat);
  }
  // The GPU is one buffer ahead.
  const auto part_at = [&](int64_t offset) { return static_cast<size_t>(std::min(kBufferBytes, bytes - offset)); };
  const auto fetch = [&](int64_t offset, Buffer& buffer) -> GpuStatus {
    if (offset >= bytes) return {};
    FACET_CUDA_TRY(cudaMemcpyAsync(buffer.memory, from + offset, part_at(offset), cudaMemcpyDeviceToHost, stream_), kWhat);
    return status_of(cudaEventRecord(buffer.copied, stream_), kWhat);
  };
  if (const GpuStatus status = fetch(0, buffers_[0]); !status.ok()) return status;
  size_t next = 0;
  for (int64_t done = 0; done < bytes; done += kBufferBytes, next = 1 - next) {
    if (const GpuStatus status = fetch(done + kBufferBytes, buffers_[1 - next]); !status.ok()) return status;
    FACET_CUDA_TRY(cudaEventSynchronize(buffers_[next].copied), kWhat);
    std::memcpy(to + done, buffers_[next].memory, part_at(done));
  }
  return {};
}

}  // namespace facet::cuda
