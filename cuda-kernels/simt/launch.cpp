#include "simt/launch.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "simt/block.h"

namespace facet::simt {

namespace {

void run_blocks(const char* kernel, dim3 grid, dim3 block_size, size_t dynamic_shared_bytes, const CUstream_st& stream,
                const std::function<void()>& thread_body) {
  Block block(kernel, grid, block_size, dynamic_shared_bytes, stream);
  std::vector<uint64_t> order(uint64_t{grid.x} * grid.y * grid.z);
  std::iota(order.begin(), order.end(), uint64_t{0});
  if (stream.order == LaneOrder::reverse) std::reverse(order.begin(), order.end());
  if (stream.order == LaneOrder::shuffled) {
    std::mt19937_64 random(stream.seed);
    std::shuffle(order.begin(), order.end(), random);
  }
  for (const uint64_t b : order) {
    const auto x = static_cast<unsigned>(b % grid.x);
    const auto y = static_cast<unsigned>(b / grid.x % grid.y);
    const auto z = static_cast<unsigned>(b / grid.x / grid.y);
    block.run({x, y, z}, thread_body);
  }
}

}  // namespace

const char* run_grid(const char* kernel, dim3 grid, dim3 block, size_t dynamic_shared_bytes, const CUstream_st* stream,
                     const std::function<void()>& thread_body) noexcept {
  static thread_local std::string fault;
  try {
    run_blocks(kernel, grid, block, dynamic_shared_bytes, stream ? *stream : CUstream_st{}, thread_body);
    return nullptr;
  } catch (const std::exception& e) {
    fault = e.what();
  }
  return fault.c_str();
}

void trap() { Block::current().fault("the kernel has no code for this GPU"); }

}  // namespace facet::simt
