// Rules of normalisation, losses and the optimizer.
#include <limits>

#include "core/op_params.h"
#include "core/op_rules.h"

namespace facet {
namespace {

constexpr double kFinite = std::numeric_limits<double>::max();
constexpr int64_t kMaxMarginal = int64_t{1} << 40;  // sums of p per channel, which kernels keep in scratch memory
constexpr int64_t kMaxRows = int64_t{1} << 48;      // of a batch, exact in double
constexpr double kTiny = std::numeric_limits<double>::min();

void check_channels(const StepCheck& check, const char* name, const TensorView& t, const TensorView& x) {
  check.has_shape(name, t, {x.dims[x.rank - 1]});
}

void check_epsilon(const StepCheck& check) { check.real(0, "epsilon", kTiny, kFinite); }

// The inputs from `first` on, before `end`, which are values of channels.
void check_channel_inputs(const StepCheck& check, size_t first, size_t end) {
  for (size_t i = first; i < end; ++i) check_channels(check, i == 1 ? "gamma" : "every statistic", check.in(i), check.in(0));
}

// dy, the input at `at`, and behind it beta where an activation is fused
void check_masked_gradient(const StepCheck& check, size_t at, bool activated) {
  check.same_shape("dy", check.in(at), "x", check.in(0));
  check.require(activated == (check.inputs() == at + 2), "beta is given if and only if an activation is");
  if (activated) check_channels(check, "beta", check.in(at + 1), check.in(0));
}

// x gamma (two statistics) dy [beta] -> dx dgamma dbeta
void check_batch_norm_grad(const StepCheck& check) {
  const TensorView& x = check.in(0);
  check_epsilon(check);
  check_channel_inputs(check, 1, 4);
  check_masked_gradient(check, 4, check.integer(1, "activation", 0, 2) != 0);
  check.same_shape("dx", check.out(0), "x", x);
  check_channels(check, "dgamma", check.out(1), x);
  check_channels(check, "dbeta", check.out(2), x);
}

void check_batch_norm_inputs(const StepCheck& check) {
  const TensorView& x = check.in(0);
  check_epsilon(check);
  check_channels(check, "gamma", check.in(1), x);
  check_channels(check, "beta", check.in(2), x);
  check_channels(check, "mean", check.in(3), x);
  check_channels(check, "var", check.in(4), x);
  check.same_shape("y", check.out(0), "x", x);
}

void check_labels(const StepCheck& check) {
  check.has_rank("logits", check.in(0), 2);
  check.has_shape("labels", check.in(1), {check.in(0).dims[0]});
}

void check_smoothing(const StepCheck& check) { check.real(0, "label smoothing", 0.0, 1.0); }

void check_ecloss(const StepCheck& check, const TensorView& log_marginal) {
  const TensorView &x = check.in(0), &templates = check.in(1);
  check.has_rank("x", x, 4);
  check.has_rank("templates", templates, 2);
  check.require(templates.dims[1] == x.dims[1] * x.dims[2], "templates must have ", x.dims[1] * x.dims[2],
                " columns (H x W), not ", templates.dims[1]);
  check.require(x.dims[3] <= kMaxMarginal / templates.dims[0], "channels times templates exceed ", kMaxMarginal);
  check.real(0, "lambda", -kFinite, kFinite);
  const bool per_channel = check.integer(1, "marginal", 0, 1) == 1;
  check.integer(2, "normalise", 0, 1);
  check.integer(3, "orbits", 0, templates.dims[0] / 4);
  if (per_channel) {
    check.has_shape("log_marginal", log_marginal, {x.dims[3], templates.dims[0]});
  } else {
    check.has_shape("log_marginal", log_marginal, {templates.dims[0]});
  }
}

}  // namespace

void verify_batch_norm_train(const StepCheck& check) {
  check_batch_norm_inputs(check);
  check.real(1, "momentum", 0.0, 1.0);
  check.integer(2, "activation", 0, 2);
  for (size_t i = 1; i <= 4; ++i) check_channels(check, "every statistic", check.out(i), check.in(0));
}

void verify_batch_norm_train_grad(const StepCheck& check) { check_batch_norm_grad(check); }

void verify_batch_norm_infer(const StepCheck& check) {
  check_batch_norm_inputs(check);
  check.integer(1, "activation", 0, 2);
}

void verify_batch_norm_infer_grad(const StepCheck& check) { check_batch_norm_grad(check); }

void verify_batch_norm_moments(const StepCheck& check) {
  check_channels(check, "the mean", check.out(0), check.in(0));
  check_channels(check, "the variance", check.out(1), check.in(0));
}

void verify_batch_norm_statistics(const StepCheck& check) {
  const TensorView& means = check.in(0);
  check.has_rank("means", means, 2);
  check.same_shape("variances", check.in(1), "means", means);
  check_epsilon(check);
  check.real(1, "momentum", 0.0, 1.0);
  check.integer(2, "rows of a part", 1, kMaxRows);
  const TensorView& mean = check.in(2);
  check.has_rank("mean", mean, 1);
  check.require(mean.dims[0] <= means.dims[1], "every part needs a mean of each of ", mean.dims[0], " channels");
  check.same_shape("var", check.in(3), "mean", mean);
  for (size_t i = 0; i < 5; ++i) check.same_shape("every statistic", check.out(i), "mean", mean);
}

void verify_batch_norm_grad_sums(const StepCheck& check) {
  check_channel_inputs(check, 1, 4);
  check_masked_gradient(check, 4, check.integer(0, "activation", 0, 2) != 0);
  check_channels(check, "dgamma", check.out(0), check.in(0));
  check_channels(check, "dbeta", check.out(1), check.in(0));
}

void verify_batch_norm_grad_apply(const StepCheck& check) {
  check_channel_inputs(check, 1, 6);
  check.integer(0, "rows", 1, kMaxRows);
  check_masked_gradient(check, 6, check.integer(1, "activation", 0, 2) != 0);
  check.same_shape("dx", check.out(0), "x", check.in(0));
}

void verify_softmax(const StepCheck& check) { check.same_shape("y", check.out(0), "x", check.in(0)); }

void verify_softmax_grad(const StepCheck& check) {
  check.same_shape("dy", check.in(1), "y", check.in(0));
  check.same_shape("dx", check.out(0), "y", check.in(0));
}

void verify_softmax_xent(const StepCheck& check) {
  check_labels(check);
  check_smoothing(check);
  check.has_shape("loss", check.out(0), {1});
  check.same_shape("probs", check.out(1), "logits", check.in(0));
}

void verify_softmax_xent_grad(const StepCheck& check) {
  check_labels(check);
  check_smoothing(check);
  check.has_shape("dloss", check.in(2), {1});
  check.same_shape("dlogits", check.out(0), "probs", check.in(0));
}

void verify_one_hot(const StepCheck& check) {
  check.has_rank("labels", check.in(0), 1);
  check.has_rank("y", check.out(0), 2);
  check.require(check.out(0).dims[0] == check.in(0).dims[0], "y must have a row for every label");
}

void verify_sigmoid_xent(const StepCheck& check) {
  check.same_shape("labels", check.in(1), "logits", check.in(0));
  check.has_shape("loss", check.out(0), {1});
}

void verify_sigmoid_xent_grad(const StepCheck& check) {
  check.same_shape("labels", check.in(1), "logits", check.in(0));
  check.has_shape("dloss", check.in(2), {1});
  check.same_shape("dlogits", check.out(0), "logits", check.in(0));
}

void verify_l2_normalize(const StepCheck& check) {
  check_epsilon(check);
  check.same_shape("y", check.out(0), "x", check.in(0));
}

void verify_l2_normalize_grad(const StepCheck& check) {
  check_epsilon(check);
  check.same_shape("dy", check.in(1), "x", check.in(0));
  check.same_shape("dx", check.out(0), "x", check.in(0));
}

void verify_correct_count(const StepCheck& check) {
  check_labels(check);
  check.has_shape("count", check.out(0), {1});
}

void verify_loss_scale(const StepCheck& check) {
  check.has_shape("scale", check.in(0), {1});
  check.has_shape("good", check.in(1), {1});
  check.has_shape("squares", check.in(2), {1});
  check.has_shape("factor", check.out(0), {1});
  check.has_shape("scale'", check.out(1), {1});
  check.has_shape("good'", check.out(2), {1});
  check.integer(0, "interval", 0, 1 << 24);  // what a float counts
}

void verify_sgd(const StepCheck& check) {
  const TensorView& p = check.in(0);
  check.same_shape("g", check.in(1), "p", p);
  check.same_shape("v", check.in(2), "p", p);
  check.has_shape("lr", check.in(3), {1});
  if (check.inputs() > 4) check.has_shape("factor", check.in(4), {1});
  check.same_shape("p'", check.out(0), "p", p);
  check.same_shape("v'", check.out(1), "p", p);
  check.real(0, "momentum", 0.0, kFinite);
  check.real(1, "weight decay", 0.0, kFinite);
  check.integer(2, "nesterov", 0, 1);
}

void verify_ecloss(const StepCheck& check) {
  check.has_shape("loss", check.out(0), {1});
  check_ecloss(check, check.out(1));
}

void verify_ecloss_grad(const StepCheck& check) {
  check_ecloss(check, check.in(2));
  check.has_shape("dloss", check.in(3), {1});
  check.same_shape("dx", check.out(0), "x", check.in(0));
}

void verify_ecloss_with_grad(const StepCheck& check) {
  check.has_shape("dloss", check.in(2), {1});
  check.has_shape("loss", check.out(0), {1});
  check_ecloss(check, check.out(1));
  check.same_shape("dx", check.out(2), "x", check.in(0));
}

}  // namespace facet
