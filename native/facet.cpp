// The C ABI: handles, argument checks and lifetimes. The work is done by the runtime.
#include "facet/facet.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "backend/cuda/gpu_library.h"
#include "core/op_table.h"
#include "core/program.h"
#include "core/status.h"
#include "runtime/device.h"
#include "runtime/executor.h"
#include "runtime/handles.h"
#include "runtime/memory.h"

struct facet_device {
  std::unique_ptr<facet::Device> device;
  std::string description;
  std::atomic<int> users{0};
  std::atomic<int> children{0};  // live arenas and programs
};

struct facet_arena {
  facet_device* device;
  std::unique_ptr<facet::DeviceMemory> memory;
  std::atomic<int> users{0};
  std::atomic<int> bindings{0};  // programs' arenas that point here
};

struct facet_program {
  facet_device* device;
  std::unique_ptr<facet::Executor> executor;
  std::vector<facet_arena*> arenas;
  std::string description;
  std::atomic<int> users{0};
  std::atomic<bool> busy{false};
};

namespace {

using facet::fail;
using facet::guarded;
using facet::Handles;

// Never destroyed: a thread may still be in a call while the process exits.
Handles<facet_device>& devices() {
  static auto& handles = *new Handles<facet_device>("device");
  return handles;
}
Handles<facet_arena>& arenas() {
  static auto& handles = *new Handles<facet_arena>("arena");
  return handles;
}
Handles<facet_program>& programs() {
  static auto& handles = *new Handles<facet_program>("program");
  return handles;
}

void require(const void* pointer, const char* name) {
  if (pointer == nullptr) fail(FACET_INVALID_ARGUMENT, name, " is null");
}

// A program in exclusive use by this call.
class Exclusive {
 public:
  // A program that has been started and not finished, or one that must not be.
  enum class While { running, idle };

  explicit Exclusive(facet_program* program, While state = While::idle) : use_(programs().use(program)) {
    if (use_->busy.exchange(true, std::memory_order_acquire)) fail(FACET_BUSY, "the program is in use on another thread");
    if (state == While::idle && use_->executor->started()) {
      use_->busy.store(false, std::memory_order_release);
      fail(FACET_BUSY, "the program has been started; finish it first");
    }
  }
  ~Exclusive() { use_->busy.store(false, std::memory_order_release); }
  Exclusive(const Exclusive&) = delete;
  Exclusive& operator=(const Exclusive&) = delete;
  facet_program* operator->() const { return &*use_; }
  const facet_program& operator*() const { return *use_; }

 private:
  Handles<facet_program>::Use use_;
};

void check_range(int64_t size, int64_t offset, int64_t bytes) {
  if (offset < 0 || bytes < 0 || bytes > size || offset > size - bytes) {
    fail(FACET_INVALID_ARGUMENT, "bytes ", offset, " .. +", bytes, " lie outside the arena of ", size, " bytes");
  }
}

void check_index(const facet_program& program, int32_t index) {
  const int count = program.executor->arena_count();
  if (index < 0 || index >= count) fail(FACET_INVALID_ARGUMENT, "arena ", index, " of a program with ", count);
}

[[noreturn]] void fail_unbound(size_t index) { fail(FACET_INVALID_ARGUMENT, "arena ", index, " of the program is not bound"); }

void require_bound(const facet_program& program) {
  const auto missing = std::find(program.arenas.begin(), program.arenas.end(), nullptr);
  if (missing != program.arenas.end()) fail_unbound(static_cast<size_t>(missing - program.arenas.begin()));
}

}  // namespace

int32_t facet_abi_version(void) noexcept { return FACET_ABI_VERSION; }

const char* facet_last_error(void) noexcept { return facet::last_error(); }

int32_t facet_op_count(void) noexcept { return static_cast<int32_t>(facet::kOpCount); }

