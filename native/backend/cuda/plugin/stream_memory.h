// A GPU's memory in the order of its streams: allocated, zeroed and released as work of the copies' stream (Staging), so that
// nobody waits. cudaFree would wait for all that the GPU does, and cudaMalloc asks the driver anew each time.
//
// Order: programs wait for the copies' stream when they start, and so for the allocation and its zeros; copies come after it on
// that stream. A release lets the stream wait for all runs that began before, whatever program they are of, and comes after the
// copies by itself. Until such a run ends, copies wait behind the release, as they mostly wait for the run anyway; only a feed
// beside the step of one program waits for that step if another program is closed meanwhile, which a stream more for the memory
// would spare it.
//
// All of it comes from one pool an opened GPU (cudaMallocFromPoolAsync): arenas, shadows, workspaces, what the timing of rivals
// takes; parameters, too, which live long, so that there is one place to trim. The pool keeps what is released while the GPU
// is open: the next program is mostly as large as the one that was closed (training, then evaluation, then training), and finds
// memory that is mapped already. It keeps so much that 1 GB of what was free when the GPU was opened stays with the driver (of
// small GPUs a sixteenth of all), which needs memory beside the pool, for graphs, kernels' code and stacks, and libraries. What
// is kept is given back before an allocation fails, when nothing is live any more, and when the GPU is closed.
//
// A captured graph may outlive the memory that it addresses, but is not launched then: whoever binds other memory makes the
// next run a changed one (Executor::bind), which forgets the graph (CudaQueue::start).
//
// A GPU or a driver without pools (cudaDevAttrMemoryPoolsSupported), or FACET_CUDA_POOLS=0, gets cudaMalloc, and a release that
// waits for the stream; the order is the same. Pinned memory is no part of this: it is the host's, and has the lifetime of a
// queue or of the GPU.
#pragma once

#include <atomic>

#include "backend/cuda/plugin/cuda_error.h"
#include "backend/cuda/plugin/staging.h"

namespace facet::cuda {

class StreamMemory {
 public:
  explicit StreamMemory(Staging& staging) : staging_(staging) {}

  // For GPU `device`, the current one; the copies' stream is open. In all calls the GPU is the current one; they may come from
  // many threads.
  void open(int device);
  // Whether memory comes from a pool; else by plain calls.
  bool pooled() const { return pool_ != nullptr; }
  // All memory has been released. Before the copies' stream is closed.
  void close();

  // At least 256-byte aligned, zeroed, for what is enqueued on the copies' stream from now on, and on streams that go after it.
  // FACET_OUT_OF_MEMORY if there is not so much even when nothing is kept.
  GpuStatus allocate(int64_t bytes, void** out);
  // What is enqueued on `stream` from now on finds what was allocated before.
  GpuStatus go_before(cudaStream_t stream) { return staging_.go_before(stream); }
  // Runs and copies that have begun may still use the memory; where they are no program's (Staging::go_after), they have ended.
  // Waits for them if this was the last memory that lived.
  void release(void* memory);
  // What can be allocated now: what the GPU has free, and what is kept. 0 where the GPU does not say.
  int64_t free_bytes();

 private:
  GpuStatus take(int64_t bytes, void** out);
  // Gives the driver what is kept.
  GpuStatus trim();
  // Leaves the thread's text of an error as it is.
  void put_back(void* memory);

  Staging& staging_;
  cudaMemPool_t pool_ = nullptr;  // null where there are none
  std::atomic<int64_t> live_{0};  // how often memory was allocated and not yet released
};

}  // namespace facet::cuda
