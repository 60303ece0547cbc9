// Asynchronous copies from global to shared memory (cp.async) on the CPU.
//
// The hardware makes such a copy at any time between its issue and the wait for its group. The shim poisons the target at the
// issue and copies at the wait: who reads without waiting reads NaN, and who issues a copy while others still read the target
// spoils what they read. Both writes are made here, in the kernel's translation unit, so that the sanitizers see them.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>

#include "simt/block.h"

namespace facet::simt {

// `bytes` (4, 8 or 16) at `to` from `from`, or, unless `valid`, zeros; then nothing is read.
inline void copy_async(void* to, const void* from, unsigned bytes, bool valid) {
  Block& block = Block::current();
  if (reinterpret_cast<uintptr_t>(to) % bytes != 0 || (valid && reinterpret_cast<uintptr_t>(from) % bytes != 0))
    block.fault("an asynchronous copy of " + std::to_string(bytes) + " bytes is not aligned to its size");
  if (bytes == 16)  // a constant: no call
    std::memset(to, 0xff, 16);
  else
    std::memset(to, 0xff, bytes);
  block.add_copy(to, from, bytes, valid);
}

// Closes the group of the copies since the last call.
inline void commit_copies() { Block::current().commit_copies(); }

// On return all groups of this thread but the newest `groups_in_flight` are complete.
inline void wait_copies(unsigned groups_in_flight) {
  Block& block = Block::current();
  for (const PendingCopy& copy : block.due_copies(groups_in_flight)) {
    block.warpgroup_products().copies = WarpgroupProducts::Copies::arrived;
    if (!copy.valid)
      std::memset(copy.to, 0, copy.bytes);
    else if (copy.bytes == 16)
      std::memcpy(copy.to, copy.from, 16);
    else
      std::memcpy(copy.to, copy.from, copy.bytes);
  }
}

}  // namespace facet::simt
