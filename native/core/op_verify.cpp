#include <vector>

#include "core/dtype.h"
#include "core/kernel_registry.h"
#include "core/op_rules.h"
#include "core/op_table.h"
#include "core/program.h"

namespace facet {
namespace {

using Rule = void (*)(const StepCheck&);

constexpr Rule kRules[] = {
#define FACET_OP(name, in_min, in_max, outs, params) verify_##name,
#include "core/op_table.def"
#undef FACET_OP
};

// Labels, seeds and packed halves; every other tensor is floating.
bool is_integer_input(const Step& step, size_t input) {
  const Op op = step.op;
  if (op == Op::one_hot || op == Op::unpack16) return true;
  if (op == Op::pls_pass || op == Op::row_products || op == Op::gram) return input == 0 && step.params[0].i != 0;
  return input == 1 && (op == Op::dropout || op == Op::softmax_xent || op == Op::softmax_xent_grad || op == Op::correct_count);
}

void check_types(const StepCheck& check, Op op) {
  if (op == Op::cast) return;
  const Bf16Slots slots = bf16_slots(op);
  const auto in_slot = [](uint64_t mask, size_t i) { return i < 64 && (mask >> i & 1) != 0; };
  const bool stored = (slots.in | slots.out) != 0 && has_bf16(check.step());
  const DType type = stored ? DType::f32 : check.out(0).dtype;
  check.require(is_float(type), "output 0 must be f32 or f64");
  for (size_t i = 0; i < check.step().out.size(); ++i) {
    if (stored && in_slot(slots.either_out, i) && check.out(i).dtype == DType::f32) continue;
    const DType wanted = stored && in_slot(slots.out, i) ? DType::bf16 : type;
    check.require(check.out(i).dtype == wanted, "output ", i, " must be ", name(wanted));
  }
  for (size_t i = 0; i < check.inputs(); ++i) {
    if (stored && in_slot(slots.either, i) && check.in(i).dtype == DType::f32) continue;
    const DType wanted = is_integer_input(check.step(), i) ? DType::i32 : stored && in_slot(slots.in, i) ? DType::bf16 : type;
    check.require(check.in(i).dtype == wanted, "input ", i, " must be ", name(wanted));
  }
}

bool overlap(const ProgramBuffer& a, const ProgramBuffer& b) {
  return a.arena == b.arena && a.offset < b.offset + b.bytes && b.offset < a.offset + a.bytes;
}

bool same_bytes(const ProgramBuffer& a, const ProgramBuffer& b) {
  return a.arena == b.arena && a.offset == b.offset && a.bytes == b.bytes;
}

void check_memory(const StepCheck& check, const Program& program, const ProgramStep& step) {
  for (size_t o = 0; o < step.out.size(); ++o) {
    const ProgramBuffer& out = program.buffers[step.out[o]];
    for (size_t other = 0; other < o; ++other) {
      check.require(!overlap(out, program.buffers[step.out[other]]), "outputs ", other, " and ", o, " overlap");
    }
    for (size_t i = 0; i < step.in.size(); ++i) {
      const ProgramBuffer& in = program.buffers[step.in[i]];
      const bool allowed = may_alias(step.op, static_cast<int>(o), static_cast<int>(i)) && same_bytes(out, in);
      check.require(allowed || !overlap(out, in), "output ", o, " overlaps input ", i);
    }
  }
}

// What a constant arena holds must not depend on what changes from run to run.
void check_constants(const StepCheck& check, const Program& program, const ProgramStep& step) {
  for (const uint32_t out : step.out) {
    if (!program.is_constant(out)) continue;
    for (const uint32_t in : step.in) check.require(program.is_constant(in), "a constant is computed from what is none");
    for (const uint32_t other : step.out) check.require(program.is_constant(other), "only some outputs are constant");
  }
}

}  // namespace

void StepCheck::same_shape(const char* a_name, const TensorView& a, const char* b_name, const TensorView& b) const {
  bool same = a.rank == b.rank;
  for (int i = 0; same && i < a.rank; ++i) same = a.dims[i] == b.dims[i];
  require(same, a_name, " (", text(a), ") and ", b_name, " (", text(b), ") must have the same shape");
}

void StepCheck::has_rank(const char* name, const TensorView& t, int rank) const {
  require(t.rank == rank, name, " must have rank ", rank, ", not ", t.rank);
}

void StepCheck::has_shape(const char* name, const TensorView& t, std::initializer_list<int64_t> dims) const {
  TensorView wanted = t;
  wanted.rank = 0;
  for (const int64_t dim : dims) wanted.dims[wanted.rank++] = dim;
  bool same = t.rank == wanted.rank;
  for (int i = 0; same && i < t.rank; ++i) same = t.dims[i] == wanted.dims[i];
  require(same, name, " must be ", text(wanted), ", not ", text(t));
}

int64_t StepCheck::integer(size_t param, const char* name, int64_t low, int64_t high) const {
  const int64_t value = step_.params[param].i;
  require(value >= low && value <= high, name, " is ", value, "; it must be in ", low, "..", high);
  return value;
}

double StepCheck::real(size_t param, const char* name, double low, double high) const {
  const double value = step_.params[param].f;
  require(value >= low && value <= high, name, " is ", value, "; it must be in ", low, "..", high);
  return value;
}

void verify_program(const Program& program) {
  std::vector<TensorView> in, out;
  for (size_t i = 0; i < program.steps.size(); ++i) {
    const ProgramStep& step = program.steps[i];
    in.clear();
    out.clear();
    for (const uint32_t number : step.in) in.push_back(program.buffers[number].view);
    for (const uint32_t number : step.out) out.push_back(program.buffers[number].view);
    const Step view{step.op, in, out, step.params};
    const StepCheck check(i, view);
    check_types(check, step.op);
    kRules[static_cast<size_t>(step.op)](check);
    check_memory(check, program, step);
    check_constants(check, program, step);
  }
}

}  // namespace facet
