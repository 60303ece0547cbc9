// A convolution as cuDNN is told of it, and the algorithm it is to use.
#pragma once

#include <memory>

#include "backend/cuda/plugin/rivals/cudnn_api.h"
#include "core/kernel.h"

namespace facet::cuda::cudnn {

// The library, opened at the first call.
Library& library();

class Plan {
 public:
  // For the current GPU. The algorithm is the fastest by cuDNN's own ranking that gives the same bits on every run, rounds no
  // more than FACET_TF32 allows, and is content with kMostWorkspaceBytes.
  explicit Plan(const Step& step);
  ~Plan();
  Plan(const Plan&) = delete;
  Plan& operator=(const Plan&) = delete;

  // Null, or why there is no such plan.
  const char* problem() const { return problem_; }
  size_t workspace_bytes() const { return workspace_bytes_; }
  // Enqueues the step on context.queue.
  Status run(Handle handle, const Step& step, const KernelContext& context) const;

 private:
  Status describe(const Step& step);
  Status choose(Handle handle, const Step& step, bool fused);

  TensorDescriptor x_ = nullptr, y_ = nullptr, bias_ = nullptr;
  FilterDescriptor w_ = nullptr;
  ConvolutionDescriptor convolution_ = nullptr;
  ActivationDescriptor activation_ = nullptr;
  Algorithm algorithm_ = 0;
  size_t workspace_bytes_ = 0;
  const char* problem_ = nullptr;
};

inline constexpr size_t kMostWorkspaceBytes = size_t{512} << 20;

// A handle of the current GPU, held until the lease ends; null if cuDNN cannot be started there.
class Lease {
 public:
  Lease();
  ~Lease();
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  Handle handle() const { return handle_; }

 private:
  Handle handle_;
};

}  // namespace facet::cuda::cudnn
