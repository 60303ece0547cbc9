// The loop of all matrix products: panels arrive by asynchronous copies, kStages - 1 steps ahead of their multiplication.
#pragma once

#include "device/copy_async.cuh"
#include "device/gemm_tile.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// A loader copies the panels of one step after the other: load(shared, stage) issues the copies of the next step's, that of a
// to `stage` and that of b to `stage` + Tile::kPanelA. This one takes them from two loaders of one panel each.
template <class Tile, class LoaderA, class LoaderB>
struct TwoLoaders {
  LoaderA a;
  LoaderB b;

  __device__ __forceinline__ void load(const SharedSpan<float>& shared, int stage) {
    a.load(shared, stage);
    b.load(shared, stage + Tile::kPanelA);
  }
};

// Adds the product of the panels of `steps` steps (none if negative) to `product`. All threads of the block call together,
// once; `shared` has Tile::kSharedFloats.
template <class Tile, class Product, class Loader>
__device__ __forceinline__ void multiply_panels(const SharedSpan<float>& shared, Loader& loader, int steps, Product& product) {
  constexpr int kAhead = Tile::kStages - 1;
#pragma unroll
  for (int step = 0; step < kAhead; ++step) {
    if (step < steps) loader.load(shared, step * Tile::kStage);
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
    if (step + kAhead < steps) loader.load(shared, free_stage);
    commit_copies();
    product.add(shared, stage, stage + Tile::kPanelA);
    free_stage = stage;
    stage = stage + Tile::kStage == Tile::kSharedFloats ? 0 : stage + Tile::kStage;
  }
}

// The same for a product by warpgroups, which runs beside the warps: while one step's is under way its stage may not be filled,
// nor that of the step before it until all warps have seen it end. So the copies are two steps less ahead.
template <class Tile, class Product, class Loader>
__device__ __forceinline__ void multiply_panels_async(const SharedSpan<float>& shared, Loader& loader, int steps,
                                                      Product& product) {
  constexpr int kAhead = Tile::kStages - 2;
#pragma unroll
  for (int step = 0; step < kAhead; ++step) {
    if (step < steps) loader.load(shared, step * Tile::kStage);
    commit_copies();
  }
  int stage = 0;
  int free_stage = kAhead * Tile::kStage;
  for (int step = 0; step < steps; ++step) {
    wait_copies<kAhead - 1>();
    Product::publish_copies();
    // For everybody's copies; and after it the product of the step before the last one has ended for everybody.
    __syncthreads();
    if (step + kAhead < steps) loader.load(shared, free_stage);
    commit_copies();
    product.add(shared, stage, stage + Tile::kPanelA);
    stage = stage + Tile::kStage == Tile::kSharedFloats ? 0 : stage + Tile::kStage;
    free_stage = free_stage + Tile::kStage == Tile::kSharedFloats ? 0 : free_stage + Tile::kStage;
  }
  product.finish();
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
