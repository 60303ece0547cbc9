// The rules of docs/ops.md, one function an op: they throw Error FACET_INVALID_PROGRAM if a step breaks its op's rule.
#pragma once

#include <initializer_list>

#include "core/kernel.h"
#include "core/shape_text.h"
#include "core/status.h"

namespace facet {

// A step under check, with the assertions that the rules are made of.
class StepCheck {
 public:
  StepCheck(size_t number, const Step& step) : number_(number), step_(step) {}

  const TensorView& in(size_t i) const { return step_.in[i]; }
  const TensorView& out(size_t i) const { return step_.out[i]; }
  size_t inputs() const { return step_.in.size(); }
  const Step& step() const { return step_; }

  template <typename... Parts>
  [[noreturn]] void broken(const Parts&... parts) const {
    fail(FACET_INVALID_PROGRAM, "step ", number_, ": ", text(step_), ": ", parts...);
  }
  template <typename... Parts>
  void require(bool condition, const Parts&... parts) const {
    if (!condition) broken(parts...);
  }

  void same_shape(const char* a_name, const TensorView& a, const char* b_name, const TensorView& b) const;
  void has_rank(const char* name, const TensorView& t, int rank) const;
  void has_shape(const char* name, const TensorView& t, std::initializer_list<int64_t> dims) const;
  // Integer param in [low, high], which it returns.
  int64_t integer(size_t param, const char* name, int64_t low, int64_t high) const;
  // Float param in [low, high] (never NaN), which it returns.
  double real(size_t param, const char* name, double low, double high) const;

 private:
  size_t number_;
  const Step& step_;
};

#define FACET_OP(name, in_min, in_max, outs, params) void verify_##name(const StepCheck& check);
#include "core/op_table.def"
#undef FACET_OP

}  // namespace facet
