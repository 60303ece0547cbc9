// The part of cuDNN's C API (version 9) that Facet calls, declared from its public documentation, so that neither header nor
// library is needed to build.
#pragma once

#include <cuda_runtime_api.h>

#include "backend/cuda/plugin/rivals/vendor_library.h"

namespace facet::cuda::cudnn {

using Handle = struct CudnnContext*;
using TensorDescriptor = struct CudnnTensor*;
using FilterDescriptor = struct CudnnFilter*;
using ConvolutionDescriptor = struct CudnnConvolution*;
using ActivationDescriptor = struct CudnnActivation*;

enum Status : int { kSuccess = 0 };
enum DataType : int { kFloat = 0 };
enum Format : int { kNhwc = 1 };
enum ConvolutionMode : int { kCrossCorrelation = 1 };
enum MathType : int { kDefaultMath = 0, kTensorOpMath = 1, kFmaMath = 3 };  // the first two may round f32 factors to TF32
enum Determinism : int { kNonDeterministic = 0, kDeterministic = 1 };
enum ActivationMode : int { kRelu = 1, kIdentity = 5 };
enum NanPropagation : int { kNotPropagateNan = 0, kPropagateNan = 1 };

// An algorithm's number, of forward, data or weights; cudnnConvolutionFwdAlgo_t and its siblings.
using Algorithm = int;
// The forward algorithm that adds a bias without ReLU.
inline constexpr Algorithm kImplicitPrecompGemm = 1;

// cudnnConvolutionFwdAlgoPerf_t, and its siblings with the same members.
struct AlgorithmReport {
  Algorithm algorithm;
  Status status;
  float time;
  size_t memory;
  Determinism determinism;
  MathType math;
  int reserved[3];
};

using Create = Status(Handle*);
using Destroy = Status(Handle);
using SetStream = Status(Handle, cudaStream_t);
using GetVersion = size_t();

using CreateTensor = Status(TensorDescriptor*);
using DestroyTensor = Status(TensorDescriptor);
using SetTensor = Status(TensorDescriptor, Format, DataType, int n, int c, int h, int w);
using CreateFilter = Status(FilterDescriptor*);
using DestroyFilter = Status(FilterDescriptor);
using SetFilter = Status(FilterDescriptor, DataType, Format, int k, int c, int h, int w);
using CreateConvolution = Status(ConvolutionDescriptor*);
using DestroyConvolution = Status(ConvolutionDescriptor);
using SetConvolution = Status(ConvolutionDescriptor, int pad_h, int pad_w, int stride_h, int stride_w, int dilation_h,
                              int dilation_w, ConvolutionMode, DataType compute);
using SetGroups = Status(ConvolutionDescriptor, int groups);
using SetMath = Status(ConvolutionDescriptor, MathType);
using CreateActivation = Status(ActivationDescriptor*);
using DestroyActivation = Status(ActivationDescriptor);
using SetActivation = Status(ActivationDescriptor, ActivationMode, NanPropagation, double coefficient);

// Algorithms, the one expected to be the fastest first.
using RankForward = Status(Handle, TensorDescriptor x, FilterDescriptor w, ConvolutionDescriptor, TensorDescriptor y,
                           int wanted, int* returned, AlgorithmReport*);
using RankData = Status(Handle, FilterDescriptor w, TensorDescriptor dy, ConvolutionDescriptor, TensorDescriptor dx, int wanted,
                        int* returned, AlgorithmReport*);
using RankWeights = Status(Handle, TensorDescriptor x, TensorDescriptor dy, ConvolutionDescriptor, FilterDescriptor dw,
                           int wanted, int* returned, AlgorithmReport*);

using Forward = Status(Handle, const void* alpha, TensorDescriptor, const void* x, FilterDescriptor, const void* w,
                       ConvolutionDescriptor, Algorithm, void* workspace, size_t bytes, const void* beta, TensorDescriptor,
                       void* y);
using ForwardBiasActivation = Status(Handle, const void* alpha, TensorDescriptor, const void* x, FilterDescriptor,
                                     const void* w, ConvolutionDescriptor, Algorithm, void* workspace, size_t bytes,
                                     const void* alpha_z, TensorDescriptor, const void* z, TensorDescriptor, const void* bias,
                                     ActivationDescriptor, TensorDescriptor, void* y);
using BackwardData = Status(Handle, const void* alpha, FilterDescriptor, const void* w, TensorDescriptor, const void* dy,
                            ConvolutionDescriptor, Algorithm, void* workspace, size_t bytes, const void* beta, TensorDescriptor,
                            void* dx);
using BackwardWeights = Status(Handle, const void* alpha, TensorDescriptor, const void* x, TensorDescriptor, const void* dy,
                               ConvolutionDescriptor, Algorithm, void* workspace, size_t bytes, const void* beta,
                               FilterDescriptor, void* dw);

class Library {
 public:
  Library();
  const char* problem() const { return library_.problem(); }

  Create* create;
  Destroy* destroy;
  SetStream* set_stream;
  GetVersion* version;
  CreateTensor* create_tensor;
  DestroyTensor* destroy_tensor;
  SetTensor* set_tensor;
  CreateFilter* create_filter;
  DestroyFilter* destroy_filter;
  SetFilter* set_filter;
  CreateConvolution* create_convolution;
  DestroyConvolution* destroy_convolution;
  SetConvolution* set_convolution;
  SetGroups* set_groups;
  SetMath* set_math;
  CreateActivation* create_activation;
  DestroyActivation* destroy_activation;
  SetActivation* set_activation;
  RankForward* rank_forward;
  RankData* rank_data;
  RankWeights* rank_weights;
  Forward* forward;
  ForwardBiasActivation* forward_bias_activation;
  BackwardData* backward_data;
  BackwardWeights* backward_weights;

 private:
  VendorLibrary library_;
};

}  // namespace facet::cuda::cudnn
