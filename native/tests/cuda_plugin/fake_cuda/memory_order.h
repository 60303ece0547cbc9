// Whether device memory is used only while it lives, in the order that streams, events and waiting hosts make of the work: not
// what happened to run first, but what had to. An allocation on a stream must come before every use, a release after the last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace fake_cuda {

// What has come before: of each stream, by its number, how many pieces of work.
using Past = std::map<int64_t, int64_t>;

// One thread at a time is let in. The host counts as one: what one of its threads has waited for, all have.
class MemoryOrder {
 public:
  // A stream gets a piece of work; `memory`: addresses in blocks that it reads or writes.
  void enqueued(int64_t stream, const std::vector<const void*>& memory);
  Past past(int64_t stream);
  // The stream waits for an event; the host for an event or a stream.
  void follow(int64_t stream, const Past& past);
  void host_waited(const Past& past);

  // Blocks that live from the stream's next piece of work on, or in all streams at once.
  void allocated(const void* memory, size_t bytes, int64_t stream);
  void allocated(const void* memory, size_t bytes);
  // The stream's next piece of work, or the host, gives a block back: what has been enqueued with it must have come before.
  void released(const void* memory, int64_t stream);
  void released(const void* memory);

  // Whether what the stream is given now comes after that past; whether the host has waited for it.
  bool comes_after(int64_t stream, const Past& past);
  bool host_saw(const Past& past);

  // Something else that should not be.
  void report(const std::string& what);
  // The first thing that was out of order; empty if nothing was.
  std::string first_fault();
  void reset();

 private:
  struct Block {
    size_t bytes = 0;
    Past birth, uses;
  };

  static bool holds(const Past& all, const Past& part);
  static void join(Past& into, const Past& other);
  Past& seen_by(int64_t stream);
  void note(const std::string& what);

  std::mutex turn_;
  std::map<int64_t, Past> streams_;  // by each stream, its own work so far included
  Past host_;
  std::map<const std::byte*, Block> blocks_;
  std::string fault_;
};

}  // namespace fake_cuda
