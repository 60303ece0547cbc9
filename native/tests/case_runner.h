// Runs one kernel on one op case.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "runtime/precision.h"
#include "runtime/thread_pool.h"
#include "tests/guarded_buffer.h"
#include "tests/op_case.h"

namespace facet::test {

using AliasPairs = std::vector<std::pair<int, int>>;  // (output, input) that share memory

// A case's step without memory, as it is when kernels are bound.
class CaseShapes {
 public:
  CaseShapes(const OpCase& c, DType type, AsFloats floats = {});
  Step step() const { return {case_->op, in_, out_, case_->params}; }

 private:
  const OpCase* case_;
  std::vector<TensorView> in_, out_;
};

// The tensors of a case in memory, floating ones as `type`; outputs are NaN, or the aliased input's memory.
class CaseRun {
 public:
  CaseRun(const OpCase& c, DType type, const AliasPairs& aliases = {}, AsFloats floats = {});

  Step step() const { return {case_->op, in_, out_, case_->params}; }

  // Replaces the values of input i.
  void set_input(size_t i, const std::vector<double>& values);
  // Rounds the factors of a product (the first two inputs) as tensor cores do with them, to nearest: to 10 mantissa bits with
  // ties away from zero (TF32), or 7 with ties to even (bf16).
  void round_factors(Precision precision);
  // Rounds what kernels of bf16 tensors round: the inputs that are stored so; the weights of a product or of a convolution that
  // is not depthwise, which they read as floats; and an image: with its weights to TF32, or to bf16 for their gradient.
  void round_storage(AsFloats floats);

  // Fills inputs and outputs anew, gives the kernel NaN-filled scratch memory between sentinels, and runs it; `queue` is the
  // KernelContext's. A fault that the kernel only noted down is an error, too.
  KernelError run(const Kernel& kernel, ThreadPool& pool, void* queue = nullptr);

  // Input i as it lies in memory.
  const std::vector<std::byte>& input_bytes(size_t i) const { return in_values_[i]; }

  // Output o as doubles.
  std::vector<double> output(size_t o) const;
  // All outputs' bytes, one after the other.
  std::vector<std::byte> output_bytes() const;
  // No sentinel zone was written to, and no input that shares no memory with an output was changed.
  bool memory_intact() const;

 private:
  void round_input(size_t i, Precision precision);

  const OpCase* case_;
  std::vector<TensorView> in_, out_;
  AliasPairs aliases_;
  std::vector<std::unique_ptr<GuardedBuffer>> in_memory_, out_memory_;  // null where an output shares an input's memory
  std::vector<std::vector<std::byte>> in_values_;                       // as run() writes them
  bool scratch_intact_ = true;
};

// The allowed ways to share memory in this case: every pair alone, and as many pairs at once as do not collide.
std::vector<AliasPairs> alias_variants(const OpCase& c);

}  // namespace facet::test
