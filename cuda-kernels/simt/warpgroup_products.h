// What a thread knows of its warpgroup's products that are under way (simt/wgmma.h).
#pragma once

#include <cstdint>
#include <vector>

namespace facet::simt {

struct WarpgroupProducts {
  // Of what asynchronous copies brought to shared memory.
  enum class Copies : uint8_t { visible, arrived, published };

  struct Sum {
    float* d;                  // the registers, NaN until the wait
    std::vector<float> value;  // what they shall be
    unsigned group;            // the newest that adds to them
  };

  struct Reading {
    const uint32_t* a;      // registers; null if A is in shared memory, too
    uint32_t factors[4];    // of A that the lane had or read
    uint64_t a_descriptor;  // of A in shared memory
    uint64_t descriptor;
    int columns;
    uint32_t checksum;  // of what the lane read of B
    unsigned group;
  };

  std::vector<Sum> sums;
  std::vector<Reading> readings;
  unsigned group = 0;  // that the next product belongs to
  bool fenced = false;
  Copies copies = Copies::visible;

  // Faults unless the registers of `sum` are as the shim left them.
  void need_hidden(const Sum& sum) const;

  static uint32_t checksum(const uint32_t* words, int count) {
    uint32_t sum = 0;
    for (int i = 0; i < count; ++i) sum = (sum << 5 | sum >> 27) * 0x9e3779b1u + words[i];
    return sum;
  }
};

}  // namespace facet::simt
