// A cuDNN that computes on the fake runtime's streams, under the real names. Its ranking begins with algorithms that Facet must
// not take.
#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <vector>

#include "fake_cuda/fake_cuda.h"
#include "tests/cuda_plugin/plain_products.h"

struct FakeCudnn {
  cudaStream_t stream = nullptr;
};
struct FakeTensor {
  int n, c, h, w;
};
struct FakeConvolution {
  int pad_h, pad_w, stride_h, stride_w, dilation_h, dilation_w, groups, math;
};
struct FakeActivation {
  int mode;
};

struct FakeReport {
  int algorithm, status;
  float time;
  size_t memory;
  int determinism, math;
  int reserved[3];
};

namespace {

constexpr int kSuccess = 0, kBadParam = 2000, kNotSupported = 3000;
constexpr int kFloat = 0, kNhwc = 1, kCrossCorrelation = 1, kDefaultMath = 0, kTensorOpMath = 1, kFmaMath = 3, kRelu = 1,
              kIdentity = 5;
constexpr int kGoodAlgorithm = 1;
constexpr size_t kWorkspaceBytes = 4096;

using facet::test::PlainConvolution;

PlainConvolution plain(const FakeTensor* x, const FakeTensor* w, const FakeConvolution* c, const FakeTensor* y) {
  return {x->n, x->h,        x->w,        x->c,     w->n,     w->h,          w->w,          y->h,
          y->w, c->stride_h, c->stride_w, c->pad_h, c->pad_w, c->dilation_h, c->dilation_w, c->groups};
}

bool fits(const FakeTensor* x, const FakeTensor* w, const FakeConvolution* c, const FakeTensor* y) {
  const auto windows = [](int size, int window, int pad, int stride, int dilation) {
    return (size + 2 * pad - dilation * (window - 1) - 1) / stride + 1;
  };
  return y->n == x->n && y->c == w->n && x->c == w->c * c->groups &&
         y->h == windows(x->h, w->h, c->pad_h, c->stride_h, c->dilation_h) &&
         y->w == windows(x->w, w->w, c->pad_w, c->stride_w, c->dilation_w);
}

int rank(const FakeTensor* x, const FakeTensor* w, const FakeConvolution* c, const FakeTensor* y, int wanted, int* returned,
         FakeReport* reports) {
  if (!fits(x, w, c, y) || wanted < 4) return kBadParam;
  reports[0] = {5, kSuccess, 0.1f, 0, 0, kTensorOpMath, {}};                // other bits on every run
  reports[1] = {4, kNotSupported, -1, 0, 1, kTensorOpMath, {}};             //
  reports[2] = {3, kSuccess, 0.2f, size_t{8} << 30, 1, kTensorOpMath, {}};  // too much memory
  reports[3] = {kGoodAlgorithm, kSuccess, 0.3f, kWorkspaceBytes, 1, c->math == kFmaMath ? kDefaultMath : c->math, {}};
  *returned = 4;
  return kSuccess;
}

bool understood(const void* alpha, const void* beta, int algorithm, const void* workspace, size_t bytes) {
  return *static_cast<const float*>(alpha) == 1 && *static_cast<const float*>(beta) == 0 && algorithm == kGoodAlgorithm &&
         workspace != nullptr && bytes == kWorkspaceBytes;
}

template <class Body>
int launch(const FakeCudnn* handle, void* workspace, std::vector<const void*> tensors, Body body) {
  tensors.push_back(workspace);
  fake_cuda::launch(handle->stream, fake_cuda::machine().rival_milliseconds, tensors, [workspace, body] {
    std::fill_n(static_cast<char*>(workspace), kWorkspaceBytes, char{-1});  // all of it is its own while it runs
    body();
  });
  return kSuccess;
}

template <class Descriptor>
int create(Descriptor** out) {
  *out = new Descriptor{};
  return kSuccess;
}

template <class Descriptor>
int destroy(Descriptor* descriptor) {
  delete descriptor;
  return kSuccess;
}

}  // namespace

