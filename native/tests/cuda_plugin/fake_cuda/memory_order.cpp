#include "fake_cuda/memory_order.h"

#include <algorithm>

namespace fake_cuda {

bool MemoryOrder::holds(const Past& all, const Past& part) {
  return std::all_of(part.begin(), part.end(), [&](const auto& entry) {
    const auto at = all.find(entry.first);
    return at != all.end() && at->second >= entry.second;
  });
}

void MemoryOrder::join(Past& into, const Past& other) {
  for (const auto& [stream, pieces] : other) into[stream] = std::max(into[stream], pieces);
}

// What the host has waited for comes before all that it enqueues from then on.
Past& MemoryOrder::seen_by(int64_t stream) {
  Past& seen = streams_[stream];
  join(seen, host_);
  return seen;
}

void MemoryOrder::note(const std::string& what) {
  if (fault_.empty()) fault_ = what;
}

void MemoryOrder::enqueued(int64_t stream, const std::vector<const void*>& memory) {
  const std::lock_guard<std::mutex> turn(turn_);
  Past& seen = seen_by(stream);
  const int64_t piece = ++seen[stream];
  for (const void* address : memory) {
    const auto* first = static_cast<const std::byte*>(address);
    auto block = blocks_.upper_bound(first);
    if (block == blocks_.begin() || first >= (--block)->first + block->second.bytes) {
      note("memory is used that has been released, or never was allocated");
      continue;
    }
    if (!holds(seen, block->second.birth)) note("memory is used that a stream has not waited for");
    block->second.uses[stream] = piece;
  }
}

Past MemoryOrder::past(int64_t stream) {
  const std::lock_guard<std::mutex> turn(turn_);
  return seen_by(stream);
}

void MemoryOrder::follow(int64_t stream, const Past& past) {
  const std::lock_guard<std::mutex> turn(turn_);
  join(seen_by(stream), past);
}

void MemoryOrder::host_waited(const Past& past) {
  const std::lock_guard<std::mutex> turn(turn_);
  join(host_, past);
}

void MemoryOrder::allocated(const void* memory, size_t bytes, int64_t stream) {
  const std::lock_guard<std::mutex> turn(turn_);
  blocks_[static_cast<const std::byte*>(memory)] = {bytes, {{stream, seen_by(stream)[stream] + 1}}, {}};
}

void MemoryOrder::allocated(const void* memory, size_t bytes) {
  const std::lock_guard<std::mutex> turn(turn_);
  blocks_[static_cast<const std::byte*>(memory)] = {bytes, {}, {}};
}

void MemoryOrder::released(const void* memory, int64_t stream) {
  const std::lock_guard<std::mutex> turn(turn_);
  const auto block = blocks_.extract(static_cast<const std::byte*>(memory));
  if (!block.empty() && !holds(seen_by(stream), block.mapped().uses)) note("memory is released before its last use");
}

void MemoryOrder::released(const void* memory) {
  const std::lock_guard<std::mutex> turn(turn_);
  const auto block = blocks_.extract(static_cast<const std::byte*>(memory));
  if (!block.empty() && !holds(host_, block.mapped().uses)) note("memory is released before its last use");
}

bool MemoryOrder::comes_after(int64_t stream, const Past& past) {
  const std::lock_guard<std::mutex> turn(turn_);
  return holds(seen_by(stream), past);
}

bool MemoryOrder::host_saw(const Past& past) {
  const std::lock_guard<std::mutex> turn(turn_);
  return holds(host_, past);
}

void MemoryOrder::report(const std::string& what) {
  const std::lock_guard<std::mutex> turn(turn_);
  note(what);
}

std::string MemoryOrder::first_fault() {
  const std::lock_guard<std::mutex> turn(turn_);
  return fault_;
}

void MemoryOrder::reset() {
  const std::lock_guard<std::mutex> turn(turn_);
  streams_.clear();
  host_.clear();
  blocks_.clear();
  fault_.clear();
}

}  // namespace fake_cuda
