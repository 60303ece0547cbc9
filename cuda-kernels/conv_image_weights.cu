#include "conv2d_grad_weights.h"
#include "conv_stored_bf16.h"
#include "device/elementwise.cuh"
#include "device/gemm_store.cuh"
#include "slice.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// Rounds the pixels of an image, with a zero behind an odd number of channels.
struct EvenChannels {
  const float* x;
  Bf16* y;
  int channels;

  __device__ void visit(int64_t pixel) const {
    const float* from = x + pixel * channels;
    Bf16* to = y + pixel * (channels + channels % 2);
    for (int c = 0; c < channels; c += 2) store_vec2(to + c, from[c], c + 1 < channels ? from[c + 1] : 0.f);
  }
};

Conv2dShape with_even_channels(Conv2dShape s) {
  s.c += s.c % 2;
  return s;
}

Status round_image(const Conv2dShape& s, const float* x, Bf16* image, Stream stream) {
  const int64_t pixels = s.n * s.h * s.w;
  const int64_t blocks = (pixels + kElementwiseThreads - 1) / kElementwiseThreads;
  return FACET_LAUNCH((visit_each<EvenChannels>), static_cast<unsigned>(blocks), kElementwiseThreads, 0, stream,
                      EvenChannels{x, image, static_cast<int>(s.c)}, pixels);
}

size_t aligned(size_t bytes) { return (bytes + 15) / 16 * 16; }

// The workspace: the image as bf16, the gradient with an even number of channels, that of the convolution.
size_t image_bytes(const Conv2dShape& even) { return aligned(static_cast<size_t>(even.x_count()) * sizeof(Bf16)); }
size_t gradient_bytes(const Conv2dShape& even) { return aligned(static_cast<size_t>(even.w_count()) * sizeof(float)); }

}  // namespace

bool takes_image_of_stored_bf16(const Conv2dShape& s) { return s.groups == 1 && s.k % 2 == 0; }

size_t image_conv2d_grad_weights_workspace_bytes(const Conv2dShape& s) {
  const Conv2dShape even = with_even_channels(s);
  return image_bytes(even) + gradient_bytes(even) +
         conv2d_grad_weights_workspace_bytes_stored_bf16(even, conv2d_grad_weights_plan_stored_bf16(even));
}

Status image_conv2d_grad_weights(const Conv2dShape& s, const float* x, const Bf16* dy, float* dw, void* workspace,
                                 Stream stream) {
  FACET_TRY(check(s));
  if (!takes_image_of_stored_bf16(s))
    return invalid_argument("the gradient of an image's weights takes one group and an even number of results");
  if (!workspace) return invalid_argument("the gradient of an image's weights needs its workspace");
  const Conv2dShape even = with_even_channels(s);
  auto* bytes = static_cast<unsigned char*>(workspace);
  auto* image = reinterpret_cast<Bf16*>(bytes);
  bytes += image_bytes(even);
  float* gradient = s.c == even.c ? dw : reinterpret_cast<float*>(bytes);
  bytes += gradient_bytes(even);
  FACET_TRY(round_image(s, x, image, stream));
  FACET_TRY(conv2d_grad_weights(even, conv2d_grad_weights_plan_stored_bf16(even), image, dy, gradient, bytes, stream));
  if (gradient == dw) return {};
  const int64_t rows = s.k * s.r * s.s;
  return slice(gradient, Shape{2, {rows, even.c}}, {0, 0, 0, 0, 0, 0}, dw, Shape{2, {rows, s.c}}, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
