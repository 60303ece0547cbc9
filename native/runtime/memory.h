// Host memory for arenas and scratch: zeroed, resident from the start, and counted.
#pragma once

#include <cstddef>
#include <cstdint>

namespace facet {

// Bytes of memory that the machine has.
int64_t total_memory_bytes();

// Bytes that can be taken without swapping or being killed: MemAvailable, and the room of the memory cgroup if there is one.
// INT64_MAX where the system does not say.
int64_t available_memory_bytes();

// Bytes of all live HostBlocks of the process, and of what devices have counted.
int64_t live_bytes();
// Counts memory of a device besides the host's; negative when it is given back.
void count_live_bytes(int64_t bytes);

// A zeroed block, page-aligned, with at least 64 readable bytes behind its end. All pages are made resident at once, so that
// what the system has promised is really there and a later write cannot get the process killed.
class HostBlock {
 public:
  HostBlock() = default;
  // bytes > 0. Throws Error FACET_OUT_OF_MEMORY with the bytes asked for, available and live.
  explicit HostBlock(int64_t bytes);
  ~HostBlock();
  HostBlock(HostBlock&& other) noexcept;
  HostBlock& operator=(HostBlock&& other) noexcept;

  std::byte* data() const { return data_; }
  int64_t bytes() const { return bytes_; }

 private:
  std::byte* data_ = nullptr;
  int64_t bytes_ = 0;
  size_t mapped_ = 0;
};

}  // namespace facet
