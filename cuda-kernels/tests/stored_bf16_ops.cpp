// The ops whose activations may be stored as bf16, on the op cases: inputs are rounded before, and outputs may differ by their
// own rounding besides the case's tolerance.
#include "avg_pool2d.h"
#include "batch_norm.h"
#include "bias_add.h"
#include "binary.h"
#include "broadcast.h"
#include "cast.h"
#include "concat.h"
#include "conv2d.h"
#include "conv2d_grad_data.h"
#include "conv2d_grad_weights.h"
#include "conv_few_channels.h"
#include "conv_stored_bf16.h"
#include "dropout.h"
#include "matmul_stored_bf16.h"
#include "matrix_reference.h"
#include "max_pool2d.h"
#include "movement_launches.h"
#include "ops.h"
#include "prelu.h"
#include "reduce.h"
#include "relu.h"
#include "relu_grad.h"
#include "shapes.h"
#include "slice.h"
#include "transpose.h"
#include "unary.h"

namespace facet::test {

namespace {

using kernels::Activation;
using kernels::GemmPlan;
using kernels::GemmTileKind;
using kernels::Precision;
using kernels::Status;
using kernels::Stream;

constexpr const char* kVariant = "stored as bf16";

kernels::UnaryRule unary_rule(const Case& c) {
  return {static_cast<kernels::UnaryKind>(c.params.at(0).integer()), static_cast<float>(c.params.at(1).number),
          static_cast<float>(c.params.at(2).number)};
}

kernels::BatchNormShape rows_and_channels(const Case& c) {
  const int64_t channels = c.in[0].dims.back();
  return {c.in[0].count() / channels, channels};
}

Activation activation(const Case& c, size_t param) { return static_cast<Activation>(c.params.at(param).integer()); }

template <bool training>
Status launch_norm_grad(const Case& c, const Operands& o, Stream stream) {
  const kernels::BatchNormGrad<kernels::Bf16> tensors{
      o.in16(0),  o.in[1],  o.in[2],  o.in[3],         o.in16(4), o.in.size() == 6 ? o.in[5] : nullptr,
      o.out16(0), o.out[1], o.out[2], activation(c, 1)};
  return with_workspace(kernels::batch_norm_workspace_bytes(rows_and_channels(c)), [&](void* workspace) {
    return training ? kernels::batch_norm_train_grad(rows_and_channels(c), tensors, workspace, stream)
                    : kernels::batch_norm_infer_grad(rows_and_channels(c), tensors, c.params.at(0).number, workspace, stream);
  });
}

Status launch_norm(const Case& c, const Operands& o, Stream stream) {
  const kernels::BatchNormTrain<kernels::Bf16> tensors{o.in16(0),  o.in[1],  o.in[2],  o.in[3],  o.in[4],
                                                       o.out16(0), o.out[1], o.out[2], o.out[3], o.out[4]};
  return with_workspace(kernels::batch_norm_workspace_bytes(rows_and_channels(c)), [&](void* workspace) {
    return kernels::batch_norm_train(rows_and_channels(c), tensors, c.params.at(0).number, c.params.at(1).number,
                                     activation(c, 2), workspace, stream);
  });
}

Status launch_reduce(const Case& c, const Operands& o, Stream stream) {
  const int64_t axes = c.params.at(1).integer();
  const bool mean = c.params.at(0).integer() == 1;
  const double scale = mean ? static_cast<double>(c.out[0].count()) / static_cast<double>(c.in[0].count()) : 1.0;
  return with_workspace(kernels::reduce_workspace_bytes(shape_of(c.in[0]), axes), [&](void* workspace) {
    return kernels::reduce(o.in16(0), shape_of(c.in[0]), axes, scale, o.out[0], workspace, stream);
  });
}

std::vector<OpUnderTest> plain_ops() {
  return {
      {"cast",
       copy_reference,
       [](const Case& c, const Operands& o, Stream s) { return kernels::cast(o.in[0], o.out16(0), c.in[0].count(), s); },
       {},
       kVariant,
       false,
       0,
       1,
       [](const Case& c) { return c.out[0].fill == "bf16"; }},
      {"cast",
       copy_reference,
       [](const Case& c, const Operands& o, Stream s) { return kernels::cast(o.in16(0), o.out[0], c.in[0].count(), s); },
       {},
       "from bf16",
       false,
       1,
       0,
       [](const Case& c) { return c.in[0].fill == "bf16"; }},
      {"bias_add",
       bias_add_reference,
       [](const Case& c, const Operands& o, Stream s) {
         const int64_t channels = c.in[1].count();
         return kernels::bias_add(o.in16(0), o.in[1], o.out16(0), c.in[0].count() / channels, channels, s);
       },
       {{0, 0}},
       kVariant,
       false,
       1,
       1},
      {"relu",
       relu_reference,
       [](const Case& c, const Operands& o, Stream s) { return kernels::relu(o.in16(0), o.out16(0), c.in[0].count(), s); },
       {{0, 0}},
       kVariant,
       false,
       1,
       1},
      {"relu_grad",
       relu_grad_reference,
       [](const Case& c, const Operands& o, Stream s) {
         const auto rule = static_cast<kernels::ReluGradRule>(c.params.at(0).integer());
         return kernels::relu_grad(o.in16(0), o.in16(1), o.out16(0), c.in[0].count(), rule, s);
       },
       {{0, 1}},
       kVariant,
       false,
       3,
       1},
      {"unary",
       unary_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::unary(o.in16(0), o.out16(0), c.in[0].count(), unary_rule(c), s);
       },
       {{0, 0}},
       kVariant,
       false,
       1,
       1},
      {"unary_grad",
       unary_grad_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::unary_grad(o.in16(0), o.in16(1), o.out16(0), c.in[0].count(), unary_rule(c), s);
       },
       {{0, 1}},
       kVariant,
       false,
       3,
       1},
      {"binary",
       binary_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::binary(static_cast<kernels::BinaryKind>(c.params.at(0).integer()), o.in16(0), shape_of(c.in[0]),
                                o.in16(1), shape_of(c.in[1]), o.out16(0), shape_of(c.out[0]), s);
       },
       {{0, 0}, {0, 1}},
       kVariant,
       false,
       3,
       1},
      {"binary",
       binary_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::add(o.in16(0), o.in16(1), o.out16(0), c.out[0].count(), s);
       },
       {{0, 0}},
       "sum stored as bf16",
       true,
       3,
       1,
       [](const Case& c) {
         return c.params.at(0).integer() == 0 && c.in[0].dims == c.out[0].dims && c.in[1].dims == c.out[0].dims;
       }},
      {"max_pool2d",
       max_pool2d_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::max_pool2d(pool_shape(c, c.in[0], c.out[0]), o.in16(0), o.out16(0), s);
       },
       {},
       kVariant,
       false,
       1,
       1},
      {"max_pool2d_grad",
       max_pool2d_grad_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::max_pool2d_grad(pool_shape(c, c.in[0], c.in[1]), o.in16(0), o.in16(1), o.out16(0), s);
       },
       {},
       kVariant,
       false,
       3,
       1},
      {"avg_pool2d",
       avg_pool2d_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::avg_pool2d(pool_shape(c, c.in[0], c.out[0]), c.params.at(8).integer() != 0, o.in16(0), o.out16(0), s);
       },
       {},
       kVariant,
       false,
       1,
       1},
      {"avg_pool2d_grad",
       avg_pool2d_grad_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::avg_pool2d_grad(pool_shape(c, c.out[0], c.in[0]), c.params.at(8).integer() != 0, o.in16(0), o.out16(0),
                                         s);
       },
       {},
       kVariant,
       false,
       1,
       1},
      {"batch_norm_train", batch_norm_train_reference, launch_norm, {{0, 0}, {3, 3}, {4, 4}}, kVariant, false, 1, 1},
      {"batch_norm_train_grad", batch_norm_train_grad_reference, launch_norm_grad<true>, {{0, 4}}, kVariant, false, 17, 1},
      {"batch_norm_infer",
       batch_norm_infer_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::batch_norm_infer(rows_and_channels(c), o.in16(0), o.in[1], o.in[2], o.in[3], o.in[4],
                                          c.params.at(0).number, activation(c, 1), o.out16(0), s);
       },
       {{0, 0}},
       kVariant,
       false,
       1,
       1},
      {"batch_norm_infer_grad", batch_norm_infer_grad_reference, launch_norm_grad<false>, {{0, 4}}, kVariant, false, 17, 1},
      {"reduce",
       reduce_reference,
       launch_reduce,
       {},
       kVariant,
       false,
       1,
       0,
       [](const Case& c) { return kernels::reduces_bf16(shape_of(c.in[0]), c.params.at(1).integer()); }},
  };
}

