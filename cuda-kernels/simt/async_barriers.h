// Barriers in shared memory that count arrivals and bytes (mbarrier), and the copies by tensor maps that end there
// (cp.async.bulk.tensor), on the CPU.
//
// The hardware makes such a copy at any time after its issue. The shim poisons the target at the issue and copies when no
// thread of the block can go on, as late as it can be, in order or (where threads are shuffled, too) in any: who reads without
// waiting reads NaN, and who issues a copy while others still read the target spoils what they read. A wait that nothing can
// end any more is a fault that says what the barrier lacks: arrivals, or bytes of which its copies brought fewer or more than
// expected.
//
// Faults besides: a barrier that was not initialised, or not made visible (fence.mbarrier_init by the same thread, then a
// barrier of the block for others); more arrivals than it counts; a target that ordinary stores have written, without
// fence.proxy.async by any thread since; copies still under way when the block ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <random>
#include <source_location>
#include <string>
#include <vector>

#include "simt/tensor_map.h"

namespace facet::simt {

class Block;

// Addresses are bytes of the block's shared memory. All but deliver() and what follows it are for the running thread.
class AsyncBarriers {
 public:
  explicit AsyncBarriers(Block& block) : block_(block) {}

  void init(size_t barrier, unsigned arrivals);
  void fence_init();
  void arrive(size_t barrier);
  // The same, after `bytes` were added to those that the phase waits for.
  void arrive_and_expect(size_t barrier, unsigned bytes);
  // Returns once the phase of this parity is complete.
  void wait(size_t barrier, unsigned parity, std::source_location where);
  void copy(const TensorMap& map, const BoxPlace& place, unsigned offset_x, unsigned offset_y, size_t to, size_t barrier);
  void proxy_fence() { ++proxy_fences_; }

  // Completes a copy, the oldest or one by chance. Whether there was one.
  bool deliver(std::mt19937_64* chance);
  void need_nothing_under_way() const;
  // What the barriers wait for, to be added to a text.
  std::string state() const;
  void reset();

 private:
  struct Barrier {
    unsigned arrivals;     // of a phase
    unsigned outstanding;  // of them in this one
    int64_t bytes;         // outstanding, too
    unsigned phase;        // so many are complete
    unsigned owner;        // the thread that initialised it
    unsigned passed;       // barriers of the block before that
    bool fenced;
    char signal;  // what the race detector knows it by
  };

  struct Copy {
    TensorMap map;
    BoxPlace place;
    unsigned offset[2];
    size_t to, barrier;
  };

  // What the engine left in a place of shared memory.
  struct Left {
    uint64_t checksum;
    unsigned proxy_fences;  // of the block until then
  };

  Barrier& at(size_t barrier);
  void complete_if_due(Barrier& barrier);
  void need_fence_after_stores(size_t to, size_t bytes) const;
  // Whether nothing but the engine has written there.
  bool is_untouched(size_t begin, size_t bytes) const;
  uint64_t checksum(size_t begin, size_t bytes) const;

  Block& block_;
  std::map<size_t, Barrier> barriers_;
  std::vector<Copy> under_way_;
  std::map<size_t, Left> left_;
  unsigned proxy_fences_ = 0;
};

}  // namespace facet::simt
