#include "runtime/memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fstream>
#include <limits>
#include <string>
#include <utility>

#include "core/status.h"

namespace facet {
namespace {

constexpr int64_t kGuardBytes = 64;
constexpr int64_t kHugePageBytes = int64_t{2} << 20;
constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max();

std::atomic<int64_t> live{0};

// The number behind `key` in a file of "key value" lines (times 1024 where the unit is kB), or -1.
int64_t value_in(const char* path, const std::string& key) {
  std::ifstream file(path);
  std::string word;
  int64_t value = 0;
  while (file >> word) {
    if (word != key) {
      file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
      continue;
    }
    if (!(file >> value)) return -1;
    std::string unit;
    std::getline(file, unit);
    return unit.find("kB") == std::string::npos ? value : value * 1024;
  }
  return -1;
}

int64_t number_in(const char* path) {
  std::ifstream file(path);
  int64_t value = 0;
  return file >> value ? value : -1;  // "max" is no number
}

int64_t cgroup_room_bytes() {
  const int64_t most = number_in("/sys/fs/cgroup/memory.max");
  const int64_t used = number_in("/sys/fs/cgroup/memory.current");
  if (most < 0 || used < 0) return kUnlimited;
  const int64_t cache =
      std::max<int64_t>(0, value_in("/sys/fs/cgroup/memory.stat", "inactive_file"));  // is given back on demand
  return std::max<int64_t>(0, most - used + cache);
}

// Writes one byte a page; the kernel's own call does the same without the page walk here, where it exists.
void make_resident(std::byte* data, size_t bytes) {
#if defined(MADV_POPULATE_WRITE)
  if (madvise(data, bytes, MADV_POPULATE_WRITE) == 0) return;
  if (errno == ENOMEM) fail(FACET_OUT_OF_MEMORY, "the system could not supply ", bytes, " bytes it had mapped");
#endif
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  for (size_t i = 0; i < bytes; i += page) const_cast<volatile std::byte*>(data)[i] = std::byte{0};
}

}  // namespace

int64_t total_memory_bytes() { return static_cast<int64_t>(sysconf(_SC_PHYS_PAGES)) * sysconf(_SC_PAGESIZE); }

int64_t available_memory_bytes() {
  const int64_t machine = value_in("/proc/meminfo", "MemAvailable:");
  return std::min(machine < 0 ? kUnlimited : machine, cgroup_room_bytes());
}

int64_t live_bytes() { return live.load(); }

void count_live_bytes(int64_t bytes) { live += bytes; }

HostBlock::HostBlock(int64_t bytes) {
  const int64_t available = available_memory_bytes();
  const auto refuse = [&] {
    fail(FACET_OUT_OF_MEMORY, "no memory: ", bytes, " bytes asked for, ", available, " available, ", live_bytes(),
         " live in Facet; use a smaller batch or network, or close what is no longer needed");
  };
  if (bytes > available || bytes > kUnlimited - 2 * kHugePageBytes) refuse();

  const bool huge = bytes >= 2 * kHugePageBytes;
  const int64_t unit = huge ? kHugePageBytes : sysconf(_SC_PAGESIZE);
  const size_t size = static_cast<size_t>((bytes + kGuardBytes + unit - 1) / unit * unit);
  void* address = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (address == MAP_FAILED) refuse();
#if defined(MADV_HUGEPAGE)
  if (huge) madvise(address, size, MADV_HUGEPAGE);  // a wish: without huge pages everything works, a little slower
#endif
  try {
    make_resident(static_cast<std::byte*>(address), size);
  } catch (...) {
    munmap(address, size);
    throw;
  }
  data_ = static_cast<std::byte*>(address);
  bytes_ = bytes;
  mapped_ = size;
  live += bytes;
}

HostBlock::~HostBlock() {
  if (data_ == nullptr) return;
  munmap(data_, mapped_);
  live -= bytes_;
}

HostBlock::HostBlock(HostBlock&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      bytes_(std::exchange(other.bytes_, 0)),
      mapped_(std::exchange(other.mapped_, 0)) {}

HostBlock& HostBlock::operator=(HostBlock&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  std::swap(mapped_, other.mapped_);
  return *this;
}

}  // namespace facet