// Ops that move elements, or have a random choice or a slope for them.
std::vector<OpUnderTest> moving_ops() {
  return {
      {"broadcast",
       broadcast_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::broadcast(o.in[0], shape_of(c.in[0]), static_cast<float>(c.params.at(0).number), o.out16(0),
                                   shape_of(c.out[0]), s);
       },
       {},
       kVariant,
       false,
       0,
       1},
      {"concat", concat_reference, launch_concat<kernels::Bf16>, {}, kVariant, false, ~0u, 1},
      {"slice",
       slice_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::slice(o.in16(0), shape_of(c.in[0]), PerAxis(c).values, o.out16(0), shape_of(c.out[0]), s);
       },
       {},
       kVariant,
       false,
       1,
       1},
      {"slice_grad",
       slice_grad_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::slice_grad(o.in16(0), shape_of(c.in[0]), PerAxis(c).values, o.out16(0), shape_of(c.out[0]), s);
       },
       {},
       kVariant,
       false,
       1,
       1},
      {"transpose",
       transpose_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::transpose(o.in16(0), shape_of(c.in[0]), PerAxis(c).values, o.out16(0), s);
       },
       {},
       kVariant,
       false,
       1,
       1},
      {"dropout",
       dropout_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::dropout(o.in16(0), o.integers(1), o.out16(0), c.in[0].count(), c.params.at(0).number,
                                 c.params.at(1).integer(), s);
       },
       {{0, 0}},
       kVariant,
       false,
       1,
       1},
      {"prelu",
       prelu_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return kernels::prelu(prelu_shape(c), o.in16(0), o.in[1], o.out16(0), s);
       },
       {{0, 0}},
       kVariant,
       false,
       1,
       1},
      {"prelu_grad",
       prelu_grad_reference,
       [](const Case& c, const Operands& o, Stream s) {
         return with_workspace(kernels::prelu_grad_workspace_bytes(prelu_shape(c)), [&](void* workspace) {
           return kernels::prelu_grad(prelu_shape(c), o.in16(0), o.in[1], o.in16(2), o.out16(0), o.out[1], workspace, s);
         });
       },
       {{0, 2}},
       kVariant,
       false,
       5,
       1},
  };
}

