// Convolutions of stored bf16 by warpgroups: Hopper's copy engine gathers pixels and weights, wgmma takes both from shared
// memory as they come. Of the block's warps eight multiply (two groups), the ninth has a thread that issues the copies.
#include "device/conv_store.cuh"
#include "device/conv_tiles.cuh"
#include "device/gemm_product_wgmma.cuh"
#include "device/tensor_copy.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// The tile with barriers behind its stages: for each, one that says that it is full, and one that it is empty.
template <class Tile>
struct CopiedTile : Tile {
  static constexpr int kThreads = Tile::kThreads + 32;
  static constexpr int kSharedFloats = Tile::kSharedFloats + 4 * Tile::kStages;
  static constexpr int kStageBytes = Tile::kStage * static_cast<int>(sizeof(float));

  static_assert(kSharedFloats * sizeof(float) <= 227 * 1024, "what a block can get from Hopper");
  static_assert(kStageBytes % 1024 == 0, "panels begin where the swizzle's pattern does");

  __device__ static int full(int stage) { return Tile::kSharedFloats + 4 * stage; }
  __device__ static int empty(int stage) { return full(stage) + 2; }
};

// A stage of the ring, and how often it has been gone round.
template <class Tile>
struct RingPlace {
  int stage = 0, round = 0;

  __device__ void advance() {
    if (++stage < Tile::kStages) return;
    stage = 0;
    ++round;
  }
};

// Which steps (64 channels of a tap each, the taps following one another) a block takes of all.
struct StepRange {
  int begin, end;
};

__device__ __forceinline__ StepRange steps_of_block(const ConvGather& g) {
  const int words = kTensorBoxDepth / 2;
  const int steps = g.vertical.taps * g.horizontal.taps * ((g.channels + words - 1) / words);
  const int splits = static_cast<int>(gridDim.z);
  const int each = (steps + splits - 1) / splits;
  const int begin = static_cast<int>(blockIdx.z) * each;
  return {begin, steps - begin < each ? steps : begin + each};
}

// Issues the copies of all the block's steps, as stages become empty. One thread.
template <class Tile>
__device__ __forceinline__ void copy_steps(const SharedSpan<float>& shared, const TensorMap& source, const TensorMap& weights,
                                           const ConvGather& g, int first_row, int first_column) {
  int within, column;
  const int image = g.by_results.quotient(first_row, within);
  const int row = g.by_width.quotient(within, column);
  // The nearest tap's place from a first pixel; im2col mode knows no other direction.
  const auto nearest = [](const GatherAxis& a) { return a.step < 0 ? (a.taps - 1) * a.step : 0; };
  const int near_x = nearest(g.horizontal), near_y = nearest(g.vertical);
  const int x = column * g.horizontal.stride + g.horizontal.first + near_x;
  const int y = row * g.vertical.stride + g.vertical.first + near_y;
  const int taps = g.vertical.taps * g.horizontal.taps;
  const StepRange steps = steps_of_block(g);
  RingPlace<Tile> place;
  for (int step = steps.begin; step < steps.end; ++step, place.advance()) {
    const int block = step / taps, tap = step % taps;
    const int tap_y = tap / g.horizontal.taps, tap_x = tap % g.horizontal.taps;
    if (place.round > 0) wait_for_phase(shared, Tile::empty(place.stage), (place.round - 1) & 1);
    const int full = Tile::full(place.stage);
    arrive_and_expect(shared, full, Tile::kStageBytes);
    const int panel = place.stage * Tile::kStage;
    copy_pixels(shared, panel, source, full, block * kTensorBoxDepth, x, y, image, tap_x * g.horizontal.step - near_x,
                tap_y * g.vertical.step - near_y);
    copy_weights(shared, panel + Tile::kPanelA, weights, full, block * kTensorBoxDepth, tap, first_column);
  }
}