extern "C" {

size_t cudnnGetVersion() { return 90000; }

int cudnnCreate(FakeCudnn** out) { return create(out); }
int cudnnDestroy(FakeCudnn* handle) { return destroy(handle); }
int cudnnSetStream(FakeCudnn* handle, cudaStream_t stream) {
  handle->stream = stream;
  return kSuccess;
}

int cudnnCreateTensorDescriptor(FakeTensor** out) { return create(out); }
int cudnnDestroyTensorDescriptor(FakeTensor* tensor) { return destroy(tensor); }
int cudnnSetTensor4dDescriptor(FakeTensor* tensor, int format, int type, int n, int c, int h, int w) {
  *tensor = {n, c, h, w};
  return format == kNhwc && type == kFloat ? kSuccess : kBadParam;
}

int cudnnCreateFilterDescriptor(FakeTensor** out) { return create(out); }
int cudnnDestroyFilterDescriptor(FakeTensor* filter) { return destroy(filter); }
int cudnnSetFilter4dDescriptor(FakeTensor* filter, int type, int format, int k, int c, int h, int w) {
  *filter = {k, c, h, w};
  return format == kNhwc && type == kFloat ? kSuccess : kBadParam;
}

int cudnnCreateConvolutionDescriptor(FakeConvolution** out) { return create(out); }
int cudnnDestroyConvolutionDescriptor(FakeConvolution* convolution) { return destroy(convolution); }
int cudnnSetConvolution2dDescriptor(FakeConvolution* c, int pad_h, int pad_w, int stride_h, int stride_w, int dilation_h,
                                    int dilation_w, int mode, int type) {
  *c = {pad_h, pad_w, stride_h, stride_w, dilation_h, dilation_w, 1, 0};
  return mode == kCrossCorrelation && type == kFloat ? kSuccess : kBadParam;
}
int cudnnSetConvolutionGroupCount(FakeConvolution* c, int groups) {
  c->groups = groups;
  return kSuccess;
}
int cudnnSetConvolutionMathType(FakeConvolution* c, int math) {
  const char* wish = std::getenv("FACET_TF32");
  c->math = math;
  return math == (wish != nullptr && *wish == '0' ? kFmaMath : kTensorOpMath) ? kSuccess : kBadParam;
}

int cudnnCreateActivationDescriptor(FakeActivation** out) { return create(out); }
int cudnnDestroyActivationDescriptor(FakeActivation* activation) { return destroy(activation); }
int cudnnSetActivationDescriptor(FakeActivation* activation, int mode, int, double) {
  activation->mode = mode;
  return mode == kRelu || mode == kIdentity ? kSuccess : kBadParam;
}

int cudnnGetConvolutionForwardAlgorithm_v7(FakeCudnn*, FakeTensor* x, FakeTensor* w, FakeConvolution* c, FakeTensor* y,
                                           int wanted, int* returned, FakeReport* reports) {
  return rank(x, w, c, y, wanted, returned, reports);
}
int cudnnGetConvolutionBackwardDataAlgorithm_v7(FakeCudnn*, FakeTensor* w, FakeTensor* dy, FakeConvolution* c, FakeTensor* dx,
                                                int wanted, int* returned, FakeReport* reports) {
  return rank(dx, w, c, dy, wanted, returned, reports);
}
int cudnnGetConvolutionBackwardFilterAlgorithm_v7(FakeCudnn*, FakeTensor* x, FakeTensor* dy, FakeConvolution* c, FakeTensor* dw,
                                                  int wanted, int* returned, FakeReport* reports) {
  return rank(x, dw, c, dy, wanted, returned, reports);
}

int cudnnConvolutionForward(FakeCudnn* handle, const void* alpha, FakeTensor* xd, const float* x, FakeTensor* wd,
                            const float* w, FakeConvolution* c, int algorithm, void* workspace, size_t bytes, const void* beta,
                            FakeTensor* yd, float* y) {
  if (!understood(alpha, beta, algorithm, workspace, bytes)) return kBadParam;
  return launch(handle, workspace, {x, w, y}, [conv = plain(xd, wd, c, yd), x, w, y] { conv.forward(x, w, y); });
}

int cudnnConvolutionBiasActivationForward(FakeCudnn* handle, const void* alpha, FakeTensor* xd, const float* x, FakeTensor* wd,
                                          const float* w, FakeConvolution* c, int algorithm, void* workspace, size_t bytes,
                                          const void* alpha_z, FakeTensor*, const void* z, FakeTensor* bd, const float* bias,
                                          FakeActivation* activation, FakeTensor* yd, float* y) {
  if (!understood(alpha, alpha_z, algorithm, workspace, bytes) || z != y || bd->c != yd->c || bd->n != 1) return kBadParam;
  return launch(handle, workspace, {x, w, y, bias},
                [conv = plain(xd, wd, c, yd), x, w, y, bias, relu = activation->mode == kRelu] {
                  conv.forward(x, w, y);
                  for (int64_t i = 0; i < conv.n * conv.p * conv.q * conv.k; ++i) {
                    y[i] += bias[i % conv.k];
                    if (relu) y[i] = std::max(y[i], 0.0f);
                  }
                });
}

int cudnnConvolutionBackwardData(FakeCudnn* handle, const void* alpha, FakeTensor* wd, const float* w, FakeTensor* yd,
                                 const float* dy, FakeConvolution* c, int algorithm, void* workspace, size_t bytes,
                                 const void* beta, FakeTensor* xd, float* dx) {
  if (!understood(alpha, beta, algorithm, workspace, bytes)) return kBadParam;
  return launch(handle, workspace, {dy, w, dx}, [conv = plain(xd, wd, c, yd), dy, w, dx] { conv.backward_data(dy, w, dx); });
}

int cudnnConvolutionBackwardFilter(FakeCudnn* handle, const void* alpha, FakeTensor* xd, const float* x, FakeTensor* yd,
                                   const float* dy, FakeConvolution* c, int algorithm, void* workspace, size_t bytes,
                                   const void* beta, FakeTensor* wd, float* dw) {
  if (!understood(alpha, beta, algorithm, workspace, bytes)) return kBadParam;
  return launch(handle, workspace, {dy, x, dw}, [conv = plain(xd, wd, c, yd), dy, x, dw] { conv.backward_weights(x, dy, dw); });
}
}
