#include "simt/block.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "simt/fiber.h"
#include "simt/sanitizers.h"

thread_local uint3 threadIdx{};
thread_local uint3 blockIdx{};
thread_local dim3 blockDim;
thread_local dim3 gridDim;

namespace facet::simt {

namespace {

constexpr size_t kSharedAlignment = 1024;  // panels that wgmma reads must have it
constexpr size_t kSharedGap = 128;         // forbidden ground between two shared arrays, under AddressSanitizer
// Each array may cost a gap and the way up to the alignment.
constexpr size_t kArenaExtra = (Block::kMaxSharedArrays + 1) * (kSharedGap + kSharedAlignment);

thread_local Block* current_block = nullptr;

std::string text(const dim3& d) {
  return std::string("(") + std::to_string(d.x) + "," + std::to_string(d.y) + "," + std::to_string(d.z) + ")";
}

std::string text(const std::source_location& where) {
  const std::string file = where.file_name();
  const size_t slash = file.rfind('/');
  return (slash == std::string::npos ? file : file.substr(slash + 1)) + ":" + std::to_string(where.line());
}

bool same_place(const std::source_location& a, const std::source_location& b) {
  return a.line() == b.line() && a.column() == b.column() && std::strcmp(a.file_name(), b.file_name()) == 0;
}

}  // namespace

Block::Block(const char* kernel, dim3 grid, dim3 block, size_t dynamic_shared_bytes, const CUstream_st& stream)
    : kernel_(kernel),
      grid_(grid),
      block_(block),
      count_(block.x * block.y * block.z),
      order_(stream.order),
      random_(stream.seed),
      issued_(stream.issued),
      dynamic_bytes_(dynamic_shared_bytes),
      shared_limit_(dynamic_shared_bytes > kSharedBytes ? kLargeSharedBytes : kSharedBytes),
      arena_bytes_(shared_limit_ + kArenaExtra) {
  const std::string launch = std::string("kernel ") + kernel + ", grid " + text(grid) + ", block " + text(block);
  if (grid.x == 0 || grid.y == 0 || grid.z == 0 || grid.x > 0x7fffffffu || grid.y > 65535 || grid.z > 65535)
    throw KernelFault(launch + ": the grid must be 1..2^31-1 by 1..65535 by 1..65535");
  if (block.x == 0 || block.y == 0 || block.z == 0 || block.z > 64 || uint64_t{block.x} * block.y * block.z > 1024)
    throw KernelFault(launch + ": a block has 1 to 1024 threads, at most 64 in z");
  if (dynamic_shared_bytes > kLargeSharedBytes)
    throw KernelFault(launch + ": asks for " + std::to_string(dynamic_shared_bytes) + " bytes of shared memory, more than " +
                      std::to_string(kLargeSharedBytes));
  shared_ = static_cast<unsigned char*>(::operator new (arena_bytes_, std::align_val_t{kSharedAlignment}));
  shared_used_ = dynamic_shared_bytes;
  threads_.resize(count_);
  copies_.resize(count_);
  products_.resize(count_);
  turns_.resize(count_);
  for (unsigned t = 0; t < count_; ++t) turns_[t] = order_ == LaneOrder::reverse ? count_ - 1 - t : t;
}

Block::~Block() {
  sanitizers::allow(shared_, arena_bytes_);
  ::operator delete (shared_, std::align_val_t{kSharedAlignment});
}

Block& Block::current() {
  if (!current_block) throw KernelFault("device code runs only inside a launch");
  return *current_block;
}

void Block::run(uint3 index, const std::function<void()>& thread_body) {
  begin(index);
  const std::function<void()> body = [this, &thread_body] {
    sanitizers::await(&begin_signal_);
    try {
      thread_body();
    } catch (...) {
      error_ = std::current_exception();
    }
    sanitizers::signal(&end_signal_);
    threads_[running_].state = State::done;
    ++done_;
  };
  FiberPool& fibers = FiberPool::of_this_thread();
  for (unsigned t = 0; t < count_; ++t) fibers.at(t).start(body);

  struct Running {  // to its end, or until a fault leaves this function
    explicit Running(Block* b) : block(b) { current_block = b; }
    ~Running() {
      current_block = nullptr;
      block->end();
    }
    Block* block;
  } running(this);
  while (done_ < count_) {
    if (order_ == LaneOrder::shuffled) std::shuffle(turns_.begin(), turns_.end(), random_);
    progressed_ = false;
    for (const unsigned t : turns_)
      if (threads_[t].state == State::runnable) step(t);
    if (at_barrier_ == count_) release_barrier();
    if (!progressed_ && !async_barriers_.deliver(order_ == LaneOrder::shuffled ? &random_ : nullptr)) report_stuck();
  }
  async_barriers_.need_nothing_under_way();
}

void Block::begin(uint3 index) {
  index_ = index;
  blockIdx = index;
  blockDim = block_;
  gridDim = grid_;
  done_ = at_barrier_ = 0;
  in_collective_.fill(0);
  error_ = nullptr;
  for (Thread& thread : threads_) thread = Thread{};
  for (Copies& copies : copies_) {
    copies.asked_for.clear();
    copies.done = 0;
    copies.group = 0;
  }
  for (WarpgroupProducts& products : products_) products = {};
  async_barriers_.reset();
  // All bits set is a NaN in every float type and an index out of range in every integer type. The first block's static arrays
  // are not known yet: fill everything.
  sanitizers::allow(shared_, arena_bytes_);
  std::memset(shared_, 0xff, arena_bytes_);
  sanitizers::forbid(shared_ + dynamic_bytes_, arena_bytes_ - dynamic_bytes_);
  for (size_t a = 0; a < array_count_; ++a) sanitizers::allow(shared_ + arrays_[a].offset, arrays_[a].bytes);
  sanitizers::signal(&begin_signal_);
}

void Block::end() {
  FiberPool& fibers = FiberPool::of_this_thread();
  for (unsigned t = 0; t < count_ && done_ < count_; ++t)
    if (threads_[t].state != State::done) fibers.at(t).signal_abandoned(&end_signal_);
  sanitizers::await(&end_signal_);
}

void Block::step(unsigned thread) {
  progressed_ = true;
  running_ = thread;
  threadIdx = {thread % block_.x, thread / block_.x % block_.y, thread / block_.x / block_.y};
  FiberPool::of_this_thread().at(thread).resume();
  if (error_) std::rethrow_exception(error_);
}

void Block::wait(State state, std::source_location where) {
  Thread& me = threads_[running_];
  me.state = state;
  me.where = where;
  FiberPool::of_this_thread().at(running_).yield();
}

void Block::barrier(std::source_location where) {
  const unsigned turn = barriers_ % 2;
  sanitizers::signal(&barrier_signal_[turn]);
  ++at_barrier_;
  wait(State::at_barrier, where);
  sanitizers::await(&barrier_signal_[turn]);
  auto& copies = products_[running_].copies;
  if (copies == WarpgroupProducts::Copies::published) copies = WarpgroupProducts::Copies::visible;
}

void Block::wake_waiters() {
  for (Thread& thread : threads_)
    if (thread.state == State::at_mbarrier) thread.state = State::runnable;
}

void Block::release_barrier() {
  for (const Thread& thread : threads_)
    if (!same_place(thread.where, threads_[0].where)) report_stuck();
  for (Thread& thread : threads_) thread.state = State::runnable;
  at_barrier_ = 0;
  ++barriers_;
}

void Block::meet(const Collective& what, uint32_t mask, const void* in, void* out, std::source_location where) {
  Thread& me = threads_[running_];
  if ((mask >> lane() & 1) == 0) fault(std::string(what.name) + " at " + text(where) + ": the calling lane is not in the mask");
  me.collective = &what;
  me.mask = mask;
  me.in = in;
  me.out = out;
  me.where = where;
  me.state = State::in_collective;
  ++in_collective_[running_ / kWarpLanes];
  const unsigned first = first_of_warp();
  if (what.orders_memory) sanitizers::signal(&me.signal[me.meetings % 2]);
  ++me.meetings;
  complete_if_all_came();
  if (me.state == State::in_collective) wait(State::in_collective, where);
  if (what.orders_memory)
    for (unsigned u = 0; u < kWarpLanes && first + u < count_; ++u)
      if (mask >> u & 1) sanitizers::await(&threads_[first + u].signal[me.partners >> u & 1]);
}

void Block::complete_if_all_came() {
  const Thread& me = threads_[running_];
  const unsigned first = first_of_warp();
  const uint32_t existing = lanes_of_warp() == kWarpLanes ? ~0u : (1u << lanes_of_warp()) - 1;
  if (in_collective_[running_ / kWarpLanes] < static_cast<unsigned>(std::popcount(me.mask & existing))) return;
  const void* in[kWarpLanes] = {};
  void* out[kWarpLanes] = {};
  uint32_t partners = 0;
  uint32_t mask = 0;
  // Lanes that the block's size leaves out of its last warp count as having exited, as on a GPU.
  for (unsigned u = 0; u < lanes_of_warp(); ++u) {
    if ((me.mask >> u & 1) == 0) continue;
    const Thread& other = threads_[first + u];
    // One with another mask may be busy with fewer lanes first.
    if (other.state != State::in_collective || other.mask != me.mask) return;
    if (other.collective != me.collective)
      fault(std::string(me.collective->name) + " at " + text(me.where) + " meets " + other.collective->name + " at " +
            text(other.where) + " of lane " + std::to_string(u));
    in[u] = other.in;
    out[u] = other.out;
    partners |= ((other.meetings - 1) & 1) << u;
    mask |= 1u << u;
  }
  me.collective->complete(in, out, mask);
  for (unsigned u = 0; u < lanes_of_warp(); ++u) {
    if ((mask >> u & 1) == 0) continue;
    threads_[first + u].state = State::runnable;
    --in_collective_[running_ / kWarpLanes];
    threads_[first + u].partners = partners;
  }
}

void Block::count_warpgroup_product() {
  if (issued_ != nullptr) ++issued_->warpgroup_products;
}

void Block::add_copy(void* to, const void* from, unsigned bytes, bool valid) {
  Copies& mine = copies_[running_];
  if (mine.done == mine.asked_for.size()) {
    mine.asked_for.clear();
    mine.done = 0;
  }
  mine.asked_for.push_back({to, from, bytes, valid, mine.group});
}

void Block::commit_copies() { ++copies_[running_].group; }

std::span<const PendingCopy> Block::due_copies(unsigned groups_in_flight) {
  Copies& mine = copies_[running_];
  const size_t first = mine.done;
  while (mine.done < mine.asked_for.size() && mine.asked_for[mine.done].group + groups_in_flight < mine.group) ++mine.done;
  return {mine.asked_for.data() + first, mine.done - first};
}

size_t Block::shared_address(const void* p) const {
  const auto* byte = static_cast<const unsigned char*>(p);
  if (byte < shared_ || byte >= shared_ + arena_bytes_) fault("takes the shared address of what is not in shared memory");
  return static_cast<size_t>(byte - shared_);
}

const void* Block::shared_at(size_t address, size_t bytes) const {
  if (address + bytes > arena_bytes_) fault("reads beyond shared memory, at its byte " + std::to_string(address));
  return shared_ + address;
}

void Block::need_full_warp(const char* what) const {
  if (lanes_of_warp() != kWarpLanes)
    fault(std::string(what) + " needs a full warp; the block's last one is cut off by its size");
}

void* Block::static_shared(const void* key, size_t bytes) {
  for (size_t a = 0; a < array_count_; ++a)
    if (arrays_[a].key == key) return shared_ + arrays_[a].offset;
  if (array_count_ == arrays_.size()) fault("declares more than " + std::to_string(arrays_.size()) + " shared arrays");
  size_t data_bytes = dynamic_bytes_ + bytes;
  for (size_t a = 0; a < array_count_; ++a) data_bytes += arrays_[a].bytes;
  if (data_bytes > shared_limit_)
    fault("needs " + std::to_string(data_bytes) + " bytes of shared memory, more than " + std::to_string(shared_limit_));
  const size_t gap = shared_used_ ? kSharedGap : 0;
  const size_t offset = (shared_used_ + gap + kSharedAlignment - 1) / kSharedAlignment * kSharedAlignment;
  arrays_[array_count_++] = {key, offset, bytes};
  shared_used_ = offset + bytes;
  sanitizers::allow(shared_ + offset, bytes);
  return shared_ + offset;
}

void Block::fault(const std::string& what) const {
  const dim3 thread(threadIdx.x, threadIdx.y, threadIdx.z);
  throw KernelFault(std::string("kernel ") + kernel_ + ", block " + text({index_.x, index_.y, index_.z}) + ", thread " +
                    text(thread) + ": " + what);
}

void Block::report_stuck() const {
  throw KernelFault(std::string("kernel ") + kernel_ + ", block " + text({index_.x, index_.y, index_.z}) + ", block size " +
                    text(block_) + ": threads diverged and wait for each other for ever: " + whereabouts() +
                    async_barriers_.state());
}

const char* Block::name_of_place(const Thread& thread) {
  if (thread.state == State::at_barrier) return "__syncthreads";
  return thread.state == State::at_mbarrier ? "the wait for an mbarrier" : thread.collective->name;
}

std::string Block::whereabouts() const {
  std::string all;
  for (unsigned t = 0; t < count_;) {
    const Thread& a = threads_[t];
    unsigned end = t + 1;
    while (end < count_ && threads_[end].state == a.state &&
           (a.state == State::done || same_place(threads_[end].where, a.where)))
      ++end;
    if (!all.empty()) all += "; ";
    all += end - t == 1 ? std::string("thread ") + std::to_string(t)
                        : std::string("threads ") + std::to_string(t) + "-" + std::to_string(end - 1);
    if (a.state == State::done)
      all += " ended";
    else
      all += std::string(" at ") + name_of_place(a) + ", " + text(a.where);
    t = end;
    if (all.size() > 2000) return all + "; ...";
  }
  return all;
}

}  // namespace facet::simt
