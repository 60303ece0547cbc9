// The fast kernels, in the order in which they are tried; the reference kernels follow by themselves.
//
// To add a kernel that <op>_simd.cpp exports as `extern const Kernel <kernel>` at every level: one FACET_SIMD_DECLARE line, and
// one FACET_SIMD_ENTRY line in the table, before the op's slower kernels. Levels stand best first within an entry.
#include "backend/cpu/kernel_lists.h"

#include "backend/cpu/reference_kernels.h"

#if defined(__x86_64__)
#define FACET_SIMD_DECLARE(kernel) \
  namespace portable {             \
  extern const Kernel kernel;      \
  }                                \
  namespace avx2 {                 \
  extern const Kernel kernel;      \
  }                                \
  namespace avx512 {               \
  extern const Kernel kernel;      \
  }
#define FACET_SIMD_ENTRY(op, kernel)                                                      \
  {Op::op, IsaLevel::avx512, &avx512::kernel}, {Op::op, IsaLevel::avx2, &avx2::kernel}, { \
    Op::op, IsaLevel::portable, &portable::kernel                                         \
  }
#else
#define FACET_SIMD_DECLARE(kernel) \
  namespace portable {             \
  extern const Kernel kernel;      \
  }
#define FACET_SIMD_ENTRY(op, kernel) \
  { Op::op, IsaLevel::portable, &portable::kernel }
#endif

