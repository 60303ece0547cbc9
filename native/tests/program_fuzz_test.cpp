// The decoder and the rules against malformed programs: every attempt must end in a status, and whatever is accepted must run
// (in a program whose arenas are small enough to give it memory) without touching anything outside its arenas.
#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include "core/op_table.h"
#include "tests/encoded_program.h"
#include "tests/handles.h"
#include "tests/sanitizers.h"
#include "tests/test.h"

namespace facet::test {
namespace {

using Bytes = std::vector<std::byte>;
using Random = std::mt19937_64;

constexpr int64_t kMostArenaBytes = 1 << 16;

// Valid programs to start from: every small case alone, and chains of several cases in one program.
std::vector<Bytes> seeds() {
  std::vector<Bytes> all;
  EncodedProgram chain;
  int chained = 0;
  for (uint32_t code = 0; code < kOpCount; ++code) {
    int taken = 0;
    for (const OpCase& c : cases_of(static_cast<Op>(code))) {
      EncodedProgram program;
      program.add_case(c, code % 2 == 0 ? DType::f32 : DType::f64);
      if (program.arena_bytes(0) > kMostArenaBytes) continue;
      all.push_back(program.bytes());
      if (bf16_slots(c.op).in != 0 && taken % 3 == 0) {  // which the CPU decodes and refuses
        EncodedProgram stored;
        stored.add_case(c, DType::bf16);
        all.push_back(stored.bytes());
      }
      if (++taken == 6) break;
      chain.add_case(c, DType::f32);
      if (++chained % 5 == 0) {
        all.push_back(chain.bytes());
        chain = EncodedProgram();
      }
    }
  }
  return all;
}

uint64_t interesting(Random& random) {
  constexpr uint64_t kValues[] = {0,
                                  1,
                                  2,
                                  3,
                                  5,
                                  7,
                                  15,
                                  16,
                                  17,
                                  63,
                                  64,
                                  65,
                                  127,
                                  128,
                                  4096,
                                  0x7FFFFFFF,
                                  0x80000000,
                                  0xFFFFFFFF,
                                  uint64_t{1} << 32,
                                  uint64_t{1} << 47,
                                  uint64_t{1} << 62,
                                  uint64_t{1} << 63,
                                  ~uint64_t{0},
                                  ~uint64_t{63}};
  return kValues[random() % std::size(kValues)];
}

void overwrite(Bytes& bytes, size_t at, uint64_t value, size_t count) {
  std::memcpy(bytes.data() + at, &value, std::min(count, bytes.size() - at));
}

Bytes mutated(const Bytes& seed, const std::vector<Bytes>& all, Random& random) {
  Bytes bytes = seed;
  const int changes = 1 + static_cast<int>(random() % 4);
  for (int i = 0; i < changes && !bytes.empty(); ++i) {
    const size_t at = random() % bytes.size(), word = at / 4 * 4;
    switch (random() % 8) {
      case 0:
        bytes[at] ^= static_cast<std::byte>(1u << (random() % 8));
        break;
      case 1:
        overwrite(bytes, word, interesting(random), 4);
        break;
      case 2:
        overwrite(bytes, word, interesting(random), 8);
        break;
      case 3:  // near the old value: counts, buffer numbers, dims and offsets that are almost right
      {
        uint32_t value = 0;
        std::memcpy(&value, bytes.data() + word, std::min<size_t>(4, bytes.size() - word));
        overwrite(bytes, word, value + static_cast<uint32_t>(random() % 5) - 2, 4);
        break;
      }
      case 4:
        bytes.resize(at);
        break;
      case 5:
        bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), 1 + random() % 16, static_cast<std::byte>(random()));
        break;
      case 6: {
        const Bytes& other = all[random() % all.size()];
        const size_t from = random() % other.size(),
                     count = std::min({size_t{1} + random() % 32, other.size() - from, bytes.size() - at});
        std::memcpy(bytes.data() + at, other.data() + from, count);
        break;
      }
      default:  // swap two words: often another valid-looking program
        if (bytes.size() >= 8) {
          const size_t other = random() % (bytes.size() / 4) * 4, mine = std::min(word, (bytes.size() / 4 - 1) * 4);
          for (size_t b = 0; b < 4; ++b) std::swap(bytes[mine + b], bytes[other + b]);
        }
    }
  }
  return bytes;
}

// Arena sizes of an accepted program, whose header is therefore sound.
std::vector<int64_t> arena_sizes(const Bytes& bytes) {
  uint32_t count = 0;
  std::memcpy(&count, bytes.data() + 8, 4);
  std::vector<int64_t> sizes(count);
  std::memcpy(sizes.data(), bytes.data() + 24, count * 8);
  return sizes;
}

struct Tally {
  int refused = 0, accepted = 0, ran = 0, unsupported = 0;
};