// The weights are floats that the kernel rounds, but for depthwise convolutions.
template <std::vector<Values> (*reference)(const Case&, const std::vector<Values>&)>
std::vector<Values> with_rounded_weights(const Case& c, std::vector<Values> in) {
  if (c.op == "matmul" || c.in[1].dims[3] > 1) in[1] = rounded_to_bf16(in[1]);
  return reference(c, in);
}

std::string text(GemmTileKind tile, int splits) {
  if (splits == 0) return std::string(kVariant) + ", own plan";
  const auto size = kernels::size_of(tile);
  return std::string(kVariant) + (kernels::is_wgmma(tile) ? ", wgmma " : ", ") + std::to_string(size.rows) + "x" +
         std::to_string(size.columns) + ", " + std::to_string(splits) + " splits";
}

kernels::Conv2dShape of_conv2d(const Case& c) { return conv2d_shape(c, c.in[0], c.in[1], c.out[0]); }
kernels::Conv2dShape of_grad_data(const Case& c) { return conv2d_shape(c, c.out[0], c.in[1], c.in[0]); }
kernels::Conv2dShape of_grad_weights(const Case& c) { return conv2d_shape(c, c.in[0], c.out[0], c.in[1]); }

// What warpgroups are written for: boxes of 64 channels of the source, in words of 16 bytes, of one group.
bool fills_copies(const kernels::Conv2dShape& s, const CaseTensor& source) {
  return s.groups == 1 && source.dims[3] >= 64 && source.dims[3] % 8 == 0;
}

