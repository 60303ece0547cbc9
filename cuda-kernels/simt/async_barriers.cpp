#include "simt/async_barriers.h"

#include <cstring>

#include "simt/block.h"
#include "simt/sanitizers.h"

namespace facet::simt {

namespace {

constexpr int64_t kMostBytes = (1 << 20) - 1;  // that a phase can wait for
constexpr size_t kPatternBytes = 1024;         // after which the swizzle repeats

std::string name_of(size_t barrier) { return "the mbarrier at byte " + std::to_string(barrier) + " of shared memory"; }

}  // namespace

void AsyncBarriers::init(size_t barrier, unsigned arrivals) {
  if (barrier % 8 != 0) block_.fault(name_of(barrier) + " is not aligned to its 8 bytes");
  if (arrivals == 0 || arrivals > kMostBytes) block_.fault(name_of(barrier) + " counts 1 to 2^20 - 1 arrivals");
  if (barriers_.contains(barrier)) block_.fault(name_of(barrier) + " is initialised twice");
  barriers_[barrier] = {arrivals, arrivals, 0, 0, block_.running_thread(), block_.barriers_passed(), false, 0};
}

void AsyncBarriers::fence_init() {
  for (auto& [place, barrier] : barriers_)
    if (barrier.owner == block_.running_thread()) barrier.fenced = true;
}

AsyncBarriers::Barrier& AsyncBarriers::at(size_t place) {
  const auto found = barriers_.find(place);
  if (found == barriers_.end()) block_.fault(name_of(place) + " was not initialised");
  Barrier& barrier = found->second;
  if (!barrier.fenced) block_.fault(name_of(place) + " is used without fence.mbarrier_init after its initialisation");
  if (barrier.owner != block_.running_thread() && barrier.passed == block_.barriers_passed())
    block_.fault(name_of(place) + " was initialised by another thread, without a barrier between");
  return barrier;
}

void AsyncBarriers::complete_if_due(Barrier& barrier) {
  if (barrier.outstanding > 0 || barrier.bytes != 0) return;
  barrier.outstanding = barrier.arrivals;
  ++barrier.phase;
  block_.wake_waiters();
}

void AsyncBarriers::arrive(size_t place) { arrive_and_expect(place, 0); }

void AsyncBarriers::arrive_and_expect(size_t place, unsigned bytes) {
  Barrier& barrier = at(place);
  if (barrier.outstanding == 0)
    block_.fault("more threads arrive at " + name_of(place) + " than the " + std::to_string(barrier.arrivals) + " it counts");
  barrier.bytes += bytes;
  if (barrier.bytes > kMostBytes) block_.fault(name_of(place) + " expects more than 2^20 - 1 bytes");
  sanitizers::signal(&barrier.signal);
  --barrier.outstanding;
  complete_if_due(barrier);
}

void AsyncBarriers::wait(size_t place, unsigned parity, std::source_location where) {
  Barrier& barrier = at(place);
  while (barrier.phase % 2 == parity) block_.wait_for_arrival(where);
  sanitizers::await(&barrier.signal);
}

uint64_t AsyncBarriers::checksum(size_t begin, size_t bytes) const {
  const auto* memory = static_cast<const unsigned char*>(block_.shared_at(begin, bytes));
  uint64_t sum = 0;
  for (size_t i = 0; i < bytes; i += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, memory + i, sizeof word);
    sum = (sum << 7 | sum >> 57) * 0x9e3779b97f4a7c15u + word;
  }
  return sum;
}

bool AsyncBarriers::is_untouched(size_t begin, size_t bytes) const {
  const auto* memory = static_cast<const unsigned char*>(block_.shared_at(begin, bytes));
  const auto left = left_.find(begin);
  if (left != left_.end()) return left->second.checksum == checksum(begin, bytes);
  for (size_t i = 0; i < bytes; ++i)
    if (memory[i] != 0xff) return false;
  return true;
}

void AsyncBarriers::need_fence_after_stores(size_t to, size_t bytes) const {
  const auto left = left_.find(to);
  const unsigned fences_before = left == left_.end() ? 0 : left->second.proxy_fences;
  if (proxy_fences_ == fences_before && !is_untouched(to, bytes))
    block_.fault("a tensor copy to where ordinary stores have written, without fence.proxy.async after them");
}

void AsyncBarriers::copy(const TensorMap& map, const BoxPlace& place, unsigned offset_x, unsigned offset_y, size_t to,
                         size_t barrier) {
  at(barrier);
  if (to % kPatternBytes != 0) block_.fault("a tensor copy with 128-byte swizzle goes to a multiple of 1024 bytes");
  const size_t bytes = map.box_bytes();
  static_cast<void>(block_.shared_at(to, bytes));
  for (const Copy& other : under_way_)
    if (to < other.to + other.map.box_bytes() && other.to < to + bytes)
      block_.fault("a tensor copy to where another one is under way");
  need_fence_after_stores(to, bytes);
  unsigned char* target = block_.shared_memory() + to;
  for (size_t i = 0; i < bytes; i += 16) std::memset(target + i, 0xff, 16);
  under_way_.push_back({map, place, {offset_x, offset_y}, to, barrier});
}

bool AsyncBarriers::deliver(std::mt19937_64* chance) {
  if (under_way_.empty()) return false;
  const auto next = under_way_.begin() + static_cast<std::ptrdiff_t>(chance ? (*chance)() % under_way_.size() : 0);
  const Copy copy = *next;
  under_way_.erase(next);
  if (const char* wrong = copy_box(copy.map, copy.place, copy.offset, block_.shared_memory(), copy.to)) block_.fault(wrong);
  left_[copy.to] = {checksum(copy.to, copy.map.box_bytes()), proxy_fences_};
  Barrier& barrier = barriers_.at(copy.barrier);
  barrier.bytes -= static_cast<int64_t>(copy.map.box_bytes());
  complete_if_due(barrier);
  return true;
}

void AsyncBarriers::need_nothing_under_way() const {
  if (!under_way_.empty())
    block_.fault("the block ends while " + std::to_string(under_way_.size()) + " of its tensor copies are under way");
}

std::string AsyncBarriers::state() const {
  std::string all;
  for (const auto& [place, barrier] : barriers_) {
    if (barrier.outstanding == barrier.arrivals && barrier.bytes == 0) continue;
    all += "; " + name_of(place) + " lacks " + std::to_string(barrier.outstanding) + " arrivals";
    if (barrier.bytes > 0) all += " and " + std::to_string(barrier.bytes) + " bytes that no copy brings";
    if (barrier.bytes < 0) all += " and was brought " + std::to_string(-barrier.bytes) + " bytes more than it expected";
  }
  return all;
}

void AsyncBarriers::reset() {
  barriers_.clear();
  under_way_.clear();
  left_.clear();
  proxy_fences_ = 0;
}

}  // namespace facet::simt