const char* facet_op_name(int32_t op) noexcept {
  if (op < 0 || op >= facet_op_count()) return nullptr;
  return facet::op_info(static_cast<facet::Op>(op)).name;
}

int64_t facet_live_bytes(void) noexcept { return facet::live_bytes(); }

int64_t facet_calls(void) noexcept { return facet::counted_calls(); }

facet_status facet_device_open(const char* name, int32_t threads, facet_device** out) noexcept {
  return guarded([&] {
    require(name, "name");
    require(out, "out");
    auto handle = std::make_unique<facet_device>();
    handle->device = facet::open_device(name, threads);
    handle->description = facet::describe(*handle->device);
    *out = devices().add(std::move(handle));
  });
}

facet_status facet_device_close(facet_device* device) noexcept {
  return guarded([&] {
    if (device == nullptr) return;
    devices().take(device, [](const facet_device& d) {
      return d.children.load() > 0 ? "arenas or programs of it are still live; destroy them first" : nullptr;
    });
  });
}

facet_status facet_devices(const char** out) noexcept {
  return guarded([&] {
    require(out, "out");
    static thread_local std::string text;
    text = facet::describe_devices();
    *out = text.c_str();
  });
}

facet_status facet_cuda_library(const char* file) noexcept {
  return guarded([&] {
    require(file, "file");
    facet::cuda::set_library_file(file);
  });
}

facet_status facet_device_describe(facet_device* device, const char** out) noexcept {
  return guarded([&] {
    require(out, "out");
    *out = devices().use(device)->description.c_str();
  });
}

facet_status facet_arena_create(facet_device* device, int64_t bytes, facet_arena** out) noexcept {
  return guarded([&] {
    require(out, "out");
    const auto owner = devices().use(device);
    if (bytes <= 0) fail(FACET_INVALID_ARGUMENT, "an arena of ", bytes, " bytes: give a positive size");
    auto handle = std::make_unique<facet_arena>();
    handle->device = device;
    handle->memory = owner->device->allocate(bytes);
    *out = arenas().add(std::move(handle));
    owner->children.fetch_add(1);
  });
}

facet_status facet_arena_destroy(facet_arena* arena) noexcept {
  return guarded([&] {
    if (arena == nullptr) return;
    auto taken = arenas().take(arena, [](const facet_arena& a) {
      return a.bindings.load() > 0 ? "programs are bound to it; destroy them first" : nullptr;
    });
    facet_device* device = taken->device;
    taken.reset();
    device->children.fetch_sub(1);
  });
}

facet_status facet_arena_host_address(facet_arena* arena, void** out) noexcept {
  return guarded([&] {
    require(out, "out");
    *out = arenas().use(arena)->memory->host_address();
  });
}

facet_status facet_arena_write(facet_arena* arena, int64_t offset, const void* source, int64_t bytes) noexcept {
  return guarded([&] {
    require(source, "source");
    const auto target = arenas().use(arena);
    check_range(target->memory->bytes(), offset, bytes);
    target->memory->write(offset, source, bytes);
  });
}

facet_status facet_arena_read(facet_arena* arena, int64_t offset, void* target, int64_t bytes) noexcept {
  return guarded([&] {
    require(target, "target");
    const auto source = arenas().use(arena);
    check_range(source->memory->bytes(), offset, bytes);
    source->memory->read(offset, target, bytes);
  });
}

facet_status facet_program_create(facet_device* device, const void* encoded, int64_t bytes, facet_program** out) noexcept {
  return guarded([&] {
    require(encoded, "encoded");
    require(out, "out");
    const auto owner = devices().use(device);
    if (bytes < 0) fail(FACET_INVALID_ARGUMENT, "a program of ", bytes, " bytes");
    facet::Program program = facet::decode_program({static_cast<const std::byte*>(encoded), static_cast<size_t>(bytes)});
    facet::verify_program(program);
    auto handle = std::make_unique<facet_program>();
    handle->device = device;
    handle->arenas.resize(program.arena_bytes.size());
    handle->executor = std::make_unique<facet::Executor>(*owner->device, std::move(program));
    *out = programs().add(std::move(handle));
    owner->children.fetch_add(1);
  });
}

