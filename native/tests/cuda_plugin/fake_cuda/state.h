// What the parts of the fake runtime share: the machine, its streams and events.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "fake_cuda/fake_cuda.h"
#include "fake_cuda/memory_order.h"

namespace fake_cuda {

using Task = std::function<void()>;

struct State {
  State() = default;
  // A process that ends with a fault, or with something left, that no test has looked at fails. What was looked at, reset()
  // forgets.
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::mutex turn;
  Machine machine;
  Counts counts;
  std::map<const std::byte*, size_t> device_blocks, pinned_blocks;
  std::set<cudaMemPool_t> pools;
  cudaError_t next_break = cudaSuccess;  // what the next kernel does to the GPU
  cudaError_t broken = cudaSuccess;
  bool held = false;  // no kernel begins
  std::condition_variable released;
  MemoryOrder order;  // with a turn of its own, which may be taken within the other
};

State& state();

// Notes an error as the thread's last, and returns it.
cudaError_t answer(cudaError_t error);

// What every call fails with since the GPU broke.
cudaError_t broken();

// Pools give back what is more than they keep, of that which the host has seen to be released.
void keep_to_thresholds();

}  // namespace fake_cuda

// What an event has seen. Streams keep it: an event may be destroyed while work that waits for it is still enqueued.
struct Passing {
  std::mutex turn;
  std::condition_variable changed;
  int64_t recorded = 0;  // how often, by the host
  int64_t passed = 0;    // the last record that a stream has come by
  double at = 0;         // simulated milliseconds
  fake_cuda::Past past;  // of the last record

  struct Record {
    int64_t number;
    fake_cuda::Past past;
  };
  Record last_record() {
    const std::lock_guard<std::mutex> guard(turn);
    return {recorded, past};
  }
  // Until a stream has come by that record. Who waits, waits for what was recorded then, whatever is recorded later.
  void wait_for(int64_t record) {
    std::unique_lock<std::mutex> guard(turn);
    while (passed < record && fake_cuda::broken() == cudaSuccess) changed.wait_for(guard, std::chrono::milliseconds(1));
  }
};

struct CUevent_st {
  std::shared_ptr<Passing> passing = std::make_shared<Passing>();
};

struct CUgraph_st {
  std::vector<fake_cuda::Task> tasks;
  std::vector<const void*> memory;  // that they read or write
  bool complete = true;
};

struct CUgraphExec_st {
  std::vector<fake_cuda::Task> tasks;
  std::vector<const void*> memory;
};

// A thread that works its tasks off in order.
struct CUstream_st {
  CUstream_st();
  ~CUstream_st();

  // `memory`: addresses in the device's that the task reads or writes.
  void enqueue(fake_cuda::Task task, const std::vector<const void*>& memory = {});
  void wait();

  const int64_t number;  // no other stream ever has it
  double clock = 0;      // simulated milliseconds; the worker's own
  std::unique_ptr<CUgraph_st> capture;

 private:
  void work();

  std::mutex turn_;
  std::condition_variable changed_;
  std::deque<fake_cuda::Task> tasks_;
  bool closing_ = false;
  std::thread worker_;
};

namespace fake_cuda {

// The default stream for null.
CUstream_st& of(cudaStream_t stream);

}  // namespace fake_cuda
