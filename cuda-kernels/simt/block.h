// One block of a grid, run on the calling OS thread: a fiber a thread, barriers and warp collectives as meeting points between
// them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <random>
#include <source_location>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "simt/async_barriers.h"
#include "simt/stream.h"
#include "simt/types.h"
#include "simt/warpgroup_products.h"

namespace facet::simt {

// A fault of a kernel that a GPU would answer with a hang, a trap or silently wrong numbers. The text names kernel, block and
// threads.
class KernelFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline constexpr unsigned kWarpLanes = 32;
inline constexpr size_t kSharedBytes = 48 * 1024;  // what every GPU gives a block without asking
// What a block that asks for more dynamic memory than that can get: from Hopper. Others give less, 99 KiB from sm_80 on.
inline constexpr size_t kLargeSharedBytes = 227 * 1024;

// What the lanes of a warp do together once all of them have come.
struct Collective {
  const char* name;
  bool orders_memory;  // __syncwarp does, shuffles and votes do not
  // Called once a meeting; `in` and `out` are each lane's own operands, null for lanes that are not in `mask`.
  void (*complete)(const void* const* in, void* const* out, uint32_t mask);
};

// An asynchronous copy into shared memory that has been asked for and not waited for.
struct PendingCopy {
  void* to;
  const void* from;
  unsigned bytes;
  bool valid;  // else zeros
  unsigned group;
};

class Block {
 public:
  static constexpr size_t kMaxSharedArrays = 16;  // static ones

  // `kernel` is its name, for messages. Throws KernelFault where a GPU would refuse the launch.
  Block(const char* kernel, dim3 grid, dim3 block, size_t dynamic_shared_bytes, const CUstream_st& stream);
  ~Block();
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  // Runs all threads of block `index` to their end. Throws KernelFault.
  void run(uint3 index, const std::function<void()>& thread_body);

  // The rest is for the running thread of a block.
  static Block& current();

  void barrier(std::source_location where);
  void meet(const Collective& what, uint32_t mask, const void* in, void* out, std::source_location where);

  // Asynchronous copies of the running thread. `due_copies` hands over those of all groups but the newest `groups_in_flight`;
  // whoever asks must make them before the thread goes on.
  void add_copy(void* to, const void* from, unsigned bytes, bool valid);
  void commit_copies();
  std::span<const PendingCopy> due_copies(unsigned groups_in_flight);

  // Of the running thread.
  WarpgroupProducts& warpgroup_products() { return products_[running_]; }
  void count_warpgroup_product();

  // The block's mbarriers and tensor copies, and what they ask of it: the running thread's number, how many barriers the block
  // has passed, that the thread waits there until something arrives, that those who wait look again.
  AsyncBarriers& async_barriers() { return async_barriers_; }
  unsigned running_thread() const { return running_; }
  unsigned barriers_passed() const { return barriers_; }
  void wait_for_arrival(std::source_location where) { wait(State::at_mbarrier, where); }
  void wake_waiters();

  // Faults unless all 32 lanes of the running warp exist.
  void need_full_warp(const char* what) const;

  // The array of one shared declaration (`key` is the address of a static beside it). Filled with NaN before the block begins.
  void* static_shared(const void* key, size_t bytes);
  void* dynamic_shared() { return shared_; }
  size_t dynamic_shared_bytes() const { return dynamic_bytes_; }

  // Shared memory by the addresses that the hardware has for it: bytes from its beginning, which is that of the dynamic array.
  size_t shared_address(const void* p) const;
  const void* shared_at(size_t address, size_t bytes) const;
  unsigned char* shared_memory() { return shared_; }

  unsigned lane() const { return running_ % kWarpLanes; }
  [[noreturn]] void fault(const std::string& what) const;

 private:
  enum class State : uint8_t { runnable, at_barrier, at_mbarrier, in_collective, done };

  struct Thread {
    State state;
    std::source_location where;  // of the barrier or collective it waits in
    const Collective* collective;
    uint32_t mask;
    const void* in;
    void* out;
    unsigned meetings;  // of the warp, so far
    uint32_t partners;  // bit u: parity of lane u's meetings when the last collective completed
    char signal[2];     // what the race detector knows this thread's meetings by, in turn
  };

  struct Array {
    const void* key;
    size_t offset, bytes;
  };

  struct Copies {
    std::vector<PendingCopy> asked_for;  // in the order of their groups
    size_t done = 0;                     // so many of them are made
    unsigned group = 0;                  // that the next one belongs to
  };

  void begin(uint3 index);
  void end();
  void step(unsigned thread);
  void release_barrier();
  void wait(State state, std::source_location where);
  void complete_if_all_came();
  unsigned first_of_warp() const { return running_ - lane(); }
  unsigned lanes_of_warp() const { return std::min(kWarpLanes, count_ - first_of_warp()); }
  [[noreturn]] void report_stuck() const;
  std::string whereabouts() const;
  static const char* name_of_place(const Thread& thread);

  const char* kernel_;
  dim3 grid_, block_;
  unsigned count_;
  uint3 index_{};
  LaneOrder order_;
  std::mt19937_64 random_;
  Issued* issued_;

  unsigned char* shared_;
  size_t dynamic_bytes_;
  size_t shared_limit_;
  size_t arena_bytes_;
  size_t shared_used_;
  std::array<Array, kMaxSharedArrays> arrays_{};
  size_t array_count_ = 0;

  std::vector<Thread> threads_;
  std::vector<Copies> copies_;  // of each thread
  std::vector<WarpgroupProducts> products_;
  AsyncBarriers async_barriers_{*this};
  std::vector<unsigned> turns_;
  std::array<unsigned, 1024 / kWarpLanes> in_collective_{};  // lanes of each warp that wait in one
  unsigned running_ = 0;
  unsigned done_ = 0;
  unsigned at_barrier_ = 0;
  bool progressed_ = false;
  std::exception_ptr error_;
  // What the race detector knows this block's barriers by, in turn: two, so that a thread that is a barrier ahead is not taken
  // to be ordered before those that have not left the last one yet.
  unsigned barriers_ = 0;
  char barrier_signal_[2] = {};
  // The block's beginning, before all its threads, and its end, after them.
  char begin_signal_ = 0;
  char end_signal_ = 0;
};

}  // namespace facet::simt
