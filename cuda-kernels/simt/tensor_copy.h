// mbarrier and cp.async.bulk.tensor as kernels call them (device/tensor_copy.cuh); what they do is simt/async_barriers.h.
#pragma once

#include <source_location>

#include "simt/block.h"

namespace facet::simt {

inline void mbarrier_init(const void* barrier, int arrivals) {
  Block& block = Block::current();
  block.async_barriers().init(block.shared_address(barrier), static_cast<unsigned>(arrivals));
}

inline void mbarrier_fence_init() { Block::current().async_barriers().fence_init(); }

inline void mbarrier_arrive(const void* barrier) {
  Block& block = Block::current();
  block.async_barriers().arrive(block.shared_address(barrier));
}

inline void mbarrier_arrive_and_expect(const void* barrier, int bytes) {
  Block& block = Block::current();
  block.async_barriers().arrive_and_expect(block.shared_address(barrier), static_cast<unsigned>(bytes));
}

inline void mbarrier_wait(const void* barrier, int parity, std::source_location where = std::source_location::current()) {
  Block& block = Block::current();
  block.async_barriers().wait(block.shared_address(barrier), static_cast<unsigned>(parity), where);
}

inline void copy_tensor(const void* to, const TensorMap& map, const void* barrier, const BoxPlace& place, int offset_x,
                        int offset_y) {
  Block& block = Block::current();
  block.async_barriers().copy(map, place, static_cast<unsigned>(offset_x), static_cast<unsigned>(offset_y),
                              block.shared_address(to), block.shared_address(barrier));
}

}  // namespace facet::simt
