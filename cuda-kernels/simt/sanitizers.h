// What the sanitizers must be told about fibers. AddressSanitizer learns which stack is in use. ThreadSanitizer sees every
// thread of a block as a thread of its own and is told of the synchronisation that CUDA promises (barriers, warp collectives,
// launches) and of no other, so that it reports a race between two threads of a block in whatever order the shim happened to
// run them.
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
// The shim's own sources are built without ThreadSanitizer's instrumentation (their bookkeeping is no subject of a race), so
// the build tells them by this name that they are part of such a program.
#if defined(FACET_SIMT_RACES)
#include <sanitizer/tsan_interface.h>
#endif

namespace facet::simt::sanitizers {

// One side of a switch: a fiber, or the thread that resumes it.
struct Side {
  const void* stack = nullptr;
  size_t stack_bytes = 0;
  void* fake_stack = nullptr;
  void* race_thread = nullptr;
};

inline void create(Side& fiber) {
#if defined(FACET_SIMT_RACES)
  fiber.race_thread = __tsan_create_fiber(0);
#else
  (void)fiber;
#endif
}

inline void destroy(Side& fiber) {
#if defined(__SANITIZE_ADDRESS__)
  __asan_unpoison_memory_region(fiber.stack, fiber.stack_bytes);
#elif defined(FACET_SIMT_RACES)
  __tsan_destroy_fiber(fiber.race_thread);
#else
  (void)fiber;
#endif
}

// On the old stack, just before the switch.
inline void before_switch(Side& from, Side& to) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&from.fake_stack, to.stack, to.stack_bytes);
#elif defined(FACET_SIMT_RACES)
  if (!from.race_thread) from.race_thread = __tsan_get_current_fiber();
  __tsan_switch_to_fiber(to.race_thread, __tsan_switch_to_fiber_no_sync);
#else
  (void)from;
  (void)to;
#endif
}

// On the new stack, first thing after the switch.
inline void after_switch(Side& self, Side& came_from) {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(self.fake_stack, &came_from.stack, &came_from.stack_bytes);
#else
  (void)self;
  (void)came_from;
#endif
}

// Whether shared memory may be touched.
inline void allow(const void* memory, size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  __asan_unpoison_memory_region(memory, bytes);
#else
  (void)memory;
  (void)bytes;
#endif
}

inline void forbid(const void* memory, size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  __asan_poison_memory_region(memory, bytes);
#else
  (void)memory;
  (void)bytes;
#endif
}

// Everything before signal(object) happens before everything after a later await(object).
inline void signal(void* object) {
#if defined(FACET_SIMT_RACES)
  __tsan_release(object);
#else
  (void)object;
#endif
}

// The same on behalf of `other`, called by `self`.
inline void signal_as(const Side& other, const Side& self, void* object) {
#if defined(FACET_SIMT_RACES)
  __tsan_switch_to_fiber(other.race_thread, __tsan_switch_to_fiber_no_sync);
  __tsan_release(object);
  __tsan_switch_to_fiber(self.race_thread, __tsan_switch_to_fiber_no_sync);
#else
  (void)other;
  (void)self;
  (void)object;
#endif
}

inline void await(void* object) {
#if defined(FACET_SIMT_RACES)
  __tsan_acquire(object);
#else
  (void)object;
#endif
}

}  // namespace facet::simt::sanitizers
