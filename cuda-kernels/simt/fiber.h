// A fiber: a function on its own stack that gives control back by itself. The shim runs every thread of a block as one.
#pragma once

#include <ucontext.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "simt/sanitizers.h"

namespace facet::simt {

// A fiber stays on one OS thread. If it is abandoned half-way (its block failed), start() begins anew; what its frames owned is
// not destroyed, which suits kernels: they own nothing but registers and shared memory.
class Fiber {
 public:
  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  // Makes the next resume() enter `body` at its beginning. `body` must not throw and must outlive the run.
  void start(const std::function<void()>& body);

  // Runs the fiber until it yields or its body returns. Call from outside any fiber.
  void resume();

  // Tells the race detector that all this fiber did before now happens before what follows await(object), on behalf of a fiber
  // that will not run again by itself. Call from outside any fiber.
  void signal_abandoned(void* object);

  // Returns from resume(). Call from within this fiber.
  void yield();

 private:
  struct Context {
    void* jump[5];  // what __builtin_setjmp keeps
    sanitizers::Side side;
  };

  static void entry(unsigned high, unsigned low);
  [[noreturn]] void run_forever();
  void build_first_frame();
  static void switch_between(Context& from, Context& to, const ucontext_t* first_frame);
  [[noreturn]] static void leave_to(Context& to, const ucontext_t* first_frame);

  unsigned char* stack_ = nullptr;  // with a guard page below
  ucontext_t first_frame_;
  bool entered_ = false;   // the first frame exists
  bool mid_body_ = false;  // a body began and has not returned
  const std::function<void()>* body_ = nullptr;
  Context self_;
  Context caller_;
};

// Fibers that are kept for the next block; one pool an OS thread.
class FiberPool {
 public:
  static FiberPool& of_this_thread();
  Fiber& at(size_t index);

 private:
  std::vector<std::unique_ptr<Fiber>> fibers_;
};

}  // namespace facet::simt
