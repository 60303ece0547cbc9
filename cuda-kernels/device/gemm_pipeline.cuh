// The loop of all matrix products: panels arrive by asynchronous copies, kStages - 1 steps ahead of their multiplication.
#pragma once

#include "device/copy_async.cuh"
#include "device/gemm_tile.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// Adds the product of `steps` panels of a and b to `product`. All threads of the block call together, once; `shared` has
// Tile::kSharedFloats.
template <class Tile, class Product, class LoaderA, class LoaderB>
__device__ __forceinline__ void multiply_panels(const SharedSpan<float>& shared, LoaderA& a, LoaderB& b, int steps,
                                                Product& product) {
  constexpr int kAhead = Tile::kStages - 1;
#pragma unroll
  for (int step = 0; step < kAhead; ++step) {
    if (step < steps) {
      a.load(shared, step * Tile::kStage);
      b.load(shared, step * Tile::kStage + Tile::kPanelA);
    }
    commit_copies();
  }
  int stage = 0;
  int free_stage = kAhead * Tile::kStage;
  for (int step = 0; step < steps; ++step) {
    // A group a step, empty ones at the end: all but the newest kAhead - 1 being complete means that this step's panels are
    // here.
    wait_copies<kAhead - 1>();
    // For everybody's copies; and after it nobody reads the stage of the step before, which is filled next.
    __syncthreads();
    if (step + kAhead < steps) {
      a.load(shared, free_stage);
      b.load(shared, free_stage + Tile::kPanelA);
    }
    commit_copies();
    product.add(shared, stage, stage + Tile::kPanelA);
    free_stage = stage;
    stage = stage + Tile::kStage == Tile::kSharedFloats ? 0 : stage + Tile::kStage;
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
