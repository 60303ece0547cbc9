// A device's memory while programs come and go, as Java makes and closes them. FACET_TEST_DEVICE names the device, as for
// the op cases (device_cases_test.cpp); how much is free, and that it comes back, is looked at on GPUs only: the host's memory
// is everybody's.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/environment.h"
#include "tests/relu_program.h"
#include "tests/test.h"

namespace facet::test {
namespace {

constexpr int64_t kMoreThanAnyDeviceHas = int64_t{1} << 50;
// What others and the driver may take of a GPU while a test runs.
constexpr int64_t kMostTakenByOthers = int64_t{64} << 20;
constexpr int64_t kOfHost = int64_t{4} << 20;  // asked of devices that compute in the host's memory

std::string device_name() { return variable("FACET_TEST_DEVICE", "simt"); }
bool on_gpu() { return device_name().starts_with("cuda"); }

// That so much is refused, and what the error says is free.
int64_t free_bytes_after_refusal_of(int64_t bytes, const TestDevice& device) {
  facet_arena* none = nullptr;
  CHECK(facet_arena_create(device.get(), bytes, &none) == FACET_OUT_OF_MEMORY && none == nullptr, facet_last_error());
  const std::string text = facet_last_error();
  const std::string asked = std::to_string(bytes) + " bytes asked for, ";
  const size_t at = text.find(asked);
  REQUIRE(at != std::string::npos && text.find("close what is no longer needed") != std::string::npos, text);
  return std::strtoll(text.c_str() + at + asked.size(), nullptr, 10);
}

int64_t free_bytes(const TestDevice& device) { return free_bytes_after_refusal_of(kMoreThanAnyDeviceHas, device); }

// A program's whole life. Memory that another had is zeroed, and is left full of NaN for the next.
void run_once(const TestDevice& device, int64_t count) {
  const BoundRelu relu(device, count);
  const auto size = static_cast<size_t>(count);
  CHECK(relu.arena.read<float>(relu.encoded.offset(1), size) == std::vector<float>(size, 0.0f));
  std::vector<float> x(size), y(size);
  for (size_t i = 0; i < size; ++i) {
    x[i] = static_cast<float>(i % 7) - 3;
    y[i] = x[i] > 0 ? x[i] : 0;
  }
  relu.arena.write(relu.encoded.offset(0), x);
  for (int run = 0; run < 3; ++run) REQUIRE(facet_program_run(relu.program.get()) == FACET_OK, facet_last_error());
  CHECK(relu.arena.read<float>(relu.encoded.offset(1), size) == y);
  relu.arena.write(0, std::vector<unsigned char>(relu.encoded.arena_bytes(0), 0xFF));
}

void write_and_read_ends(const TestArena& arena, int64_t bytes) {
  const auto last = static_cast<uint64_t>(bytes - 4);
  CHECK(arena.read<int32_t>(0, 1)[0] == 0 && arena.read<int32_t>(last, 1)[0] == 0);
  arena.write(last, std::vector<int32_t>{7});
  CHECK(arena.read<int32_t>(last, 1)[0] == 7);
}

int64_t slack(int64_t free) { return std::min(free / 64, kMostTakenByOthers); }

// How much to ask for to have a part of what is free.
int64_t part_of(int64_t free, int64_t sixteenths) { return on_gpu() ? free / 16 * sixteenths : kOfHost; }

}  // namespace

FACET_TEST(device_memory, programs_come_and_go) {
  const int64_t live = facet_live_bytes();
  {
    const TestDevice device(1, device_name().c_str());
    const TestArena other(device, 1'000);  // so that what programs had is kept
    run_once(device, 50'000);              // loads the kernel
    const int64_t before = free_bytes(device);
    constexpr int kPrograms = 30;
    // 8 bytes a number: programs that were not given back would be nearly four times the slack.
    const int64_t count = on_gpu() ? slack(before) / 64 : 50'000;
    for (int program = 0; program < kPrograms; ++program) run_once(device, count + 1'000 * (program % 4));
    const int64_t after = free_bytes(device);
    std::printf("%d programs on %s: %lld bytes free before, %lld after\n", kPrograms, device_name().c_str(),
                static_cast<long long>(before), static_cast<long long>(after));
    if (on_gpu()) CHECK(after >= before - slack(before), before, " bytes free before, ", after, " after");
  }
  CHECK(facet_live_bytes() == live);
}

FACET_TEST(device_memory, a_device_that_refused_memory_is_as_good_as_before) {
  const TestDevice device(1, device_name().c_str());
  run_once(device, 1'000);
  const int64_t free = free_bytes(device);
  {
    const int64_t most = part_of(free, 12);
    const TestArena arena(device, most);
    write_and_read_ends(arena, most);
    if (on_gpu()) CHECK(free_bytes_after_refusal_of(free / 2, device) < free / 2);
    run_once(device, 1'000);
    write_and_read_ends(TestArena(device, part_of(free, 1)), part_of(free, 1));
  }
  // In other parts than before.
  {
    const TestArena first(device, part_of(free, 5)), second(device, part_of(free, 5));
    write_and_read_ends(first, part_of(free, 5));
    write_and_read_ends(second, part_of(free, 5));
  }
  write_and_read_ends(TestArena(device, part_of(free, 14)), part_of(free, 14));
  run_once(device, 1'000);
}

FACET_TEST(device_memory, a_device_that_is_closed_gives_its_memory_back) {
  if (!on_gpu()) return;
  const TestDevice beside(1, device_name().c_str());
  run_once(beside, 1'000);
  const int64_t before = free_bytes(beside);
  for (int round = 0; round < 3; ++round) {
    {
      const TestDevice device(1, device_name().c_str());
      write_and_read_ends(TestArena(device, part_of(before, 8)), part_of(before, 8));
      run_once(device, 100'000);
      CHECK(free_bytes(device) >= before - before / 16);  // what it keeps is free for itself
    }
    const int64_t after = free_bytes(beside);
    CHECK(after >= before - slack(before), before, " bytes free before, ", after, " after");
  }
}

}  // namespace facet::test
