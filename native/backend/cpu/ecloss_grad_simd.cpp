// ecloss_grad, f32: the logits of a tile are computed again, turned into their gradient in place and multiplied with the
// templates.
//
// With e = exp(z - max), S = sum of e and h = z - max - lambda log p^ (p^ the marginal), docs/ops.md's gradient is
// dz = -dloss / M * e / S * (h - sum of e h / S): log S has cancelled, and so may any constant be taken from log p^, which
// keeps the digits of nearly uniform rows.
#include "backend/cpu/ecloss_tile_simd.h"
#include "backend/cpu/simd_math.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

struct Scratch {
  float* by_template;
  float* by_cell;
  float* zeros;
  float* marginal;   // lambda (log p^ - its first value): [templates], or [templates][blocks * width] per channel
  std::byte* tiles;  // one per thread
  size_t tile_bytes;
  size_t bytes;

  Scratch(ScratchCutter cutter, const EcLossShape& s, int threads) {
    by_template = cutter.take<float>(s.packed_by_template());
    by_cell = cutter.take<float>(s.packed_by_cell());
    zeros = cutter.take<float>(s.width);
    marginal = cutter.take<float>(s.params.per_channel_marginal ? s.templates * s.blocks * s.width : s.templates);
    ScratchCutter measure(nullptr);
    EcLossTile tile(s, measure);
    measure.take<float>(s.templates * kLanes);  // weights
    tile_bytes = measure.used();
    tiles = cutter.take<std::byte>(static_cast<int64_t>(tile_bytes) * threads);
    bytes = cutter.used();
  }
};

void prepare_marginal(const EcLossShape& s, const float* log_marginal, float* to) {
  const auto relative = [&](const float* row, int64_t t) {
    return static_cast<float>(s.params.lambda * (static_cast<double>(row[t]) - static_cast<double>(row[0])));
  };
  const int64_t columns = s.blocks * s.width;
  for (int64_t t = 0; t < s.templates; ++t) {
    if (!s.params.per_channel_marginal) {
      to[t] = relative(log_marginal, t);
      continue;
    }
    for (int64_t c = 0; c < columns; ++c)
      to[t * columns + c] = c < s.channels ? relative(log_marginal + c * s.templates, t) : 0.0f;
  }
}

// Replaces the logits of kLanes channels by their gradient times the maps' scale. `marginal` holds the channels' values, `step`
// apart, or one value for all channels a template.
void to_gradient(const EcLossShape& s, const EcLossTile& tile, float* weights, int64_t c, const float* marginal, int64_t step,
                 float factor) {
  const bool per_channel = s.params.per_channel_marginal;
  const VecF most = tile.greatest(s, c);
  VecD sum{}, weighted{};
  for (int64_t t = 0; t < s.templates; ++t) {
    float* at = tile.logits + t * s.width + c;
    const VecF z = load(at) - most, e = exp(z);
    const VecF h = per_channel ? z - load(marginal + t * step) : z - marginal[t];
    sum += widen(e);
    weighted += widen(e) * widen(h);
    store(at, h);
    store(weights + t * kLanes, e);
  }
  float centre[kLanes], scale[kLanes];
  for (int l = 0; l < kLanes; ++l) {
    centre[l] = static_cast<float>(weighted[l] / sum[l]);
    scale[l] = static_cast<float>(static_cast<double>(factor) * static_cast<double>(tile.scale[c + l]) / sum[l]);
  }
  const VecF middle = load(centre), multiplier = load(scale);
  for (int64_t t = 0; t < s.templates; ++t) {
    float* at = tile.logits + t * s.width + c;
    store(at, load(weights + t * kLanes) * multiplier * (load(at) - middle));
  }
}

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

size_t scratch_bytes(const Step& step, int threads) {
  return Scratch(ScratchCutter(nullptr), EcLossShape(step), threads).bytes;
}

KernelError run(const Step& step, const KernelContext& ctx) {
  const EcLossShape s(step);
  const Scratch scratch(ScratchCutter(ctx.scratch), s, ctx.pool.size());
  float* dx = step.out[0].as<float>();
  const double dloss = static_cast<double>(step.in[3].as<float>()[0]);
  const float factor = static_cast<float>(-dloss / s.maps());
  std::memset(scratch.zeros, 0, static_cast<size_t>(s.width) * sizeof(float));
  pack_by_template(s, scratch.by_template, ctx.pool);
  pack_by_cell(s, scratch.by_cell, ctx.pool);
  prepare_marginal(s, step.in[2].as<float>(), scratch.marginal);

  ctx.pool.parallel_for(s.images * s.blocks, [&](int64_t task, int thread) {
    const int64_t n = task / s.blocks, block = task % s.blocks, valid = s.block_channels(block),
                  first_channel = block * s.width;
    ScratchCutter cutter(scratch.tiles + static_cast<size_t>(thread) * scratch.tile_bytes);
    const EcLossTile tile(s, cutter);
    float* weights = cutter.take<float>(s.templates * kLanes);
    tile.load_maps(s, n, block);
    tile.multiply(s, scratch.by_template, scratch.zeros);
    for (int64_t c = 0; c < valid; c += kLanes) {
      const float* marginal = s.params.per_channel_marginal ? scratch.marginal + first_channel + c : scratch.marginal;
      to_gradient(s, tile, weights, c, marginal, s.blocks * s.width, factor);
    }
    OuterTile t{};
    t.b = tile.logits;
    t.length = s.templates;
    t.a_step = s.rows;
    t.b_step = s.width;
    t.out_row = s.channels;
    t.start = scratch.zeros;
    const int vectors = static_cast<int>(ceil_div(valid, kLanes));
    t.valid_last_lanes = valid - (vectors - 1) * kLanes;
    for (int64_t cell = 0; cell < s.cells; cell += s.rows) {
      t.a = scratch.by_cell + cell * s.templates;
      t.out = dx + (n * s.cells + cell) * s.channels + first_channel;
      t.valid_rows = smaller(s.rows, s.cells - cell);
      run_outer_tile(s.form, vectors, t);
    }
  });
  return nullptr;
}

}  // namespace

extern const Kernel kEcLossGrad;
const Kernel kEcLossGrad = {FACET_KERNEL_NAME("ecloss_grad"), refuse, scratch_bytes, run};

}  // namespace facet::cpu::FACET_ISA_NS
