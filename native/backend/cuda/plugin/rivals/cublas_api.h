// The part of cuBLAS' C API that Facet calls, declared from its public documentation, so that neither header nor library is
// needed to build.
#pragma once

#include <cuda_runtime_api.h>

#include "backend/cuda/plugin/rivals/vendor_library.h"

namespace facet::cuda::cublas {

using Handle = struct CublasContext*;

enum Status : int { kSuccess = 0 };
enum Operation : int { kPlain = 0, kTransposed = 1 };
enum DataType : int { kFloat = 0 };
enum ComputeType : int { kCompute32f = 68, kCompute32fTf32 = 77 };
enum Algorithm : int { kDefaultAlgorithm = -1 };

// The functions' own types; matrices are column-major.
using Create = Status(Handle*);
using Destroy = Status(Handle);
using SetStream = Status(Handle, cudaStream_t);
using SetWorkspace = Status(Handle, void* workspace, size_t bytes);
using GetVersion = Status(Handle, int*);
using GemmEx = Status(Handle, Operation a_op, Operation b_op, int m, int n, int k, const void* alpha, const void* a,
                      DataType a_type, int lda, const void* b, DataType b_type, int ldb, const void* beta, void* c,
                      DataType c_type, int ldc, ComputeType compute, Algorithm algorithm);

class Library {
 public:
  Library();
  const char* problem() const { return library_.problem(); }

  Create* create;
  Destroy* destroy;
  SetStream* set_stream;
  SetWorkspace* set_workspace;
  GetVersion* version;
  GemmEx* gemm;

 private:
  VendorLibrary library_;
};

}  // namespace facet::cuda::cublas
