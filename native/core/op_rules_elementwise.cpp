// Rules of the ops that move, broadcast or reduce elements.
#include <limits>

#include "core/dtype.h"
#include "core/op_params.h"
#include "core/op_rules.h"

namespace facet {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kFinite = std::numeric_limits<double>::max();
constexpr int64_t kMaxDim = int64_t{1} << 48;

void check_channels(const StepCheck& check, const char* name, const TensorView& t, const TensorView& x) {
  check.has_shape(name, t, {x.dims[x.rank - 1]});
}

void same_as_input(const StepCheck& check) { check.same_shape("y", check.out(0), "x", check.in(0)); }

// One slope a channel of x, or one for all.
void check_slope(const StepCheck& check, const char* name, const TensorView& slope) {
  check.has_rank(name, slope, 1);
  if (slope.dims[0] != 1) check_channels(check, name, slope, check.in(0));
}

// What alpha and beta of a unary kind may be; kinds that do not use one leave it 0.
void check_unary_coefficients(const StepCheck& check) {
  double most_alpha = 0.0, most_beta = 0.0, least_beta = 0.0;
  switch (UnaryParams::of(check.step()).kind) {
    case UnaryKind::affine:
    case UnaryKind::hard_sigmoid:
    case UnaryKind::hard_swish:
      most_alpha = most_beta = kFinite;
      least_beta = -kFinite;
      break;
    case UnaryKind::leaky_relu:
    case UnaryKind::pow:
      most_alpha = kFinite;
      break;
    case UnaryKind::clip:
      most_alpha = most_beta = kInfinite;
      least_beta = check.step().params[1].f;
      break;
    default:
      break;
  }
  check.real(1, "alpha", -most_alpha, most_alpha);
  check.real(2, "beta", least_beta, most_beta);
}

// Every axis of `small` has size 1 or that of `large`.
void check_broadcasts(const StepCheck& check, const char* name, const TensorView& small, const TensorView& large) {
  check.require(small.rank == large.rank, name, " has rank ", small.rank, ", the output ", large.rank,
                ": write missing axes as 1");
  for (int i = 0; i < small.rank; ++i) {
    check.require(small.dims[i] == 1 || small.dims[i] == large.dims[i], name, " cannot be broadcast on axis ", i);
  }
}

// `part` lies within `whole`, from the start params on.
void check_slice(const StepCheck& check, const TensorView& whole, const TensorView& part) {
  check.require(whole.rank == part.rank, "the ranks differ");
  for (int i = 0; i < kMaxRank; ++i) {
    const int64_t start = check.integer(static_cast<size_t>(i), "start", 0, i < whole.rank ? kMaxDim : 0);
    if (i < whole.rank) {
      check.require(start + part.dims[i] <= whole.dims[i], "axis ", i, ": ", start, " + ", part.dims[i], " exceeds ",
                    whole.dims[i]);
    }
  }
}

}  // namespace

void verify_copy(const StepCheck& check) {
  check.require(check.in(0).count() == check.out(0).count(), "x and y must have the same number of elements");
}

void verify_fill(const StepCheck&) {}

void verify_bias_add(const StepCheck& check) {
  same_as_input(check);
  check_channels(check, "b", check.in(1), check.in(0));
}

void verify_relu(const StepCheck& check) { same_as_input(check); }

void verify_relu_grad(const StepCheck& check) {
  check.same_shape("dy", check.in(1), "y", check.in(0));
  check.same_shape("dx", check.out(0), "y", check.in(0));
  check.integer(0, "rule", 0, 2);
}

void verify_dropout(const StepCheck& check) {
  same_as_input(check);
  check.has_shape("seed", check.in(1), {1});
  check.require(check.real(0, "rate", 0.0, 1.0) < 1.0, "rate must be below 1");
}

void verify_binary(const StepCheck& check) {
  check.integer(0, "kind", 0, 3);
  const TensorView &a = check.in(0), &b = check.in(1), &c = check.out(0);
  check_broadcasts(check, "a", a, c);
  check_broadcasts(check, "b", b, c);
  for (int i = 0; i < c.rank; ++i) {
    check.require(c.dims[i] == a.dims[i] || c.dims[i] == b.dims[i], "axis ", i, " of c is that of neither input");
  }
}