// `splits` 0 stands for the launcher's own plan. What adds a map is made of this and an addition.
OpUnderTest conv2d_op(GemmTileKind tile, int splits) {
  const auto launch = [=](const Case& c, const Operands& o, Stream stream) {
    const auto shape = of_conv2d(c);
    const GemmPlan plan = splits == 0 ? kernels::conv2d_plan_stored_bf16(shape) : GemmPlan{tile, splits};
    return with_workspace(kernels::conv2d_workspace_bytes_stored_bf16(shape, plan), [&](void* workspace) {
      return kernels::conv2d(shape, plan, o.in16(0), o.in[1], o.in.size() > 2 ? o.in[2] : nullptr, activation(c, 9), o.out16(0),
                             workspace, stream);
    });
  };
  OpUnderTest op{
      "conv2d", with_rounded_weights<conv2d_reference>, launch, {}, text(tile, splits), splits != 0, 1, 1, [](const Case& c) {
        return c.in.size() < 4 && kernels::takes_stored_bf16(of_conv2d(c));
      }};
  if (kernels::is_wgmma(tile))
    op.by_warpgroups = [](const Case& c, bool aligned) { return aligned && fills_copies(of_conv2d(c), c.in[0]); };
  return op;
}

OpUnderTest conv2d_grad_data_op(GemmTileKind tile, int splits) {
  const auto launch = [=](const Case& c, const Operands& o, Stream stream) {
    const auto shape = of_grad_data(c);
    const GemmPlan plan = splits == 0 ? kernels::conv2d_grad_data_plan_stored_bf16(shape) : GemmPlan{tile, splits};
    return with_workspace(kernels::conv2d_grad_data_workspace_bytes_stored_bf16(shape, plan), [&](void* workspace) {
      return kernels::conv2d_grad_data(shape, plan, o.in16(0), o.in[1], o.out16(0), workspace, stream);
    });
  };
  OpUnderTest op{"conv2d_grad_data",
                 with_rounded_weights<conv2d_grad_data_reference>,
                 launch,
                 {},
                 text(tile, splits),
                 splits != 0,
                 1,
                 1,
                 [](const Case& c) { return kernels::takes_stored_bf16(of_grad_data(c)); }};
  if (kernels::is_wgmma(tile))
    op.by_warpgroups = [](const Case& c, bool aligned) {
      return aligned && fills_copies(of_grad_data(c), c.in[0]) && reaches_x(of_grad_data(c));
    };
  return op;
}

OpUnderTest conv2d_grad_weights_op(GemmTileKind tile, int splits) {
  const auto launch = [=](const Case& c, const Operands& o, Stream stream) {
    const auto shape = of_grad_weights(c);
    const GemmPlan plan = splits == 0 ? kernels::conv2d_grad_weights_plan_stored_bf16(shape) : GemmPlan{tile, splits};
    return with_workspace(kernels::conv2d_grad_weights_workspace_bytes_stored_bf16(shape, plan), [&](void* workspace) {
      return kernels::conv2d_grad_weights(shape, plan, o.in16(0), o.in16(1), o.out[0], workspace, stream);
    });
  };
  return {"conv2d_grad_weights",
          conv2d_grad_weights_reference,
          launch,
          {},
          text(tile, splits),
          splits != 0,
          3,
          0,
          [](const Case& c) { return kernels::takes_stored_bf16(of_grad_weights(c)); }};
}

// The first layer: x and w are rounded to TF32, y is stored.
OpUnderTest few_channels_op() {
  const auto reference = [](const Case& c, std::vector<Values> in) {
    for (size_t i = 0; i < 2; ++i) in[i] = rounded_to_tf32(in[i]);
    return conv2d_reference(c, in);
  };
  const auto launch = [](const Case& c, const Operands& o, Stream stream) {
    return kernels::few_channels_conv2d(of_conv2d(c), o.in[0], o.in[1], o.in.size() > 2 ? o.in[2] : nullptr, activation(c, 9),
                                        o.out16(0), stream);
  };
  return {"conv2d", reference, launch, {}, "y stored as bf16", false, 0, 1, [](const Case& c) {
            return c.in.size() < 4 && activation(c, 9) != Activation::relu6 && kernels::takes_few_channels(of_conv2d(c));
          }};
}

// The gradient of the first layer's weights, whose image is rounded on the way.
OpUnderTest image_weights_op() {
  const auto reference = [](const Case& c, std::vector<Values> in) {
    in[0] = rounded_to_bf16(in[0]);
    return conv2d_grad_weights_reference(c, in);
  };
  const auto launch = [](const Case& c, const Operands& o, Stream stream) {
    const auto shape = of_grad_weights(c);
    return with_workspace(kernels::image_conv2d_grad_weights_workspace_bytes(shape), [&](void* workspace) {
      return kernels::image_conv2d_grad_weights(shape, o.in[0], o.in16(1), o.out[0], workspace, stream);
    });
  };
  return {"conv2d_grad_weights", reference, launch, {}, "dy stored as bf16", false, 2, 0, [](const Case& c) {
            return kernels::takes_image_of_stored_bf16(of_grad_weights(c));
          }};
}

