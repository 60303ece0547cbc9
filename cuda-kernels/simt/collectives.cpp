#include "simt/collectives.h"

#include "simt/block.h"

namespace facet::simt {

namespace {

struct ShuffleOperands {
  uint64_t value;
  int operand, width;
};

// The lane that `lane` reads from, by the rules of the CUDA guide; the lane itself where the rule keeps its own value.
int source_lane(Shuffle kind, int lane, const ShuffleOperands& o) {
  const int segment = lane & ~(o.width - 1);
  const int end = segment + o.width;
  switch (kind) {
    case Shuffle::index:
      return segment + (o.operand & (o.width - 1));
    case Shuffle::up:
      return lane - o.operand < segment ? lane : lane - o.operand;
    case Shuffle::down:
      return lane + o.operand >= end ? lane : lane + o.operand;
    case Shuffle::exclusive_or:
      // A later segment's lane cannot be read (the lane keeps its value), an earlier one's can.
      return (lane ^ o.operand) >= end ? lane : lane ^ o.operand;
  }
  return lane;
}

template <Shuffle kind>
void complete_shuffle(const void* const* in, void* const* out, uint32_t) {
  for (int lane = 0; lane < static_cast<int>(kWarpLanes); ++lane) {
    if (!in[lane]) continue;
    const int from = source_lane(kind, lane, *static_cast<const ShuffleOperands*>(in[lane]));
    auto& result = *static_cast<uint64_t*>(out[lane]);
    const bool defined = from >= 0 && from < static_cast<int>(kWarpLanes) && in[from];
    result = defined ? static_cast<const ShuffleOperands*>(in[from])->value : ~uint64_t{0};
  }
}

void complete_ballot(const void* const* in, void* const* out, uint32_t) {
  uint32_t votes = 0;
  for (unsigned lane = 0; lane < kWarpLanes; ++lane)
    if (in[lane] && *static_cast<const bool*>(in[lane])) votes |= 1u << lane;
  for (unsigned lane = 0; lane < kWarpLanes; ++lane)
    if (out[lane]) *static_cast<uint32_t*>(out[lane]) = votes;
}

void complete_nothing(const void* const*, void* const*, uint32_t) {}

constexpr Collective kWarpBarrier{"__syncwarp", true, complete_nothing};
constexpr Collective kBallot{"a vote (__ballot_sync, __any_sync, __all_sync)", false, complete_ballot};
constexpr Collective kShuffles[] = {
    {"__shfl_sync", false, complete_shuffle<Shuffle::index>},
    {"__shfl_up_sync", false, complete_shuffle<Shuffle::up>},
    {"__shfl_down_sync", false, complete_shuffle<Shuffle::down>},
    {"__shfl_xor_sync", false, complete_shuffle<Shuffle::exclusive_or>},
};

}  // namespace

void barrier(std::source_location where) { Block::current().barrier(where); }

void warp_barrier(uint32_t mask, std::source_location where) {
  Block::current().meet(kWarpBarrier, mask, nullptr, nullptr, where);
}

uint64_t shuffle(Shuffle kind, uint32_t mask, uint64_t value, int operand, int width, std::source_location where) {
  Block& block = Block::current();
  if (width < 1 || width > warpSize || (width & (width - 1)) != 0)
    block.fault("a shuffle's width must be 1, 2, 4, 8, 16 or 32, not " + std::to_string(width));
  const ShuffleOperands in{value, operand, width};
  uint64_t result = 0;
  block.meet(kShuffles[static_cast<int>(kind)], mask, &in, &result, where);
  return result;
}

uint32_t ballot(uint32_t mask, bool predicate, std::source_location where) {
  uint32_t votes = 0;
  Block::current().meet(kBallot, mask, &predicate, &votes, where);
  return votes;
}

}  // namespace facet::simt