void verify_unary(const StepCheck& check) {
  same_as_input(check);
  check.integer(0, "kind", 0, static_cast<int64_t>(UnaryKind::pow));
  check_unary_coefficients(check);
}

void verify_unary_grad(const StepCheck& check) {
  check.same_shape("dy", check.in(1), "t", check.in(0));
  check.same_shape("dx", check.out(0), "t", check.in(0));
  check.integer(0, "kind", static_cast<int64_t>(UnaryKind::leaky_relu), static_cast<int64_t>(UnaryKind::hard_swish));
  check_unary_coefficients(check);
}

void verify_cast(const StepCheck& check) {
  same_as_input(check);
  const DType from = check.in(0).dtype, to = check.out(0).dtype;
  check.require((is_float(from) && to == DType::bf16) || (from == DType::bf16 && is_float(to)),
                "a cast is from f32 or f64 to bf16, or back");
}

void verify_prelu(const StepCheck& check) {
  same_as_input(check);
  check_slope(check, "slope", check.in(1));
}

void verify_prelu_grad(const StepCheck& check) {
  check.same_shape("dy", check.in(2), "x", check.in(0));
  check.same_shape("dx", check.out(0), "x", check.in(0));
  check_slope(check, "slope", check.in(1));
  check.same_shape("dslope", check.out(1), "slope", check.in(1));
}

void verify_transpose(const StepCheck& check) {
  const TensorView &x = check.in(0), &y = check.out(0);
  check.require(x.rank == y.rank, "the ranks differ");
  bool taken[kMaxRank] = {};
  for (int i = 0; i < kMaxRank; ++i) {
    const int64_t axis = check.integer(static_cast<size_t>(i), "axis", 0, i < x.rank ? x.rank - 1 : 0);
    if (i >= x.rank) continue;
    check.require(!taken[axis], "axis ", axis, " of x is named twice");
    taken[axis] = true;
    check.require(y.dims[i] == x.dims[axis], "axis ", i, " of y must be ", x.dims[axis], ", not ", y.dims[i]);
  }
}

void verify_concat(const StepCheck& check) {
  const TensorView& y = check.out(0);
  const int axis = static_cast<int>(check.integer(0, "axis", 0, y.rank - 1));
  int64_t total = 0;
  for (size_t i = 0; i < check.inputs(); ++i) {
    const TensorView& x = check.in(i);
    check.require(x.rank == y.rank, "input ", i, " has rank ", x.rank, ", y ", y.rank);
    for (int d = 0; d < y.rank; ++d) {
      check.require(d == axis || x.dims[d] == y.dims[d], "input ", i, " and y differ on axis ", d);
    }
    total += x.dims[axis];
  }
  check.require(total == y.dims[axis], "axis ", axis, " of y is ", y.dims[axis], ", the inputs add up to ", total);
}

void verify_slice(const StepCheck& check) { check_slice(check, check.in(0), check.out(0)); }

void verify_slice_grad(const StepCheck& check) { check_slice(check, check.out(0), check.in(0)); }

void verify_reduce(const StepCheck& check) {
  const TensorView &x = check.in(0), &y = check.out(0);
  check.integer(0, "kind", 0, 1);
  const int64_t mask = check.integer(1, "axis mask", 1, (int64_t{1} << x.rank) - 1);
  check.require(x.rank == y.rank, "y must keep the rank of x");
  for (int i = 0; i < x.rank; ++i) {
    const int64_t wanted = (mask >> i & 1) != 0 ? 1 : x.dims[i];
    check.require(y.dims[i] == wanted, "axis ", i, " of y must be ", wanted, ", not ", y.dims[i]);
  }
}

void verify_broadcast(const StepCheck& check) {
  check_broadcasts(check, "x", check.in(0), check.out(0));
  check.real(0, "scale", -kFinite, kFinite);
}

void verify_sum_squares(const StepCheck& check) { check.has_shape("y", check.out(0), {1}); }

void verify_resize_bilinear(const StepCheck& check) {
  const TensorView &x = check.in(0), &y = check.out(0);
  check.has_rank("x", x, 4);
  check.has_rank("y", y, 4);
  check.require(x.dims[0] == y.dims[0] && x.dims[3] == y.dims[3], "only height and width may change");
}

void verify_resize_bilinear_grad(const StepCheck& check) { verify_resize_bilinear(check); }

}  // namespace facet
