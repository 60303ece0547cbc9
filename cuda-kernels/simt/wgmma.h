// Warpgroup products (wgmma) on the CPU: descriptors and swizzle decoded, fragments laid out and the rules of their
// asynchrony kept as the PTX manual says, and not as device/wgmma.cuh does, so that each checks the other.
//
// The hardware reads the factors and writes the sums at any time between wgmma and the wait for its group. The shim computes
// at once, hides the sums until that wait (NaN stands in their place) and looks at the wait whether the factors are still what
// they were: who uses sums too early reads NaN, who changes factors or sums under way, or leaves a fence out, gets a fault.
// Not looked at: whether all four warps of a group come, and stores to shared memory other than by asynchronous copies.
//
// Written in a header, so that the sanitizers see the reads as the kernel's.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "simt/block.h"
#include "simt/mma.h"

namespace facet::simt {

// Where, in the block's shared memory, the hardware finds the 4 bytes of B that begin at byte `depth_byte` (a multiple of 4,
// less than 32) of column `column`, or of A and a row, for the K-major layout with 128-byte swizzle: the only one that the shim
// knows.
inline uint32_t wgmma_address(uint64_t descriptor, int column, int depth_byte) {
  const auto start = static_cast<uint32_t>(descriptor & 0x3fff) << 4;
  const auto group_stride = static_cast<uint32_t>(descriptor >> 32 & 0x3fff) << 4;  // from eight columns to the next eight
  const auto base_offset = static_cast<uint32_t>(descriptor >> 49 & 7);
  const auto swizzle = static_cast<uint32_t>(descriptor >> 62);
  const Block& block = Block::current();
  if (swizzle != 1)
    block.fault("wgmma: the shim knows descriptors of the 128-byte swizzle (1) only, not " + std::to_string(swizzle));
  if (base_offset != 0 || start % 1024 >= 128 || group_stride % 1024 != 0)
    block.fault("wgmma: a panel of the 128-byte swizzle begins at a multiple of 1024 bytes");
  const uint32_t address =
      start + static_cast<uint32_t>(column / 8) * group_stride + static_cast<uint32_t>(column % 8 * 128 + depth_byte);
  return address ^ (address >> 7 & 7) << 4;
}

// What the calling lane holds of B in the layout of mma.m16n8k8, 32 bytes of depth: b[2 t + i] of column 8 t + lane / 4.
inline void read_wgmma_b(uint64_t descriptor, int columns, uint32_t* b) {
  const Block& block = Block::current();
  const int lane = static_cast<int>(block.lane());
  for (int t = 0; t < columns / 8; ++t)
    for (int i = 0; i < 2; ++i)
      std::memcpy(&b[2 * t + i], block.shared_at(wgmma_address(descriptor, t * 8 + lane / 4, lane % 4 * 4 + i * 16), 4), 4);
}

// What the calling lane holds of A in the layout of mma.m16n8k8 and m16n8k16: of 64 rows its warp's 16.
inline void read_wgmma_a(uint64_t descriptor, uint32_t* a) {
  const Block& block = Block::current();
  const int lane = static_cast<int>(block.lane());
  const int row = static_cast<int>(block.running_thread() / kWarpLanes % 4) * 16 + lane / 4;
  for (int i = 0; i < 4; ++i)
    std::memcpy(&a[i], block.shared_at(wgmma_address(descriptor, row + i % 2 * 8, lane % 4 * 4 + i / 2 * 16), 4), 4);
}

using WarpProduct = void (*)(float* d, const uint32_t* a, const uint32_t* b, int rows, int columns, std::source_location where);

// d += a b, or unless `accumulate` d = a b, for the calling warp's 16 rows, 32 bytes deep: a holds four words, of registers or
// read from shared memory, and d `columns` / 2 floats in the layout of mma.m16n8k8.
inline void wgmma(float* d, WarpgroupProducts::Reading reading, bool accumulate, WarpProduct multiply,
                  std::source_location where) {
  constexpr int kMostColumns = 256;
  Block& block = Block::current();
  WarpgroupProducts& products = block.warpgroup_products();
  if (!products.fenced) block.fault("wgmma after registers could be touched, without wgmma.fence");
  if (products.copies == WarpgroupProducts::Copies::arrived)
    block.fault("wgmma reads shared memory after asynchronous copies that fence.proxy.async did not make visible to it");
  if (products.copies == WarpgroupProducts::Copies::published)
    block.fault("wgmma reads shared memory after fence.proxy.async without a barrier between");
  const size_t count = static_cast<size_t>(reading.columns) / 2;
  auto sum = std::find_if(products.sums.begin(), products.sums.end(), [&](const auto& s) { return s.d == d; });
  if (sum == products.sums.end()) {
    products.sums.push_back({d, std::vector<float>(d, d + count), 0});
    sum = products.sums.end() - 1;
  } else {
    products.need_hidden(*sum);
  }
  if (!accumulate) std::fill(sum->value.begin(), sum->value.end(), 0.f);
  sum->group = products.group;
  uint32_t b[kMostColumns / 8 * 2];
  read_wgmma_b(reading.descriptor, reading.columns, b);
  reading.checksum = WarpgroupProducts::checksum(b, reading.columns / 4);
  reading.group = products.group;
  products.readings.push_back(reading);
  block.count_warpgroup_product();
  multiply(sum->value.data(), reading.factors, b, 1, reading.columns / 8, where);
  std::memset(d, 0xff, count * sizeof(float));
}

// Of TF32 numbers, a from registers.
inline void wgmma_m64k8_tf32(float* d, const uint32_t* a, uint64_t descriptor, int columns, bool accumulate,
                             std::source_location where = std::source_location::current()) {
  wgmma(d, {a, {a[0], a[1], a[2], a[3]}, 0, descriptor, columns, 0, 0}, accumulate, mma_m16n8k8_tf32, where);
}

// Of bf16 numbers, 16 deep, both factors from shared memory.
inline void wgmma_m64k16_bf16(float* d, uint64_t a_descriptor, uint64_t descriptor, int columns, bool accumulate,
                              std::source_location where = std::source_location::current()) {
  WarpgroupProducts::Reading reading{nullptr, {}, a_descriptor, descriptor, columns, 0, 0};
  read_wgmma_a(a_descriptor, reading.factors);
  wgmma(d, reading, accumulate, mma_m16n8k16_bf16, where);
}

inline void wgmma_fence() { Block::current().warpgroup_products().fenced = true; }

inline void wgmma_commit() { ++Block::current().warpgroup_products().group; }

// On return all groups of the calling thread but the newest `groups_in_flight` are complete.
inline void wgmma_wait(unsigned groups_in_flight) {
  Block& block = Block::current();
  WarpgroupProducts& products = block.warpgroup_products();
  products.fenced = false;
  const auto due = [&](unsigned group) { return group + groups_in_flight < products.group; };
  std::erase_if(products.readings, [&](const WarpgroupProducts::Reading& r) {
    if (!due(r.group)) return false;
    if (r.a && std::memcmp(r.a, r.factors, sizeof r.factors) != 0)
      block.fault("factors of wgmma in registers were changed under way");
    uint32_t a[4], b[512];
    read_wgmma_b(r.descriptor, r.columns, b);
    if (!r.a) read_wgmma_a(r.a_descriptor, a);
    if (WarpgroupProducts::checksum(b, r.columns / 4) != r.checksum || (!r.a && std::memcmp(a, r.factors, sizeof a) != 0))
      block.fault("factors of wgmma in shared memory were changed under way");
    return true;
  });
  std::erase_if(products.sums, [&](const WarpgroupProducts::Sum& s) {
    if (!due(s.group)) return false;
    products.need_hidden(s);
    std::memcpy(s.d, s.value.data(), s.value.size() * sizeof(float));
    return true;
  });
}

// fence.proxy.async: what this thread's asynchronous copies have brought may be read by wgmma after the next barrier.
inline void wgmma_publish() {
  Block::current().async_barriers().proxy_fence();
  auto& copies = Block::current().warpgroup_products().copies;
  if (copies == WarpgroupProducts::Copies::arrived) copies = WarpgroupProducts::Copies::published;
}

}  // namespace facet::simt
