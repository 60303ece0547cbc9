// Rules of the convolutions, matmul and pooling.
#include "core/op_rules.h"

namespace facet {
namespace {

// Bounds that keep every product of a size and a parameter far from overflow.
constexpr int64_t kMaxSpatial = int64_t{1} << 31;
constexpr int64_t kMaxParam = int64_t{1} << 24;

struct Window {
  int64_t size, stride, pad_before, pad_after, dilation;
};

// The output size of a window that slides over `size` cells.
int64_t window_steps(const StepCheck& check, const char* axis, int64_t size, const Window& w) {
  check.require(size <= kMaxSpatial && w.size <= kMaxSpatial, axis, ": sizes above 2^31 are not supported");
  const int64_t extent = w.dilation * (w.size - 1) + 1, room = size + w.pad_before + w.pad_after;
  check.require(extent <= room, axis, ": the window spans ", extent, " but the padded input only ", room);
  return (room - extent) / w.stride + 1;
}

void check_conv2d(const StepCheck& check, const TensorView& x, const TensorView& w, const TensorView& y) {
  check.has_rank("x", x, 4);
  check.has_rank("w", w, 4);
  check.has_rank("y", y, 4);
  const Window rows{w.dims[1], check.integer(0, "stride height", 1, kMaxParam), check.integer(2, "top padding", 0, kMaxParam),
                    check.integer(4, "bottom padding", 0, kMaxParam), check.integer(6, "dilation height", 1, kMaxParam)};
  const Window columns{w.dims[2], check.integer(1, "stride width", 1, kMaxParam),
                       check.integer(3, "left padding", 0, kMaxParam), check.integer(5, "right padding", 0, kMaxParam),
                       check.integer(7, "dilation width", 1, kMaxParam)};
  const int64_t groups = check.integer(8, "groups", 1, kMaxSpatial);
  check.integer(9, "activation", 0, 2);
  const int64_t channels = x.dims[3], filters = w.dims[0];
  check.require(channels % groups == 0 && filters % groups == 0, "groups ", groups, " must divide ", channels, " channels and ",
                filters, " filters");
  check.require(w.dims[3] == channels / groups, "w must have ", channels / groups, " channels a group, not ", w.dims[3]);
  const int64_t p = window_steps(check, "height", x.dims[1], rows), q = window_steps(check, "width", x.dims[2], columns);
  check.has_shape("y", y, {x.dims[0], p, q, filters});
}

void check_pool2d(const StepCheck& check, const TensorView& x, const TensorView& y) {
  check.has_rank("x", x, 4);
  check.has_rank("y", y, 4);
  const Window rows{check.integer(0, "window height", 1, kMaxParam), check.integer(2, "stride height", 1, kMaxParam),
                    check.integer(4, "top padding", 0, kMaxParam), check.integer(6, "bottom padding", 0, kMaxParam), 1};
  const Window columns{check.integer(1, "window width", 1, kMaxParam), check.integer(3, "stride width", 1, kMaxParam),
                       check.integer(5, "left padding", 0, kMaxParam), check.integer(7, "right padding", 0, kMaxParam), 1};
  for (const Window& w : {rows, columns}) {
    check.require(w.pad_before < w.size && w.pad_after < w.size, "padding must be smaller than the window");
  }
  const int64_t p = window_steps(check, "height", x.dims[1], rows), q = window_steps(check, "width", x.dims[2], columns);
  check.has_shape("y", y, {x.dims[0], p, q, x.dims[3]});
}

}  // namespace

void verify_conv2d(const StepCheck& check) {
  check_conv2d(check, check.in(0), check.in(1), check.out(0));
  if (check.inputs() > 2) check.has_shape("b", check.in(2), {check.in(1).dims[0]});
  if (check.inputs() > 3) check.same_shape("z", check.in(3), "y", check.out(0));
}

void verify_conv2d_grad_data(const StepCheck& check) { check_conv2d(check, check.out(0), check.in(1), check.in(0)); }

void verify_conv2d_grad_weights(const StepCheck& check) { check_conv2d(check, check.in(0), check.out(0), check.in(1)); }

void verify_matmul(const StepCheck& check) {
  const TensorView &a = check.in(0), &b = check.in(1);
  check.has_rank("a", a, 2);
  check.has_rank("b", b, 2);
  const bool trans_a = check.integer(0, "transA", 0, 1) == 1, trans_b = check.integer(1, "transB", 0, 1) == 1;
  check.integer(2, "activation", 0, 1);
  const int64_t m = a.dims[trans_a ? 1 : 0], k = a.dims[trans_a ? 0 : 1];
  const int64_t k_of_b = b.dims[trans_b ? 1 : 0], n = b.dims[trans_b ? 0 : 1];
  check.require(k == k_of_b, "a has ", k, " columns but b has ", k_of_b, " rows");
  check.has_shape("c", check.out(0), {m, n});
  if (check.inputs() == 3) check.has_shape("bias", check.in(2), {n});
}

void verify_max_pool2d(const StepCheck& check) { check_pool2d(check, check.in(0), check.out(0)); }

void verify_max_pool2d_grad(const StepCheck& check) {
  check_pool2d(check, check.in(0), check.in(1));
  check.same_shape("dx", check.out(0), "x", check.in(0));
}

void verify_avg_pool2d(const StepCheck& check) {
  check_pool2d(check, check.in(0), check.out(0));
  check.integer(8, "count_include_pad", 0, 1);
}

void verify_avg_pool2d_grad(const StepCheck& check) {
  check_pool2d(check, check.out(0), check.in(0));
  check.integer(8, "count_include_pad", 0, 1);
}

}  // namespace facet