// Grid: tiles of the result x 1 x splits.
template <class Tile>
__global__ void __launch_bounds__(Tile::kThreads, 1)
    conv_tiles_by_copy_engine(const __grid_constant__ TensorMap source, const __grid_constant__ TensorMap weights,
                              const __grid_constant__ ConvGather g, ColumnRule rule) {
  if constexpr (kHasWgmma) {
    FACET_DYNAMIC_SHARED(float, shared);
    const int thread = static_cast<int>(threadIdx.x);
    constexpr int kWarps = Tile::kThreads / 32 - 1;  // that multiply
    if (thread == 0) {
      for (int stage = 0; stage < Tile::kStages; ++stage) {
        init_barrier(shared, Tile::full(stage), 1);
        init_barrier(shared, Tile::empty(stage), kWarps);
      }
      publish_barriers();
    }
    __syncthreads();

    const int tiles_down = (g.pixels() + Tile::kRows - 1) / Tile::kRows;
    const int tiles_across = (g.result_channels + Tile::kColumns - 1) / Tile::kColumns;
    const GemmTilePlace tile = gemm_tile_place(static_cast<int>(blockIdx.x), tiles_down, tiles_across);
    const int first_row = tile.row * Tile::kRows;
    const int first_column = tile.column * Tile::kColumns;
    if (thread >= kWarps * 32) {
      if (thread == kWarps * 32) copy_steps<Tile>(shared, source, weights, g, first_row, first_column);
      return;
    }

    WgmmaStoredBf16Product<Tile> product;
    const StepRange steps = steps_of_block(g);
    RingPlace<Tile> place;
    int before = 0;  // the stage of the step before
    for (int step = steps.begin; step < steps.end; ++step, place.advance()) {
      wait_for_phase(shared, Tile::full(place.stage), place.round & 1);
      const int panel = place.stage * Tile::kStage;
      product.add(shared, panel, panel + Tile::kPanelA);
      // What the step before read has been read by the whole warp.
      __syncwarp();
      if (step > steps.begin && thread % 32 == 0) arrive(shared, Tile::empty(before));
      before = place.stage;
    }
    product.finish();
    store_results<true>(g, product, 0, first_row, first_column, rule);
  } else {
    trap();
  }
}

PixelAxis pixel_axis(const GatherAxis& a) {
  const int nearest_step = a.step < 0 ? (a.taps - 1) * a.step : 0;
  return {a.source, a.results, a.first + nearest_step, a.stride, a.taps, a.step < 0 ? -a.step : a.step};
}

template <class Plain>
Status launch(const ConvGather& g, const ColumnRule& rule, int splits, Stream stream) {
  using Tile = CopiedTile<Plain>;
  TensorMap source, weights;
  FACET_TRY(encode_pixels(reinterpret_cast<const Bf16*>(g.source), g.images, pixel_axis(g.vertical), pixel_axis(g.horizontal),
                          g.channels * 2, Tile::kRows, &source));
  FACET_TRY(encode_weights(reinterpret_cast<const Bf16*>(g.weights), g.result_channels, g.vertical.taps * g.horizontal.taps,
                           g.channels * 2, Tile::kColumns, &weights));
  const int64_t tiles = ((int64_t{g.pixels()} + Tile::kRows - 1) / Tile::kRows) *
                        ((int64_t{g.result_channels} + Tile::kColumns - 1) / Tile::kColumns);
  if (tiles > 0x7fffffff) return invalid_argument("the convolution has more tiles than one launch can visit (2^31)");
  const dim3 grid(static_cast<unsigned>(tiles), 1, static_cast<unsigned>(splits));
  return FACET_LAUNCH((conv_tiles_by_copy_engine<Tile>), grid, Tile::kThreads, Tile::kSharedFloats * sizeof(float), stream,
                      source, weights, g, rule);
}

}  // namespace

int64_t copied_depth(int64_t taps, int64_t channel_words) {
  constexpr int64_t kWords = kTensorBoxDepth / 2;
  return taps * ((channel_words + kWords - 1) / kWords * kWords);
}

bool takes_copy_engine(const ConvGather& g) {
  return g.stored_bf16 && g.groups == 1 && g.channels * 2 >= kTensorBoxDepth && g.channels % 4 == 0 && g.images >= 1 &&
         takes_pixels(pixel_axis(g.vertical)) && takes_pixels(pixel_axis(g.horizontal));
}

Status launch_conv_stored_bf16_wgmma(GemmTileKind tile, const ConvGather& g, const ColumnRule& rule, int splits,
                                     Stream stream) {
  switch (tile) {
    case GemmTileKind::wgmma_128x256:
      return launch<WgmmaTile128x256>(g, rule, splits, stream);
    case GemmTileKind::wgmma_256x128:
      return launch<WgmmaTile256x128>(g, rule, splits, stream);
    case GemmTileKind::wgmma_256x64:
      return launch<WgmmaTile256x64>(g, rule, splits, stream);
    default:
      return invalid_argument("convolutions of stored bf16 have no warpgroup kernel for the plan's tile");
  }
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
