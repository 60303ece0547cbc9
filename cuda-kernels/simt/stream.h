// The shim's stream: what a launch runs under. Launches run at once, so there is nothing to wait for.
#pragma once

#include <cstdint>

namespace facet::simt {

// The order in which the threads of a block get their turn (and the blocks of a grid theirs, for `shuffled`). A kernel whose
// result depends on it has a race.
enum class LaneOrder { forward, reverse, shuffled };

// What kernels have issued, for tests of which way a launch took: warps' shares in products of warpgroups.
struct Issued {
  uint64_t warpgroup_products = 0;
};

}  // namespace facet::simt

// What cudaStream_t points to; a null stream is {forward, 0}.
struct CUstream_st {
  facet::simt::LaneOrder order = facet::simt::LaneOrder::forward;
  uint64_t seed = 0;                      // of the shuffle
  facet::simt::Issued* issued = nullptr;  // is added to, if there is one
};
