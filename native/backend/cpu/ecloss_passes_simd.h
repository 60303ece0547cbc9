// The two passes that the kernels of ECLoss are made of. Both divide the tiles into the same tasks, which depend on the shape
// only.
//
// Where one kernel runs both, the forward pass leaves its logits to the backward pass, as many as fit a bounded memory: they
// come and go behind the multiplications, while computing them again takes a third more time, with mirror orbits and without.
// The others are computed again.
#pragma once

#include "backend/cpu/ecloss_tile_simd.h"
#include "runtime/thread_pool.h"

namespace facet::cpu::FACET_ISA_NS {

enum class EcLossPasses { forward, backward, both };

// Tiles of one task: neighbours in memory or, with a marginal per channel, one block of channels of several images.
struct EcLossTiles {
  int64_t first, end;     // image * blocks + block, or the image
  int64_t blocks, block;  // block < 0: neighbours

  int64_t image(int64_t i) const { return block < 0 ? i / blocks : i; }
  int64_t block_of(int64_t i) const { return block < 0 ? i % blocks : block; }
};

struct EcLossWork {
  bool forward, backward;  // the passes that will run
  int64_t groups, chunks;  // tasks = groups (blocks with a marginal per channel, else 1) x chunks
  float* zeros;            // [width]: what products start from
  float* templates;        // packed by template (EcLossShape): the left operand of the logits
  float* by_cell;          // packed by cell: that of the gradient
  float* folded;           // [folded][cells]: the orbits' first templates, then the rest, folded; nothing without orbits
  double* marginals;       // forward: each task's sums of p, [templates][kLanes], or per channel [vectors][templates][kLanes]
  double* divergences;     // forward: each task's sum
  float*
      shifts;  // backward: lambda (log p^ - its first value), [templates], or per channel [blocks][vectors][templates][kLanes]
  std::byte* tiles;  // an EcLossTile per thread
  size_t tile_bytes;
  float* kept;  // both: [kept_tiles][kept_floats], by image, then block: logits less their map's greatest, and the maps' scale
  int64_t kept_tiles, kept_floats;
  size_t bytes;

  EcLossWork(ScratchCutter cutter, const EcLossShape& s, EcLossPasses passes, int threads);

  // The templates that are multiplied, [folded][cells].
  const float* multiplied(const EcLossShape& s) const { return s.parts.folds ? folded : s.t; }
  int64_t tasks() const { return groups * chunks; }
  // Tasks of a chunk are neighbours.
  EcLossTiles tiles_of(const EcLossShape& s, int64_t task) const;
  int64_t marginal_values(const EcLossShape& s) const {
    return s.params.per_channel_marginal ? s.templates * s.width : s.column();
  }
  EcLossTile tile(const EcLossShape& s, int thread) const;
  // The kept tile of (image, block), or null.
  float* kept_tile(const EcLossShape& s, int64_t image, int64_t block) const {
    const int64_t index = image * s.blocks + block;
    return index < kept_tiles ? kept + index * kept_floats : nullptr;
  }
};

// Packs the templates for the passes that will run.
void pack_templates(const EcLossShape& s, const EcLossWork& work, ThreadPool& pool);
// log_marginal: [templates], or [channels][templates] per channel.
void run_forward(const EcLossShape& s, const EcLossWork& work, ThreadPool& pool, float* loss, float* log_marginal);
void run_backward(const EcLossShape& s, const EcLossWork& work, ThreadPool& pool, const float* log_marginal, float dloss,
                  float* dx);

}  // namespace facet::cpu::FACET_ISA_NS
