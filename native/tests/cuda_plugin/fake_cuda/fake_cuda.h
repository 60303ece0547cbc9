// A CUDA runtime that computes on the host, as asynchronously as a GPU: every stream is a thread that starts each piece of its
// work a little late, so that whoever forgets to wait reads the old, and who uses memory before or after its life in the order
// of the streams is found whatever happened to run first. Errors are there on request, time is simulated.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cuda_runtime_api.h"

namespace fake_cuda {

struct Machine {
  int driver = 13000;  // CUDA version that the driver knows; 0: there is no driver
  int gpus = 2;
  int capability = 90;
  int64_t memory_bytes = int64_t{64} << 20;
  // What choosing a GPU for the first time answers; cudaErrorDevicesUnavailable where another process holds it.
  cudaError_t opening = cudaSuccess;
  bool captures = true;
  cudaError_t graph_creation = cudaSuccess;  // what making a graph of what was captured answers, and launching one
  cudaError_t graph_launch = cudaSuccess;
  bool pools = true;                        // the device says that it has memory pools
  cudaError_t pool_creation = cudaSuccess;  // what creating one answers
  cudaError_t clearing = cudaSuccess;       // what filling memory answers
  // What a kernel of the fake cuDNN and cuBLAS takes; Facet's own take 1.
  double rival_milliseconds = 0.5;
};

// The machine as the next calls find it. Nothing may be under way.
Machine& machine();

// What has happened since the last reset.
struct Counts {
  int launches = 0;          // kernels run one by one
  int graph_launches = 0;    // whole graphs
  int64_t device_bytes = 0;  // what the driver has given, to pools too
  int reservations = 0;      // how often it was asked for memory, and gave it
  int trims = 0;             // how often a pool was told to give memory back
  int streams = 0;
};
Counts counts();

// A fresh machine. The objects of the old one must have been destroyed.
void reset();

// The first use of device memory outside its life since the last reset, or release before its last use; empty for none.
std::string disorder();

// Enqueues a kernel that takes so many simulated milliseconds. `memory`: addresses of all device memory that it reads or
// writes.
void launch(cudaStream_t stream, double milliseconds, const std::vector<const void*>& memory, std::function<void()> kernel);

// Lets no kernel begin, whatever is enqueued, until it is called with false: a step that takes as long as a test wants.
void hold_kernels(bool held);

// The next kernel breaks the GPU: from then on every call fails with `error`, until reset.
void break_by(cudaError_t error);

}  // namespace fake_cuda
