// ecloss, ecloss_grad and ecloss_with_grad, f32 (docs/ops.md).
#include "backend/cpu/ecloss_passes_simd.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kWantedTasks = 32;
constexpr int64_t kKeptFloats = 16 * 1024 * 1024;  // at most so many logits are kept between the passes

}  // namespace

EcLossWork::EcLossWork(ScratchCutter cutter, const EcLossShape& s, EcLossPasses passes, int threads)
    : groups(s.params.per_channel_marginal ? s.blocks : 1),
      chunks(smaller(s.images * s.blocks / groups, ceil_div(kWantedTasks, groups))) {
  const bool forward = passes != EcLossPasses::backward, backward = passes != EcLossPasses::forward;
  zeros = cutter.take<float>(s.width);
  templates = cutter.take<float>(s.packed_by_template());
  by_cell = cutter.take<float>(backward ? s.packed_by_cell() : 0);
  marginals = cutter.take<double>(forward ? tasks() * marginal_values(s) : 0);
  divergences = cutter.take<double>(forward ? tasks() : 0);
  const int64_t shift_values = s.params.per_channel_marginal ? s.blocks * s.templates * s.width : s.templates;
  shifts = cutter.take<float>(backward ? shift_values : 0);
  ScratchCutter measure(nullptr);
  const EcLossTile one(s, measure);
  tile_bytes = measure.used();
  tiles = cutter.take<std::byte>(static_cast<int64_t>(tile_bytes) * threads);
  kept_floats = (s.templates + 1) * s.width;
  kept_tiles = forward && backward ? smaller(s.images * s.blocks, kKeptFloats / kept_floats) : 0;
  kept = cutter.take<float>(kept_tiles * kept_floats);
  bytes = cutter.used();
}

EcLossTile EcLossWork::tile(const EcLossShape& s, int thread) const {
  ScratchCutter cutter(tiles + static_cast<size_t>(thread) * tile_bytes);
  return EcLossTile(s, cutter);
}

EcLossTiles EcLossWork::tiles_of(const EcLossShape& s, int64_t task) const {
  const int64_t count = s.images * s.blocks / groups, chunk = task / groups;
  return {chunk * count / chunks, (chunk + 1) * count / chunks, s.blocks, s.params.per_channel_marginal ? task % groups : -1};
}

void pack_templates(const EcLossShape& s, const EcLossWork& work, EcLossPasses passes, ThreadPool& pool) {
  std::memset(work.zeros, 0, static_cast<size_t>(s.width) * sizeof(float));
  const int64_t template_tiles = ceil_div(s.templates, s.rows);
  const int64_t cell_tiles = passes == EcLossPasses::forward ? 0 : ceil_div(s.cells, s.rows);
  pool.parallel_for(template_tiles + cell_tiles, [&](int64_t task, int) {
    if (task < template_tiles) {
      const int64_t first = task * s.rows, valid = smaller(s.rows, s.templates - first);
      pack_columns(work.templates + first * s.cells, s.t + first * s.cells, s.cells, s.cells, valid, s.rows);
    } else {
      const int64_t first = (task - template_tiles) * s.rows, valid = smaller(s.rows, s.cells - first);
      pack_rows(work.by_cell + first * s.templates, s.t + first, s.cells, s.templates, valid, s.rows);
    }
  });
}

namespace {

const char* refuse(const Step& step) { return step.out[0].dtype == DType::f32 ? nullptr : "f32 only"; }

template <EcLossPasses passes>
size_t scratch_bytes(const Step& step, int threads) {
  return EcLossWork(ScratchCutter(nullptr), EcLossShape(step), passes, threads).bytes;
}

// x templates -> loss log_marginal
KernelError run_ecloss(const Step& step, const KernelContext& ctx) {
  const EcLossShape s(step);
  const EcLossWork work(ScratchCutter(ctx.scratch), s, EcLossPasses::forward, ctx.pool.size());
  pack_templates(s, work, EcLossPasses::forward, ctx.pool);
  run_forward(s, work, ctx.pool, step.out[0].as<float>(), step.out[1].as<float>());
  return nullptr;
}

// x templates log_marginal dloss -> dx
KernelError run_grad(const Step& step, const KernelContext& ctx) {
  const EcLossShape s(step);
  const EcLossWork work(ScratchCutter(ctx.scratch), s, EcLossPasses::backward, ctx.pool.size());
  pack_templates(s, work, EcLossPasses::backward, ctx.pool);
  run_backward(s, work, ctx.pool, step.in[2].as<float>(), *step.in[3].as<float>(), step.out[0].as<float>());
  return nullptr;
}

// x templates dloss -> loss log_marginal dx
KernelError run_with_grad(const Step& step, const KernelContext& ctx) {
  const EcLossShape s(step);
  const EcLossWork work(ScratchCutter(ctx.scratch), s, EcLossPasses::both, ctx.pool.size());
  float *loss = step.out[0].as<float>(), *log_marginal = step.out[1].as<float>(), *dx = step.out[2].as<float>();
  pack_templates(s, work, EcLossPasses::both, ctx.pool);
  run_forward(s, work, ctx.pool, loss, log_marginal);
  run_backward(s, work, ctx.pool, log_marginal, *step.in[2].as<float>(), dx);
  return nullptr;
}

}  // namespace

extern const Kernel kEcLoss, kEcLossGrad, kEcLossWithGrad;
const Kernel kEcLoss = {FACET_KERNEL_NAME("ecloss"), refuse, scratch_bytes<EcLossPasses::forward>, run_ecloss};
const Kernel kEcLossGrad = {FACET_KERNEL_NAME("ecloss_grad"), refuse, scratch_bytes<EcLossPasses::backward>, run_grad};
const Kernel kEcLossWithGrad = {FACET_KERNEL_NAME("ecloss_with_grad"), refuse, scratch_bytes<EcLossPasses::both>,
                                run_with_grad};

}  // namespace facet::cpu::FACET_ISA_NS