// b are floats; c is stored as bf16, or floats.
template <bool stores_c>
OpUnderTest matmul_op(GemmTileKind tile, int splits) {
  const auto launch = [=](const Case& c, const Operands& o, Stream stream) {
    const auto shape = matmul_shape(c);
    const GemmPlan plan = splits == 0 ? kernels::matmul_plan_stored_bf16(shape) : GemmPlan{tile, splits};
    const float* bias = o.in.size() > 2 ? o.in[2] : nullptr;
    return with_workspace(kernels::matmul_workspace_bytes_stored_bf16(shape, plan), [&](void* workspace) {
      if constexpr (stores_c)
        return kernels::matmul(shape, plan, o.in16(0), o.in[1], bias, activation(c, 2), o.out16(0), workspace, stream);
      else
        return kernels::matmul(shape, plan, o.in16(0), o.in[1], bias, activation(c, 2), o.out[0], workspace, stream);
    });
  };
  return {"matmul",
          with_rounded_weights<matmul_reference>,
          launch,
          {},
          (stores_c ? "" : "floats from ") + text(tile, splits),
          splits != 0,
          1,
          stores_c ? 1 : 0,
          [](const Case& c) { return kernels::takes_stored_bf16(matmul_shape(c)); }};
}

OpUnderTest matmul_pairs_op(GemmTileKind tile, int splits) {
  const auto launch = [=](const Case& c, const Operands& o, Stream stream) {
    const auto shape = matmul_shape(c);
    const GemmPlan plan = splits == 0 ? kernels::matmul_plan_bf16_pairs(shape) : GemmPlan{tile, splits};
    return with_workspace(kernels::matmul_workspace_bytes_bf16_pairs(shape, plan), [&](void* workspace) {
      return kernels::matmul(shape, plan, o.in16(0), o.in16(1), o.in.size() > 2 ? o.in[2] : nullptr, activation(c, 2), o.out[0],
                             workspace, stream);
    });
  };
  return {"matmul", matmul_reference, launch, {}, "both " + text(tile, splits), splits != 0, 3, 0, [](const Case& c) {
            return kernels::takes_bf16_pairs(matmul_shape(c));
          }};
}

using MakeOp = OpUnderTest (*)(GemmTileKind, int splits);

// The launcher's own plans, and every tile, one of them with a shared depth.
void add_tiles(MakeOp make, std::span<const GemmTileKind> tiles, std::vector<OpUnderTest>& ops) {
  for (const GemmTileKind tile : tiles) ops.push_back(make(tile, tile == tiles.back() ? 3 : 1));
}

void add(MakeOp make, std::span<const GemmTileKind> tiles, std::vector<OpUnderTest>& ops) {
  ops.push_back(make(tiles.front(), 0));
  add_tiles(make, tiles, ops);
}

}  // namespace

std::vector<OpUnderTest> stored_bf16_ops() {
  std::vector<OpUnderTest> ops = plain_ops();
  for (OpUnderTest& op : moving_ops()) ops.push_back(std::move(op));
  add(conv2d_op, kernels::conv2d_tile_kinds().of(Precision::tf32), ops);
  add_tiles(conv2d_op, kernels::conv2d_tile_kinds().wgmma, ops);
  add(conv2d_grad_data_op, kernels::conv2d_grad_data_tile_kinds().of(Precision::tf32), ops);
  add_tiles(conv2d_grad_data_op, kernels::conv2d_grad_data_tile_kinds().wgmma, ops);
  add(conv2d_grad_weights_op, kernels::conv2d_grad_weights_tile_kinds().of(Precision::tf32), ops);
  ops.push_back(few_channels_op());
  ops.push_back(image_weights_op());
  add(matmul_op<true>, kernels::matmul_tile_kinds_stored_bf16().of(Precision::bf16), ops);
  add(matmul_op<false>, kernels::matmul_tile_kinds_stored_bf16().of(Precision::bf16), ops);
  add(matmul_pairs_op, kernels::matmul_tile_kinds_bf16_pairs().of(Precision::bf16), ops);
  return ops;
}

}  // namespace facet::test