facet_status facet_program_destroy(facet_program* program) noexcept {
  return guarded([&] {
    if (program == nullptr) return;
    auto taken = programs().take(program, [](const facet_program&) -> const char* { return nullptr; });
    taken->executor.reset();  // waits for what was started: until then the arenas are in use
    for (facet_arena* arena : taken->arenas) {
      if (arena != nullptr) arena->bindings.fetch_sub(1);
    }
    facet_device* device = taken->device;
    taken.reset();
    device->children.fetch_sub(1);
  });
}

facet_status facet_program_bind(facet_program* program, int32_t index, facet_arena* arena) noexcept {
  return guarded([&] {
    const Exclusive target(program);
    const auto memory = arenas().use(arena);
    check_index(*target, index);
    if (memory->device != target->device) fail(FACET_INVALID_ARGUMENT, "the arena belongs to another device than the program");
    const int64_t needed = target->executor->arena_bytes(index), given = memory->memory->bytes();
    if (given < needed) fail(FACET_INVALID_ARGUMENT, "arena ", index, " needs ", needed, " bytes, the one given has ", given);
    for (int i = 0; i < target->executor->arena_count(); ++i) {
      // The program's check against overlapping buffers holds only if its arenas are different memory.
      if (i != index && target->arenas[static_cast<size_t>(i)] == arena) {
        fail(FACET_INVALID_ARGUMENT, "the arena given for ", index, " is already bound as arena ", i);
      }
    }
    facet_arena*& slot = target->arenas[static_cast<size_t>(index)];
    memory->bindings.fetch_add(1);
    if (slot != nullptr) slot->bindings.fetch_sub(1);
    slot = arena;
    target->executor->bind(index, memory->memory->address());
  });
}

facet_status facet_program_run(facet_program* program) noexcept {
  return guarded([&] {
    const Exclusive target(program);
    require_bound(*target);
    target->executor->run();
  });
}

facet_status facet_program_start(facet_program* program) noexcept {
  return guarded([&] {
    const Exclusive target(program);
    require_bound(*target);
    target->executor->start();
  });
}

facet_status facet_program_finish(facet_program* program) noexcept {
  return guarded([&] {
    const Exclusive target(program, Exclusive::While::running);
    if (!target->executor->started()) fail(FACET_INVALID_ARGUMENT, "the program has not been started");
    target->executor->finish();
  });
}

facet_status facet_program_feed(facet_program* program, int32_t index, int64_t offset, const void* source,
                                int64_t bytes) noexcept {
  return guarded([&] {
    require(source, "source");
    const Exclusive target(program, Exclusive::While::running);
    check_index(*target, index);
    facet_arena* arena = target->arenas[static_cast<size_t>(index)];
    if (arena == nullptr) fail_unbound(static_cast<size_t>(index));
    check_range(target->executor->arena_bytes(index), offset, bytes);
    target->executor->feed(index, *arena->memory, offset, source, bytes);
  });
}

facet_status facet_program_renew(facet_program* program) noexcept {
  return guarded([&] { Exclusive(program)->executor->renew(); });
}

facet_status facet_program_describe(facet_program* program, const char** out) noexcept {
  return guarded([&] {
    require(out, "out");
    const Exclusive target(program);
    target->description = target->executor->describe();
    *out = target->description.c_str();
  });
}

facet_status facet_program_profile(facet_program* program, int32_t on) noexcept {
  return guarded([&] {
    const Exclusive target(program);
    if (on != 0 && on != 1) fail(FACET_INVALID_ARGUMENT, "profile ", on, ": give 0 or 1");
    target->executor->profiler().set_on(on == 1);
  });
}
