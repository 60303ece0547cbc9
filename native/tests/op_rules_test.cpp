// The rules of docs/ops.md: steps that break one are refused, with a text that says which.
#include <cmath>
#include <string>

#include "core/op_table.h"
#include "core/program.h"
#include "core/status.h"
#include "tests/encoded_program.h"
#include "tests/test.h"

namespace facet::test {
namespace {

struct Refused {
  Op op;
  const char* line;  // a case, as in tests/cases/, that breaks a rule
  const char* text;  // a part of the message
};

constexpr Refused kRefused[] = {
    {Op::copy, "in x:2,3 | out y:7", "same number"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,4 | out y:1,5,5,8 | params 1 1 0 0 0 0 1 1 1 0", "y must be"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,3 | out y:1,3,3,8 | params 1 1 0 0 0 0 1 1 1 0", "channels a group"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,4 b:7 | out y:1,3,3,8 | params 1 1 0 0 0 0 1 1 1 0", "b must be"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,4 | out y:1,3,3,8 | params 0 1 0 0 0 0 1 1 1 0", "stride height"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,4 | out y:1,3,3,8 | params 1 -1 0 0 0 0 1 1 1 0", "stride width"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,4 | out y:1,3,3,8 | params 1 1 -1 0 0 0 1 1 1 0", "top padding"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,4 | out y:1,3,3,8 | params 1 1 0 0 0 0 0 1 1 0", "dilation height"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,4 | out y:1,3,3,8 | params 1 1 0 0 0 0 1 1 0 0", "groups"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,1 | out y:1,3,3,8 | params 1 1 0 0 0 0 1 1 3 0", "must divide"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,4 | out y:1,3,3,8 | params 1 1 0 0 0 0 1 1 1 3", "activation"},
    {Op::conv2d, "in x:1,5,5,4 w:8,7,3,4 | out y:1,1,3,8 | params 1 1 0 0 0 0 1 1 1 0", "window spans 7"},
    {Op::conv2d, "in x:1,5,5,4 w:8,3,3,4 | out y:1,3,3,8 | params 1 1 0 0 0 0 9000000 1 1 0", "window spans"},
    {Op::conv2d, "in x:5,5,4 w:8,3,3,4 | out y:1,3,3,8 | params 1 1 0 0 0 0 1 1 1 0", "rank 4"},
    {Op::conv2d_grad_data, "in dy:1,3,3,8 w:8,3,3,4 | out dx:1,5,6,4 | params 1 1 0 0 0 0 1 1 1 0", "y must be"},
    {Op::conv2d_grad_weights, "in x:1,5,5,4 dy:2,3,3,8 | out dw:8,3,3,4 | params 1 1 0 0 0 0 1 1 1 0", "y must be"},
    {Op::matmul, "in a:2,3 b:4,5 | out c:2,5 | params 0 0 0", "columns"},
    {Op::matmul, "in a:2,3 b:5,3 | out c:2,5 | params 0 0 0", "columns"},
    {Op::matmul, "in a:2,3 b:3,5 | out c:5,2 | params 0 0 0", "c must be"},
    {Op::matmul, "in a:2,3 b:3,5 bias:2 | out c:2,5 | params 0 0 0", "bias must be"},
    {Op::matmul, "in a:2,3 b:3,5 | out c:2,5 | params 2 0 0", "transA"},
    {Op::bias_add, "in x:2,3 b:2 | out y:2,3", "b must be"},
    {Op::relu, "in x:2,3 | out y:3,2", "same shape"},
    {Op::relu_grad, "in y:2,3 dy:2,3 | out dx:2,3 | params 3", "rule"},
    {Op::relu_grad, "in y:2,3 dy:2,4 | out dx:2,3 | params 0", "same shape"},
    {Op::max_pool2d, "in x:1,4,4,3 | out y:1,2,2,3 | params 2 2 2 2 2 0 0 0", "padding must be smaller"},
    {Op::max_pool2d, "in x:1,4,4,3 | out y:1,2,2,4 | params 2 2 2 2 0 0 0 0", "y must be"},
    {Op::max_pool2d, "in x:1,4,4,3 | out y:1,1,1,3 | params 5 5 1 1 0 0 0 0", "window spans 5"},
    {Op::max_pool2d_grad, "in x:1,4,4,3 dy:1,2,2,3 | out dx:1,4,5,3 | params 2 2 2 2 0 0 0 0", "same shape"},
    {Op::avg_pool2d, "in x:1,4,4,3 | out y:1,2,2,3 | params 2 2 2 2 0 0 0 0 2", "count_include_pad"},
    {Op::avg_pool2d_grad, "in dy:1,3,2,3 | out dx:1,4,4,3 | params 2 2 2 2 0 0 0 0 0", "y must be"},
    {Op::batch_norm_train, "in x:4,3 g:3 b:3 m:3 v:4 | out y:4,3 bm:3 bi:3 nm:3 nv:3 | params 1e-5 0.1 0", "var must be"},
    {Op::batch_norm_train, "in x:4,3 g:3 b:3 m:3 v:3 | out y:4,3 bm:3 bi:3 nm:3 nv:3 | params 0.0 0.1 0", "epsilon"},
    {Op::batch_norm_train, "in x:4,3 g:3 b:3 m:3 v:3 | out y:4,3 bm:3 bi:3 nm:3 nv:3 | params 1e-5 1.1 0", "momentum"},
    {Op::batch_norm_train_grad, "in x:4,3 g:3 m:3 v:3 dy:4,3 beta:4 | out dx:4,3 dg:3 db:3 | params 1e-5 1", "beta"},
    {Op::batch_norm_infer, "in x:4,3 g:3 b:3 m:3 v:3 | out y:4,3 | params 1e-5 3", "activation"},
    {Op::batch_norm_infer_grad, "in x:4,3 g:3 m:3 v:3 dy:4,3 | out dx:4,3 dg:4 db:3 | params 1e-5 0", "dgamma must be"},
    {Op::pls_pass, "in r:4,3 w:2,4 o:2 m:4,2 s:2,4 | out t:4,2 q:2,4 | params 0", "rows must be"},
    {Op::pls_pass, "in r:4,3 w:2,3 o:3 m:4,2 s:2,3 | out t:4,2 q:2,3 | params 0", "offset must be"},
    {Op::pls_pass, "in r:4,3 w:2,3 o:2 m:4,3 s:2,3 | out t:4,2 q:2,3 | params 0", "member must be"},
    {Op::pls_pass, "in r:4,3 w:2,3 o:2 m:4,2 s:3,3 | out t:4,2 q:3,3 | params 0", "sums must be"},
    {Op::pls_pass, "in r:4,3 w:2,3 o:2 m:4,2 s:2,3 | out t:2,4 q:2,3 | params 0", "scores must be"},
    {Op::row_products, "in r:4,3 f:3,2 s:2,3 | out q:2,3 | params 0", "factors for each"},
    {Op::row_products, "in r:4,3 f:4,2 s:3,3 | out q:3,3 | params 0", "sums must be"},
    {Op::row_products, "in r:4,3 f:4,2 s:2,3 | out q:3,2 | params 0", "sums' must be"},
    {Op::pls_deflate, "in r:4,3 t:4,2 p:2,4 f:4,1 s:1,3 | out n:4,3 q:1,3", "loadings must be"},
    {Op::pls_deflate, "in r:4,3 t:3,2 p:2,3 f:4,1 s:1,3 | out n:4,3 q:1,3", "scores must be"},
    {Op::pls_deflate, "in r:4,3 t:4,2 p:2,3 f:4,1 s:1,3 | out n:3,4 q:1,3", "same shape"},
    {Op::gram, "in r:4,3 | out k:3,3 | params 0", "products must be"},
    {Op::gram, "in r:4,3 | out k:4,4 | params 1", "input 0 must be i32"},
    {Op::gram, "in r:4,3:halves | out k:4,4 | params 3", "storage"},
    {Op::row_products, "in r:4,3:halves f:4,2 s:2,4 | out q:2,4 | params 2", "rows must be"},
    {Op::unpack16, "in p:4,3:halves | out r:4,7 | params 0", "packed must be"},
    {Op::unpack16, "in p:4,3:halves | out r:4,5 | params 2", "kind"},
    {Op::unpack16, "in p:4,3 | out r:4,5 | params 0", "must be i32"},
    {Op::dropout, "in x:4,3 s:1:seed | out y:4,3 | params 1.0 0", "rate"},
    {Op::dropout, "in x:4,3 s:2:seed | out y:4,3 | params 0.5 0", "seed must be"},
    {Op::dropout, "in x:4,3 s:1 | out y:4,3 | params 0.5 0", "input 1 must be i32"},
    {Op::softmax, "in x:4,3 | out y:12", "same shape"},
    {Op::softmax_grad, "in y:4,3 dy:3,4 | out dx:4,3", "same shape"},
    {Op::softmax_xent, "in x:4,3 l:3:labels3 | out loss:1 p:4,3 | params 0.0", "labels must be"},
    {Op::softmax_xent, "in x:4,3 l:4:labels3 | out loss:1 p:4,3 | params 1.5", "smoothing"},
    {Op::softmax_xent, "in x:4,3 l:4 | out loss:1 p:4,3 | params 0.0", "must be i32"},
    {Op::softmax_xent_grad, "in p:4,3 l:4:labels3 d:2 | out dx:4,3 | params 0.0", "dloss must be"},
    {Op::binary, "in a:2,3 b:3 | out c:2,3 | params 0", "write missing axes as 1"},
    {Op::binary, "in a:2,3 b:2,2 | out c:2,3 | params 0", "broadcast on axis 1"},
    {Op::binary, "in a:1,3 b:1,3 | out c:2,3 | params 0", "neither input"},
    {Op::binary, "in a:2,3 b:2,3 | out c:2,3 | params 4", "kind"},
    {Op::unary, "in x:3 | out y:3 | params 15 0.0 0.0", "kind"},
    {Op::unary, "in x:3 | out y:3 | params 1 1.0 0.0", "alpha"},
    {Op::unary, "in x:3 | out y:3 | params 10 0.1 0.1", "beta"},
    {Op::unary, "in x:3 | out y:3 | params 11 1.0 0.5", "beta"},
    {Op::concat, "in a:2,3 b:3,3 | out y:2,6 | params 1", "differ on axis 0"},
    {Op::concat, "in a:2,3 b:2,3 | out y:2,7 | params 1", "add up to 6"},
    {Op::concat, "in a:2,3 b:2,3 | out y:2,6 | params 2", "axis"},
    {Op::slice, "in x:5,5 | out y:2,2 | params 4 0 0 0 0 0", "exceeds 5"},
    {Op::slice, "in x:5,5 | out y:2,2 | params 0 -1 0 0 0 0", "start"},
    {Op::slice, "in x:5,5 | out y:2,2 | params 0 0 1 0 0 0", "start"},
    {Op::slice_grad, "in dy:2,6 | out dx:5,5 | params 0 0 0 0 0 0", "exceeds 5"},
    {Op::reduce, "in x:2,3 | out y:2,1 | params 0 4", "axis mask"},
    {Op::reduce, "in x:2,3 | out y:2,3 | params 0 2", "axis 1 of y"},
    {Op::reduce, "in x:2,3 | out y:2 | params 0 2", "rank"},
    {Op::broadcast, "in x:2,1 | out y:3,4 | params 1.0", "broadcast on axis 0"},
    {Op::sum_squares, "in x:2,1 | out y:2", "y must be"},
    {Op::l2_normalize, "in x:2,3 | out y:2,3 | params -1.0", "epsilon"},
    {Op::l2_normalize_grad, "in x:2,3 dy:2,4 | out dx:2,3 | params 1.0", "same shape"},
    {Op::resize_bilinear, "in x:1,2,3,4 | out y:1,4,6,5", "only height and width"},
    {Op::resize_bilinear_grad, "in dy:2,4,6,4 | out dx:1,2,3,4", "only height and width"},
    {Op::correct_count, "in x:2,3 l:2:labels3 | out n:2", "count must be"},
    {Op::sgd, "in p:5 g:5 v:4 lr:1 | out np:5 nv:5 | params 0.9 0.0 0", "same shape"},
    {Op::sgd, "in p:5 g:5 v:5 lr:1 | out np:5 nv:5 | params 0.9 -1.0 0", "weight decay"},
    {Op::ecloss, "in x:2,3,3,4 t:7,8 | out loss:1 lm:7 | params 1.0 0 0 0", "columns (H x W)"},
    {Op::ecloss, "in x:2,3,3,4 t:7,9 | out loss:1 lm:7 | params 1.0 1 0 0", "log_marginal must be"},
    {Op::ecloss, "in x:2,3,3,4 t:7,9 | out loss:1 lm:7 | params 1.0 0 0 2", "orbits"},
    {Op::ecloss_grad, "in x:2,3,3,4 t:7,9 lm:4,7 d:1 | out dx:2,3,3,4 | params 1.0 0 0 0", "log_marginal must be"},
    {Op::prelu, "in x:2,3 s:2 | out y:2,3", "slope must be"},
    {Op::prelu, "in x:2,3 s:1,3 | out y:2,3", "rank 1"},
    {Op::prelu_grad, "in x:2,3 s:3 dy:2,3 | out dx:2,3 ds:1", "same shape"},
    {Op::unary_grad, "in t:3 dy:3 | out dx:3 | params 9 0.0 0.0", "kind"},
    {Op::unary_grad, "in t:3 dy:3 | out dx:3 | params 14 1.0 0.0", "kind"},
    {Op::unary_grad, "in t:3 dy:4 | out dx:3 | params 10 1.0 0.0", "same shape"},
    {Op::transpose, "in x:2,3 | out y:3,2 | params 1 1 0 0 0 0", "named twice"},
    {Op::transpose, "in x:2,3 | out y:2,3 | params 1 0 0 0 0 0", "axis 0 of y must be 3"},
    {Op::transpose, "in x:2,3 | out y:3,2 | params 1 2 0 0 0 0", "axis is 2"},
    {Op::transpose, "in x:2,3 | out y:3,2 | params 1 0 1 0 0 0", "axis is 1"},
    {Op::one_hot, "in l:3:labels4 | out y:2,4", "a row for every label"},
    {Op::one_hot, "in l:3 | out y:3,4", "input 0 must be i32"},
    {Op::sigmoid_xent, "in z:2,3 t:2,4 | out loss:1", "same shape"},
    {Op::ecloss_with_grad, "in x:2,3,3,4 t:7,9 d:1 | out loss:1 lm:4,7 dx:2,3,3,4 | params 1.0 0 0 0", "log_marginal must be"},
    {Op::ecloss_with_grad, "in x:2,3,3,4 t:7,9 d:2 | out loss:1 lm:7 dx:2,3,3,4 | params 1.0 0 0 0", "dloss must be"},
    {Op::batch_norm_moments, "in x:4,3 | out m:3 v:4", "the variance must be"},
    {Op::batch_norm_statistics, "in m:2,3 v:2,4 rm:3 rv:3 | out a:3 b:3 c:3 d:3 e:3 | params 1e-5 0.1 1", "same shape"},
    {Op::batch_norm_statistics, "in m:2,3 v:2,3 rm:4 rv:4 | out a:4 b:4 c:4 d:4 e:4 | params 1e-5 0.1 1", "every part needs"},
    {Op::batch_norm_statistics, "in m:2,3 v:2,3 rm:3 rv:3 | out a:3 b:3 c:3 d:3 e:3 | params 1e-5 0.1 0", "rows of a part"},
    {Op::batch_norm_grad_sums, "in x:4,3 g:3 m:3 s:3 dy:4,3 | out dg:3 db:3 | params 1", "beta"},
    {Op::batch_norm_grad_apply, "in x:4,3 g:3 m:3 s:3 dg:3 db:4 dy:4,3 | out dx:4,3 | params 4 0", "must be"},
    {Op::batch_norm_grad_apply, "in x:4,3 g:3 m:3 s:3 dg:3 db:3 dy:4,3 | out dx:4,3 | params 0 0", "rows is"},
    {Op::sigmoid_xent_grad, "in z:2,3 t:2,3 d:2 | out dz:2,3", "dloss must be"},
    {Op::cast, "in x:2,3 | out y:2,4:bf16", "same shape"},
    {Op::cast, "in x:2,3 | out y:2,3", "to bf16, or back"},
    {Op::cast, "in x:2,3:bf16 | out y:2,3:bf16", "to bf16, or back"},
    {Op::cast, "in x:2,3:labels4 | out y:2,3:bf16", "to bf16, or back"},
    {Op::relu, "in x:2,3 | out y:2,3:bf16", "input 0 must be bf16"},
    {Op::relu, "in x:2,3:bf16 | out y:2,3", "output 0 must be bf16"},
    {Op::softmax, "in x:2,3:bf16 | out y:2,3:bf16", "output 0 must be f32 or f64"},
    {Op::bias_add, "in x:2,3:bf16 b:3:bf16 | out y:2,3:bf16", "input 1 must be f32"},
    {Op::conv2d_grad_weights, "in x:1,5,5,4:bf16 dy:1,3,3,8 | out dw:8,3,3,4 | params 1 1 0 0 0 0 1 1 1 0",
     "input 1 must be bf16"},
    {Op::matmul, "in a:2,4 b:3,4:bf16 | out c:2,3 | params 0 1 0", "input 0 must be bf16"},
    {Op::matmul, "in a:2,4:bf16 b:3,4 bias:3:bf16 | out c:2,3:bf16 | params 0 1 0", "input 2 must be f32"},
    {Op::concat, "in x:2,3:bf16 z:2,3 | out y:2,6:bf16 | params 1", "input 1 must be bf16"},
};

std::string refusal(const EncodedProgram& encoded) {
  const auto bytes = encoded.bytes();
  try {
    verify_program(decode_program(bytes));
  } catch (const Error& e) {
    CHECK(e.status() == FACET_INVALID_PROGRAM);
    return e.what();
  }
  return "";
}

EncodedProgram program_of(Op op, const std::string& line) {
  EncodedProgram program;
  program.add_case(parse_case(op, "broken | " + line), DType::f32);
  return program;
}

}  // namespace

FACET_TEST(rules, broken_steps_are_refused) {
  for (const Refused& r : kRefused) {
    const std::string text = refusal(program_of(r.op, r.line));
    CHECK(text.find(r.text) != std::string::npos, op_info(r.op).name, " ", r.line, ": \"", text, "\" lacks \"", r.text, "\"");
    CHECK(text.empty() || text.find(op_info(r.op).name) != std::string::npos, text);
  }
}

FACET_TEST(rules, every_case_is_accepted_in_every_type) {
  for (uint32_t code = 0; code < kOpCount; ++code) {
    for (const OpCase& c : cases_of(static_cast<Op>(code))) {
      for (const DType type : {DType::f32, DType::f64, DType::bf16}) {
        EncodedProgram program;
        program.add_case(c, type);
        const std::string text = refusal(program);
        CHECK(text.empty(), c.name, ": ", text);
      }
    }
  }
}

FACET_TEST(rules, float_params_must_be_numbers) {
  for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    EncodedProgram program;
    const uint32_t x = program.add_buffer(DType::f32, {3}), y = program.add_buffer(DType::f32, {3});
    program.add_step(Op::unary, {x}, {y}, {integer(0), real(value), real(0)});
    CHECK(refusal(program).find("alpha") != std::string::npos);
  }
}

