// ecloss, ecloss_grad and ecloss_with_grad, f32 (docs/ops.md).
#include "backend/cpu/ecloss_passes_simd.h"
#include "backend/cpu/mirror_orbits.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

constexpr int64_t kWantedTasks = 32;
constexpr int64_t kKeptFloats = 16 * 1024 * 1024;  // at most so many logits are kept between the passes

}  // namespace

EcLossWork::EcLossWork(ScratchCutter cutter, const EcLossShape& s, EcLossPasses passes, int threads)
    : forward(passes != EcLossPasses::backward),
      backward(passes != EcLossPasses::forward),
      groups(s.params.per_channel_marginal ? s.blocks : 1),
      chunks(smaller(s.images * s.blocks / groups, ceil_div(kWantedTasks, groups))) {
  zeros = cutter.take<float>(s.width);
  templates = cutter.take<float>(s.packed_by_template());
  by_cell = cutter.take<float>(backward ? s.packed_by_cell() : 0);
  folded = cutter.take<float>(s.parts.folds ? s.folded() * s.cells : 0);
  marginals = cutter.take<double>(forward ? tasks() * marginal_values(s) : 0);
  divergences = cutter.take<double>(forward ? tasks() : 0);
  const int64_t shift_values = s.params.per_channel_marginal ? s.blocks * s.templates * s.width : s.templates;
  shifts = cutter.take<float>(backward ? shift_values : 0);
  ScratchCutter measure(nullptr);
  const EcLossTile one(s, backward, measure);
  tile_bytes = measure.used();
  tiles = cutter.take<std::byte>(static_cast<int64_t>(tile_bytes) * threads);
  kept_floats = (s.templates + 1) * s.width;
  kept_tiles = forward && backward ? smaller(s.images * s.blocks, kKeptFloats / kept_floats) : 0;
  kept = cutter.take<float>(kept_tiles * kept_floats);
  bytes = cutter.used();
}

EcLossTile EcLossWork::tile(const EcLossShape& s, int thread) const {
  ScratchCutter cutter(tiles + static_cast<size_t>(thread) * tile_bytes);
  return EcLossTile(s, backward, cutter);
}

EcLossTiles EcLossWork::tiles_of(const EcLossShape& s, int64_t task) const {
  const int64_t count = s.images * s.blocks / groups, chunk = task / groups;
  return {chunk * count / chunks, (chunk + 1) * count / chunks, s.blocks, s.params.per_channel_marginal ? task % groups : -1};
}

namespace {

// The register tiles of the orbits' products from `first` on; the two below likewise.
void pack_orbits(const EcLossShape& s, const EcLossWork& work, int part, int64_t first) {
  const int64_t rows = s.orbit_form.rows, length = s.parts.cells(part);
  pack_columns(work.templates + s.packed_orbits(part) + first * length,
               work.multiplied(s) + first * s.cells + s.parts.first(part), s.cells, length, smaller(rows, s.orbits - first),
               rows);
}

void pack_rest(const EcLossShape& s, const EcLossWork& work, int64_t first) {
  const int64_t rows = s.rest_form.rows;
  pack_columns(work.templates + s.packed_rest() + first * s.cells, work.multiplied(s) + (s.orbits + first) * s.cells, s.cells,
               s.cells, smaller(rows, s.rest - first), rows);
}

void pack_cells(const EcLossShape& s, const EcLossWork& work, int part, int64_t first) {
  const int64_t rows = s.cell_form[part].rows;
  pack_rows(work.by_cell + s.packed_cells(part) + first * s.folded(), work.multiplied(s) + s.parts.first(part) + first, s.cells,
            s.folded(), smaller(rows, s.parts.cells(part) - first), rows);
}

}  // namespace

void pack_templates(const EcLossShape& s, const EcLossWork& work, ThreadPool& pool) {
  std::memset(work.zeros, 0, static_cast<size_t>(s.width) * sizeof(float));
  constexpr int64_t kRowsOfTask = 16;
  pool.parallel_for(s.parts.folds ? ceil_div(s.folded(), kRowsOfTask) : 0, [&](int64_t task, int) {
    for (int64_t i = task * kRowsOfTask; i < smaller((task + 1) * kRowsOfTask, s.folded()); ++i) {
      const int64_t row = i < s.orbits ? kMirrorParts * i : i + (kMirrorParts - 1) * s.orbits;
      s.parts.fold_template(s.t + row * s.cells, work.folded + i * s.cells);
    }
  });
  // Tasks: a part's orbits, a part's cells, the rest.
  pool.parallel_for(2 * kMirrorParts + 1, [&](int64_t task, int) {
    const int part = static_cast<int>(task) % kMirrorParts;
    if (task < kMirrorParts) {
      for (int64_t first = 0; first < s.orbits; first += s.orbit_form.rows) pack_orbits(s, work, part, first);
    } else if (task == 2 * kMirrorParts) {
      for (int64_t first = 0; first < s.rest; first += s.rest_form.rows) pack_rest(s, work, first);
    } else if (work.backward) {
      for (int64_t first = 0; first < s.parts.cells(part); first += s.cell_form[part].rows) pack_cells(s, work, part, first);
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
  if (const KernelError error = check_orbits(step)) return error;
  const EcLossShape s(step);
  const EcLossWork work(ScratchCutter(ctx.scratch), s, EcLossPasses::forward, ctx.pool.size());
  pack_templates(s, work, ctx.pool);
  run_forward(s, work, ctx.pool, step.out[0].as<float>(), step.out[1].as<float>());
  return nullptr;
}

// x templates log_marginal dloss -> dx
KernelError run_grad(const Step& step, const KernelContext& ctx) {
  if (const KernelError error = check_orbits(step)) return error;
  const EcLossShape s(step);
  const EcLossWork work(ScratchCutter(ctx.scratch), s, EcLossPasses::backward, ctx.pool.size());
  pack_templates(s, work, ctx.pool);
  run_backward(s, work, ctx.pool, step.in[2].as<float>(), *step.in[3].as<float>(), step.out[0].as<float>());
  return nullptr;
}

// x templates dloss -> loss log_marginal dx
KernelError run_with_grad(const Step& step, const KernelContext& ctx) {
  if (const KernelError error = check_orbits(step)) return error;
  const EcLossShape s(step);
  const EcLossWork work(ScratchCutter(ctx.scratch), s, EcLossPasses::both, ctx.pool.size());
  float *loss = step.out[0].as<float>(), *log_marginal = step.out[1].as<float>(), *dx = step.out[2].as<float>();
  pack_templates(s, work, ctx.pool);
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
