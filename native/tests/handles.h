// Owners of the C ABI's handles, for tests: each checks the status of what it does.
#pragma once

#include <cstddef>
#include <vector>

#include "facet/facet.h"
#include "tests/test.h"

namespace facet::test {

class TestDevice {
 public:
  explicit TestDevice(int threads = 1, const char* name = "cpu") {
    REQUIRE(facet_device_open(name, threads, &device_) == FACET_OK, facet_last_error());
  }
  ~TestDevice() { CHECK(facet_device_close(device_) == FACET_OK, facet_last_error()); }
  TestDevice(const TestDevice&) = delete;
  TestDevice& operator=(const TestDevice&) = delete;
  facet_device* get() const { return device_; }

 private:
  facet_device* device_ = nullptr;
};

class TestArena {
 public:
  TestArena(const TestDevice& device, int64_t bytes) {
    REQUIRE(facet_arena_create(device.get(), bytes, &arena_) == FACET_OK, facet_last_error());
  }
  ~TestArena() { CHECK(facet_arena_destroy(arena_) == FACET_OK, facet_last_error()); }
  TestArena(const TestArena&) = delete;
  TestArena& operator=(const TestArena&) = delete;
  facet_arena* get() const { return arena_; }
  std::byte* address() const {
    void* address = nullptr;
    CHECK(facet_arena_host_address(arena_, &address) == FACET_OK, facet_last_error());
    return static_cast<std::byte*>(address);
  }
  // Copies, which work for memory that the host cannot address, too.
  template <typename T>
  void write(uint64_t offset, const std::vector<T>& values) const {
    const auto bytes = static_cast<int64_t>(values.size() * sizeof(T));
    CHECK(facet_arena_write(arena_, static_cast<int64_t>(offset), values.data(), bytes) == FACET_OK, facet_last_error());
  }
  template <typename T>
  std::vector<T> read(uint64_t offset, size_t count) const {
    std::vector<T> values(count);
    const auto bytes = static_cast<int64_t>(count * sizeof(T));
    CHECK(facet_arena_read(arena_, static_cast<int64_t>(offset), values.data(), bytes) == FACET_OK, facet_last_error());
    return values;
  }

 private:
  facet_arena* arena_ = nullptr;
};

class TestProgram {
 public:
  TestProgram(const TestDevice& device, const std::vector<std::byte>& bytes) {
    REQUIRE(facet_program_create(device.get(), bytes.data(), static_cast<int64_t>(bytes.size()), &program_) == FACET_OK,
            facet_last_error());
  }
  ~TestProgram() { CHECK(facet_program_destroy(program_) == FACET_OK, facet_last_error()); }
  TestProgram(const TestProgram&) = delete;
  TestProgram& operator=(const TestProgram&) = delete;
  facet_program* get() const { return program_; }

 private:
  facet_program* program_ = nullptr;
};

}  // namespace facet::test