FACET_TEST(rules, types_must_not_be_mixed) {
  EncodedProgram program;
  const uint32_t x = program.add_buffer(DType::f32, {3}), y = program.add_buffer(DType::f64, {3});
  program.add_step(Op::relu, {x}, {y});
  CHECK(refusal(program).find("input 0 must be f64") != std::string::npos);
  EncodedProgram integers;
  const uint32_t i = integers.add_buffer(DType::i32, {3}), j = integers.add_buffer(DType::i32, {3});
  integers.add_step(Op::copy, {i}, {j});
  CHECK(refusal(integers).find("output 0 must be f32 or f64") != std::string::npos);
}

FACET_TEST(rules, overlapping_outputs_are_refused) {
  const auto shared = [](Op op, uint64_t y_offset, int64_t y_count) {
    EncodedProgram program;
    const uint32_t x = program.add_buffer_at(0, DType::f32, {64}), y = program.add_buffer_at(y_offset, DType::f32, {y_count});
    program.add_step(op, {x}, {y});
    return refusal(program);
  };
  CHECK(shared(Op::relu, 0, 64).empty());  // exactly the same bytes, where the op allows it
  CHECK(shared(Op::relu, 64, 64).find("overlaps input 0") != std::string::npos);
  CHECK(shared(Op::relu, 256, 64).empty());
  CHECK(shared(Op::copy, 0, 64).find("overlaps input 0") != std::string::npos);

  EncodedProgram sgd;
  const uint32_t p = sgd.add_buffer(DType::f32, {8}), g = sgd.add_buffer(DType::f32, {8}), v = sgd.add_buffer(DType::f32, {8});
  const uint32_t lr = sgd.add_buffer(DType::f32, {1});
  const std::vector<Param> params{real(0.9), real(0), integer(0)};
  sgd.add_step(Op::sgd, {p, g, v, lr}, {p, v}, params);
  CHECK(refusal(sgd).empty(), refusal(sgd));
  sgd.add_step(Op::sgd, {p, g, v, lr}, {v, p}, params);
  CHECK(refusal(sgd).find("step 1") != std::string::npos, refusal(sgd));
  EncodedProgram twice;
  const uint32_t a = twice.add_buffer(DType::f32, {8}), b = twice.add_buffer(DType::f32, {8}),
                 c = twice.add_buffer(DType::f32, {8});
  const uint32_t rate = twice.add_buffer(DType::f32, {1}), out = twice.add_buffer(DType::f32, {8});
  twice.add_step(Op::sgd, {a, b, c, rate}, {out, out}, params);
  CHECK(refusal(twice).find("outputs 0 and 1 overlap") != std::string::npos, refusal(twice));
  // A broadcast operand that begins where the output does is no exact alias.
  EncodedProgram broadcast;
  const uint32_t full = broadcast.add_buffer(DType::f32, {2, 8}), row = broadcast.add_buffer_at(0, DType::f32, {1, 8});
  broadcast.add_step(Op::binary, {full, row}, {full}, {integer(0)});
  CHECK(refusal(broadcast).find("overlaps input 1") != std::string::npos, refusal(broadcast));
}

}  // namespace facet::test