namespace facet::cpu {

extern const Kernel kMatmulOpenBlas;

// clang-format off
FACET_SIMD_DECLARE(kCopy)
FACET_SIMD_DECLARE(kFill)
FACET_SIMD_DECLARE(kConv2dWinograd)
FACET_SIMD_DECLARE(kConv2d)
FACET_SIMD_DECLARE(kDepthwise)
FACET_SIMD_DECLARE(kConv2dGradDataWinograd)
FACET_SIMD_DECLARE(kConv2dGradData)
FACET_SIMD_DECLARE(kDepthwiseGradData)
FACET_SIMD_DECLARE(kConv2dGradWeightsWinograd)
FACET_SIMD_DECLARE(kConv2dGradWeights)
FACET_SIMD_DECLARE(kDepthwiseGradWeights)
FACET_SIMD_DECLARE(kMatmulDot)
FACET_SIMD_DECLARE(kMatmulRowSum)
FACET_SIMD_DECLARE(kMatmul)
FACET_SIMD_DECLARE(kBiasAdd)
FACET_SIMD_DECLARE(kRelu)
FACET_SIMD_DECLARE(kReluGrad)
FACET_SIMD_DECLARE(kMaxPool2d)
FACET_SIMD_DECLARE(kMaxPool2dGrad)
FACET_SIMD_DECLARE(kAvgPool2d)
FACET_SIMD_DECLARE(kAvgPool2dGrad)
FACET_SIMD_DECLARE(kBatchNormTrain)
FACET_SIMD_DECLARE(kBatchNormTrainGrad)
FACET_SIMD_DECLARE(kBatchNormInfer)
FACET_SIMD_DECLARE(kBatchNormInferGrad)
FACET_SIMD_DECLARE(kDropout)
FACET_SIMD_DECLARE(kSoftmax)
FACET_SIMD_DECLARE(kSoftmaxGrad)
FACET_SIMD_DECLARE(kSoftmaxXent)
FACET_SIMD_DECLARE(kSoftmaxXentGrad)
FACET_SIMD_DECLARE(kBinary)
FACET_SIMD_DECLARE(kUnary)
FACET_SIMD_DECLARE(kConcat)
FACET_SIMD_DECLARE(kSlice)
FACET_SIMD_DECLARE(kSliceGrad)
FACET_SIMD_DECLARE(kReduce)
FACET_SIMD_DECLARE(kReduceAxes)
FACET_SIMD_DECLARE(kBroadcast)
FACET_SIMD_DECLARE(kSumSquares)
FACET_SIMD_DECLARE(kL2Normalize)
FACET_SIMD_DECLARE(kL2NormalizeGrad)
FACET_SIMD_DECLARE(kResizeBilinear)
FACET_SIMD_DECLARE(kResizeBilinearGrad)
FACET_SIMD_DECLARE(kSgd)
FACET_SIMD_DECLARE(kEcLoss)
FACET_SIMD_DECLARE(kEcLossGrad)
FACET_SIMD_DECLARE(kEcLossWithGrad)
FACET_SIMD_DECLARE(kPrelu)
FACET_SIMD_DECLARE(kPreluGrad)
FACET_SIMD_DECLARE(kUnaryGrad)
FACET_SIMD_DECLARE(kTranspose)
FACET_SIMD_DECLARE(kPlsPassFew)
FACET_SIMD_DECLARE(kPlsPass)
FACET_SIMD_DECLARE(kRowProducts)
FACET_SIMD_DECLARE(kPlsDeflate)
FACET_SIMD_DECLARE(kGram)
FACET_SIMD_DECLARE(kPlsPassFewHalves)
FACET_SIMD_DECLARE(kPlsPassHalves)
FACET_SIMD_DECLARE(kRowProductsHalves)
FACET_SIMD_DECLARE(kGramHalves)
FACET_SIMD_DECLARE(kUnpack16)
FACET_SIMD_DECLARE(kBatchNormMoments)
FACET_SIMD_DECLARE(kBatchNormGradSums)
FACET_SIMD_DECLARE(kBatchNormGradApply)
// clang-format on

namespace {

struct Entry {
  Op op;
  IsaLevel level;  // the lowest level that runs it
  const Kernel* kernel;
};

// A last entry without a kernel, so that the table is never empty.
constexpr Entry kFast[] = {
    // clang-format off
    FACET_SIMD_ENTRY(copy, kCopy),
    FACET_SIMD_ENTRY(fill, kFill),
    FACET_SIMD_ENTRY(conv2d, kConv2dWinograd),
    FACET_SIMD_ENTRY(conv2d, kConv2d),
    FACET_SIMD_ENTRY(conv2d, kDepthwise),
    FACET_SIMD_ENTRY(conv2d_grad_data, kConv2dGradDataWinograd),
    FACET_SIMD_ENTRY(conv2d_grad_data, kConv2dGradData),
    FACET_SIMD_ENTRY(conv2d_grad_data, kDepthwiseGradData),
    FACET_SIMD_ENTRY(conv2d_grad_weights, kConv2dGradWeightsWinograd),
    FACET_SIMD_ENTRY(conv2d_grad_weights, kConv2dGradWeights),
    FACET_SIMD_ENTRY(conv2d_grad_weights, kDepthwiseGradWeights),
    {Op::matmul, IsaLevel::portable, &kMatmulOpenBlas},
    FACET_SIMD_ENTRY(matmul, kMatmulDot),
    FACET_SIMD_ENTRY(matmul, kMatmulRowSum),
    FACET_SIMD_ENTRY(matmul, kMatmul),
    FACET_SIMD_ENTRY(bias_add, kBiasAdd),
    FACET_SIMD_ENTRY(relu, kRelu),
    FACET_SIMD_ENTRY(relu_grad, kReluGrad),
    FACET_SIMD_ENTRY(max_pool2d, kMaxPool2d),
    FACET_SIMD_ENTRY(max_pool2d_grad, kMaxPool2dGrad),
    FACET_SIMD_ENTRY(avg_pool2d, kAvgPool2d),
    FACET_SIMD_ENTRY(avg_pool2d_grad, kAvgPool2dGrad),
    FACET_SIMD_ENTRY(batch_norm_train, kBatchNormTrain),
    FACET_SIMD_ENTRY(batch_norm_train_grad, kBatchNormTrainGrad),
    FACET_SIMD_ENTRY(batch_norm_infer, kBatchNormInfer),
    FACET_SIMD_ENTRY(batch_norm_infer_grad, kBatchNormInferGrad),
    FACET_SIMD_ENTRY(dropout, kDropout),
    FACET_SIMD_ENTRY(softmax, kSoftmax),
    FACET_SIMD_ENTRY(softmax_grad, kSoftmaxGrad),
    FACET_SIMD_ENTRY(softmax_xent, kSoftmaxXent),
    FACET_SIMD_ENTRY(softmax_xent_grad, kSoftmaxXentGrad),
    FACET_SIMD_ENTRY(binary, kBinary),
    FACET_SIMD_ENTRY(unary, kUnary),
    FACET_SIMD_ENTRY(concat, kConcat),
    FACET_SIMD_ENTRY(slice, kSlice),
    FACET_SIMD_ENTRY(slice_grad, kSliceGrad),
    FACET_SIMD_ENTRY(reduce, kReduce),
    FACET_SIMD_ENTRY(reduce, kReduceAxes),
    FACET_SIMD_ENTRY(broadcast, kBroadcast),
    FACET_SIMD_ENTRY(sum_squares, kSumSquares),
    FACET_SIMD_ENTRY(l2_normalize, kL2Normalize),
    FACET_SIMD_ENTRY(l2_normalize_grad, kL2NormalizeGrad),
    FACET_SIMD_ENTRY(resize_bilinear, kResizeBilinear),
    FACET_SIMD_ENTRY(resize_bilinear_grad, kResizeBilinearGrad),
    FACET_SIMD_ENTRY(sgd, kSgd),
    FACET_SIMD_ENTRY(ecloss, kEcLoss),
    FACET_SIMD_ENTRY(ecloss_grad, kEcLossGrad),
    FACET_SIMD_ENTRY(ecloss_with_grad, kEcLossWithGrad),
    FACET_SIMD_ENTRY(prelu, kPrelu),
    FACET_SIMD_ENTRY(prelu_grad, kPreluGrad),
    FACET_SIMD_ENTRY(unary_grad, kUnaryGrad),
    FACET_SIMD_ENTRY(transpose, kTranspose),
    FACET_SIMD_ENTRY(pls_pass, kPlsPassFew),
    FACET_SIMD_ENTRY(pls_pass, kPlsPass),
    FACET_SIMD_ENTRY(row_products, kRowProducts),
    FACET_SIMD_ENTRY(pls_pass, kPlsPassFewHalves),
    FACET_SIMD_ENTRY(pls_pass, kPlsPassHalves),
    FACET_SIMD_ENTRY(row_products, kRowProductsHalves),
    FACET_SIMD_ENTRY(pls_deflate, kPlsDeflate),
    FACET_SIMD_ENTRY(gram, kGram),
    FACET_SIMD_ENTRY(gram, kGramHalves),
    FACET_SIMD_ENTRY(unpack16, kUnpack16),
    FACET_SIMD_ENTRY(batch_norm_moments, kBatchNormMoments),
    FACET_SIMD_ENTRY(batch_norm_grad_sums, kBatchNormGradSums),
    FACET_SIMD_ENTRY(batch_norm_grad_apply, kBatchNormGradApply),
    // clang-format on
    {Op::count_, IsaLevel::portable, nullptr},
};

constexpr const Kernel* kReference[][2] = {
#define FACET_OP(name, in_min, in_max, outs, params) {&reference::name##_f32, &reference::name##_f64},
#include "core/op_table.def"
#undef FACET_OP
};

}  // namespace

std::vector<const Kernel*> kernels(Op op, IsaLevel level) {
  std::vector<const Kernel*> list;
  for (const Entry& entry : kFast) {
    if (entry.op == op && entry.level <= level) list.push_back(entry.kernel);
  }
  for (const Kernel* kernel : kReference[static_cast<size_t>(op)]) list.push_back(kernel);
  return list;
}

}  // namespace facet::cpu
