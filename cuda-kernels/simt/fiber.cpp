#include "simt/fiber.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>

namespace facet::simt {

namespace {

// Address space only: the system commits it page by page, as far as a kernel really goes.
constexpr size_t kStackBytes = 256 * 1024;

size_t page_bytes() { return static_cast<size_t>(sysconf(_SC_PAGESIZE)); }

}  // namespace

Fiber::Fiber() {
  void* memory =
      mmap(nullptr, kStackBytes + page_bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  mprotect(memory, page_bytes(), PROT_NONE);
  stack_ = static_cast<unsigned char*>(memory) + page_bytes();
  self_.side.stack = stack_;
  self_.side.stack_bytes = kStackBytes;
  sanitizers::create(self_.side);
}

Fiber::~Fiber() {
  sanitizers::destroy(self_.side);
  munmap(stack_ - page_bytes(), kStackBytes + page_bytes());
}

void Fiber::start(const std::function<void()>& body) {
  body_ = &body;
  if (entered_ && !mid_body_) return;  // it waits in run_forever for its next body
  if (mid_body_) {
    sanitizers::destroy(self_.side);
    sanitizers::create(self_.side);
  }
  build_first_frame();
}

void Fiber::build_first_frame() {
  getcontext(&first_frame_);
  first_frame_.uc_stack.ss_sp = stack_;
  first_frame_.uc_stack.ss_size = kStackBytes;
  first_frame_.uc_link = nullptr;
  const auto address = reinterpret_cast<uintptr_t>(this);
  makecontext(&first_frame_, reinterpret_cast<void (*)()>(&Fiber::entry), 2, static_cast<unsigned>(address >> 32),
              static_cast<unsigned>(address));
  entered_ = false;
  mid_body_ = false;
}

void Fiber::entry(unsigned high, unsigned low) {
  auto* fiber = reinterpret_cast<Fiber*>(static_cast<uintptr_t>(high) << 32 | low);
  fiber->self_.side.fake_stack = nullptr;
  sanitizers::after_switch(fiber->self_.side, fiber->caller_.side);
  fiber->run_forever();
}

void Fiber::run_forever() {
  for (;;) {
    mid_body_ = true;
    (*body_)();
    mid_body_ = false;
    yield();
  }
}

void Fiber::resume() {
  const ucontext_t* first_frame = entered_ ? nullptr : &first_frame_;
  entered_ = true;
  switch_between(caller_, self_, first_frame);
}

void Fiber::signal_abandoned(void* object) { sanitizers::signal_as(self_.side, caller_.side, object); }

void Fiber::yield() { switch_between(self_, caller_, nullptr); }

// makecontext gives a new stack its first frame; every later switch is the compiler's own setjmp and longjmp, because
// swapcontext makes a system call and the library's longjmp may refuse to leave for another stack.
__attribute__((noinline)) void Fiber::switch_between(Context& from, Context& to, const ucontext_t* first_frame) {
  sanitizers::before_switch(from.side, to.side);
  if (__builtin_setjmp(from.jump) == 0) leave_to(to, first_frame);
  sanitizers::after_switch(from.side, to.side);
}

__attribute__((noinline, noclone, no_sanitize("address"))) void Fiber::leave_to(Context& to, const ucontext_t* first_frame) {
  if (first_frame) setcontext(first_frame);
  __builtin_longjmp(to.jump, 1);
}

FiberPool& FiberPool::of_this_thread() {
  static thread_local FiberPool pool;
  return pool;
}

Fiber& FiberPool::at(size_t index) {
  while (fibers_.size() <= index) fibers_.push_back(std::make_unique<Fiber>());
  return *fibers_[index];
}

}  // namespace facet::simt
