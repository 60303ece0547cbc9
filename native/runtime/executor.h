// A program bound to a device: kernels chosen once, then run as a plain loop.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "core/kernel_registry.h"
#include "core/program.h"
#include "runtime/device.h"
#include "runtime/profiler.h"

namespace facet {

class Executor {
 public:
  // Binds a kernel to every step of a verified program. Throws Error FACET_UNSUPPORTED, FACET_OUT_OF_MEMORY.
  Executor(Device& device, Program program);

  int arena_count() const { return static_cast<int>(arena_bytes_.size()); }
  int64_t arena_bytes(int index) const { return static_cast<int64_t>(arena_bytes_[static_cast<size_t>(index)]); }

  // Points all buffers of arena `index` into the memory at `base`.
  void bind(int index, std::byte* base);

  // Starts all steps in order; every arena is bound, and what was started before is finished. What is computed from constant
  // arenas alone is computed in the first run only. Allocates nothing.
  void start();
  bool started() const { return started_; }
  // Waits for what was started, then puts into its place what was fed meanwhile. Throws Error FACET_KERNEL_FAILED where either
  // failed.
  void finish();
  void run() {
    start();
    finish();
  }

  // Copies from the host to `memory`, which is bound as arena `index`; the caller has checked that the range lies in the
  // program's arena. What is started sees nothing of it. Throws Error FACET_OUT_OF_MEMORY where there is none for what must
  // wait, FACET_KERNEL_FAILED.
  void feed(int index, DeviceMemory& memory, int64_t offset, const void* source, int64_t bytes);

  // The contents of constant arenas were changed: the next run is a first one.
  void renew();

  Profiler& profiler() { return profiler_; }
  std::string describe() const;

 private:
  struct BoundStep {
    Step step;  // its views and params are slices of the members below
    const Kernel* kernel;
    std::vector<Refusal> refusals;
    bool once = false;    // its results are constant
    bool kept = false;    // what the kernel prepares is constant
    size_t prepared = 0;  // where it lies in kept_
  };
  struct Placed {
    uint32_t arena;
    uint64_t offset;
  };
  // Bytes of an arena that lie in its shadow until the run ends.
  struct Fed {
    std::byte* target;
    const std::byte* shadow;
    int64_t bytes;
    bool operator==(const Fed&) const = default;
  };

  void check_size() const;
  void lay_out(const Program& program);
  void bind_kernels();
  void allocate_memory();
  // Hands every step to its kernel; false, with `failure_` or `thrown_` set, if one refused or threw.
  bool enqueue() noexcept;
  KernelError run_step(size_t number, const KernelContext& context);
  KernelError run_bound(const BoundStep& bound, KernelContext context) const;
  [[noreturn]] void fail_step(size_t number, const char* reason) const;
  // Throws if a step has found a fault while the device computed.
  void check_faults();
  // Throws what went wrong in the run that has ended; `error` is what its queue said.
  void check_run(const std::string& error);
  // Copies what was fed to where the steps read it. An error of the queue, or empty.
  std::string take_fed();

  Device& device_;
  std::vector<uint64_t> arena_bytes_;
  std::vector<TensorView> views_;  // of all steps, one after the other: inputs, then outputs
  std::vector<Placed> places_;     // of the views, in the same order
  std::vector<Param> params_;
  std::vector<BoundStep> steps_;
  std::unique_ptr<DeviceMemory> scratch_;
  std::unique_ptr<DeviceMemory> kept_;                  // what kernels prepared of constant inputs
  std::vector<std::unique_ptr<DeviceMemory>> shadows_;  // of the arenas that were fed beside a run
  std::vector<Fed> fed_;
  std::unique_ptr<Queue> queue_;
  bool started_ = false;
  bool prepares_ = false;   // some step, or some kernel's preparation, need not be repeated in every run
  bool settled_ = false;    // what is constant has been computed
  bool unchanged_ = false;  // the next run enqueues what the last complete one did
  size_t failed_step_ = 0;
  std::string failure_;        // of the step that refused
  std::string start_error_;    // of the queue
  std::exception_ptr thrown_;  // by a kernel; it must not cross the queue, which may lie in a library built apart
  Profiler profiler_;
};

}  // namespace facet
