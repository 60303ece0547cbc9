// Batch normalisation over all axes but the last (Ioffe and Szegedy, arXiv 1502.03167), with a fused ReLU where asked.
#pragma once

#include <cstddef>

#include "activation.h"
#include "bf16.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

// x, y, dy, dx: `rows` rows of `channels` numbers (NHWC: rows = N H W), of type T; everything else: `channels` floats. Sums are
// made in double, in an order that the shape decides.
struct BatchNormShape {
  int64_t rows, channels;
};

// Bytes of the workspace that training and the gradients need, 16-byte aligned on the device.
size_t batch_norm_workspace_bytes(const BatchNormShape& shape);

template <class T>
struct BatchNormTrain {
  const T* x;
  const float *gamma, *beta, *mean, *var;  // the running statistics before
  T* y;                                    // may be x
  float *batch_mean, *batch_invstd;        // of this batch, for the gradient
  float *next_mean, *next_var;             // the running statistics after; may be mean and var
};

// With the batch's mean mu and biased variance s2: invstd = 1 / sqrt(s2 + epsilon), y = act(gamma (x - mu) invstd + beta),
// mean' = (1 - momentum) mean + momentum mu, var' likewise with s2 n / (n - 1) (n = 1: s2).
Status batch_norm_train(const BatchNormShape& shape, const BatchNormTrain<float>& tensors, double epsilon, double momentum,
                        Activation activation, void* workspace, Stream stream);
Status batch_norm_train(const BatchNormShape& shape, const BatchNormTrain<Bf16>& tensors, double epsilon, double momentum,
                        Activation activation, void* workspace, Stream stream);

// y = act(gamma (x - mean) / sqrt(var + epsilon) + beta). y may be x.
Status batch_norm_infer(const BatchNormShape& shape, const float* x, const float* gamma, const float* beta, const float* mean,
                        const float* var, double epsilon, Activation activation, float* y, Stream stream);
Status batch_norm_infer(const BatchNormShape& shape, const Bf16* x, const float* gamma, const float* beta, const float* mean,
                        const float* var, double epsilon, Activation activation, Bf16* y, Stream stream);

template <class T>
struct BatchNormGrad {
  const T* x;
  const float *gamma, *mean;
  const float* spread;  // in training 1 / sqrt(variance + epsilon), else the variance
  const T* dy;
  const float* beta;  // null, or where an activation is fused, whose gradient is taken first
  T* dx;              // may be dy
  float *dgamma, *dbeta;
  Activation activation;  // with beta
};

// The gradient through the batch's statistics: with x^ = (x - mean) invstd and g = dy where it counts: dbeta = sum g, dgamma =
// sum g x^, dx = gamma invstd (g - dbeta / n - x^ dgamma / n).
Status batch_norm_train_grad(const BatchNormShape& shape, const BatchNormGrad<float>& tensors, void* workspace, Stream stream);
Status batch_norm_train_grad(const BatchNormShape& shape, const BatchNormGrad<Bf16>& tensors, void* workspace, Stream stream);

// The same with constant statistics: dx = gamma invstd g.
Status batch_norm_infer_grad(const BatchNormShape& shape, const BatchNormGrad<float>& tensors, double epsilon, void* workspace,
                             Stream stream);
Status batch_norm_infer_grad(const BatchNormShape& shape, const BatchNormGrad<Bf16>& tensors, double epsilon, void* workspace,
                             Stream stream);

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