void run_accepted(facet_program* program, const std::vector<int64_t>& sizes, const TestDevice& device, Random& random,
                  Tally& tally) {
  std::vector<facet_arena*> arenas;
  bool small = true;
  for (const int64_t size : sizes) small = small && size <= kMostArenaBytes;
  for (size_t i = 0; small && i < sizes.size(); ++i) {
    facet_arena* arena = nullptr;
    const int64_t bytes = std::max<int64_t>(sizes[i], 1);
    REQUIRE(facet_arena_create(device.get(), bytes, &arena) == FACET_OK, facet_last_error());
    arenas.push_back(arena);
    void* address = nullptr;
    facet_arena_host_address(arena, &address);
    // Small integers are labels, seeds and harmless floats; some arenas get anything at all.
    const bool anything = random() % 4 == 0;
    for (int64_t b = 0; b < bytes; ++b)
      static_cast<std::byte*>(address)[b] = static_cast<std::byte>(anything ? random() : b % 4 == 0);
    REQUIRE(facet_program_bind(program, static_cast<int32_t>(i), arena) == FACET_OK, facet_last_error());
  }
  if (small) {
    const facet_status status = facet_program_run(program);
    CHECK(status == FACET_OK || status == FACET_KERNEL_FAILED, status, " ", facet_last_error());
    ++tally.ran;
  }
  CHECK(facet_program_destroy(program) == FACET_OK, facet_last_error());
  for (facet_arena* arena : arenas) CHECK(facet_arena_destroy(arena) == FACET_OK, facet_last_error());
}

void attempt(const Bytes& bytes, const TestDevice& device, Random& random, Tally& tally) {
  facet_program* program = nullptr;
  const Bytes exact(bytes);  // its own allocation, so that asan sees a read behind the end
  const facet_status status =
      facet_program_create(device.get(), exact.empty() ? &device : static_cast<const void*>(exact.data()),
                           static_cast<int64_t>(exact.size()), &program);
  if (status == FACET_OK) {
    ++tally.accepted;
    run_accepted(program, arena_sizes(bytes), device, random, tally);
    return;
  }
  ++tally.refused;
  if (status == FACET_UNSUPPORTED) {
    ++tally.unsupported;
    CHECK(std::strstr(facet_last_error(), "bf16") != nullptr, facet_last_error());
  } else {
    CHECK(status == FACET_INVALID_PROGRAM || status == FACET_OUT_OF_MEMORY, status, " ", facet_last_error());
  }
  CHECK(program == nullptr);
  CHECK(std::strlen(facet_last_error()) > 0);
}

}  // namespace

FACET_TEST(fuzz, valid_programs_are_accepted) {
  const TestDevice device;
  Random random(1);
  Tally tally;
  const auto all = seeds();
  for (const Bytes& seed : all) attempt(seed, device, random, tally);
  CHECK(tally.refused == tally.unsupported, tally.refused, " of ", all.size(), " refused, last: ", facet_last_error());
  CHECK(tally.unsupported > 20, tally.unsupported, " with bf16 tensors");
  CHECK(all.size() > 150, all.size());
}

FACET_TEST(fuzz, truncated_programs_are_refused) {
  const TestDevice device;
  const auto all = seeds();
  for (size_t i = 0; i < all.size(); i += kSanitized ? 17 : 5) {
    for (size_t length = 0; length < all[i].size(); ++length) {
      facet_program* program = nullptr;
      const Bytes cut(all[i].begin(), all[i].begin() + static_cast<std::ptrdiff_t>(length));
      const void* start = cut.empty() ? static_cast<const void*>(&device) : cut.data();
      CHECK(facet_program_create(device.get(), start, static_cast<int64_t>(length), &program) == FACET_INVALID_PROGRAM,
            "program ", i, " cut to ", length);
    }
  }
}

FACET_TEST(fuzz, mutated_programs_end_in_a_status) {
  const TestDevice device(2);
  const int64_t live = facet_live_bytes();
  const auto all = seeds();
  const int attempts = kThreadSanitized ? 3000 : kSanitized ? 30000 : 200000;
  Tally tally;
  for (int i = 0; i < attempts; ++i) {
    Random random(static_cast<uint64_t>(i));  // a failure is reproduced by its number alone
    attempt(mutated(all[random() % all.size()], all, random), device, random, tally);
  }
  CHECK(facet_live_bytes() == live, facet_live_bytes() - live, " bytes leaked");
  CHECK(tally.refused > attempts / 4 && tally.ran > attempts / 50, tally.refused, " refused, ", tally.accepted, " accepted, ",
        tally.ran, " ran");
}

FACET_TEST(fuzz, random_bytes_are_refused) {
  const TestDevice device;
  Tally tally;
  for (uint64_t i = 0; i < 5000; ++i) {
    Random random(i);
    Bytes bytes(random() % 400);
    for (std::byte& b : bytes) b = static_cast<std::byte>(random());
    if (i % 2 == 0 && bytes.size() >= 8) {  // half of them get past the first two checks
      overwrite(bytes, 0, 0x50544346, 4);
      overwrite(bytes, 4, FACET_ABI_VERSION, 4);
    }
    attempt(bytes, device, random, tally);
  }
  CHECK(tally.accepted == 0, tally.accepted, " accepted");
}

}  // namespace facet::test
