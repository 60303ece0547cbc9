#include <cstdint>

#include "device/platform.cuh"
#include "device/vec.cuh"
#include "tensor_map.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

bool in_range(int value, int least, int most) { return value >= least && value <= most; }

// From the last place to the last result's first one: how im2col mode counts the far corner.
int64_t far_corner(const PixelAxis& a) { return int64_t{a.first} + int64_t{a.results - 1} * a.stride + 1 - a.places; }

Status check_common(const Bf16* data, int channels, int box_rows) {
  if (channels < 8 || channels % 8 != 0 || !aligned_for_vec4(static_cast<const void*>(data)))
    return invalid_argument("the copy engine takes rows of 16-byte groups at 16-byte aligned addresses");
  return in_range(box_rows, 1, 256) ? Status{} : invalid_argument("a box of the copy engine has 1 to 256 rows");
}

#if !defined(FACET_SIMT)

// A function of the driver, which is not linked: null where the driver lacks it.
template <class Function>
Function driver_function(const char* name) {
  constexpr unsigned kSinceCuda12 = 12000;
  void* function = nullptr;
  cudaDriverEntryPointQueryResult found = cudaDriverEntryPointSymbolNotFound;
  const cudaError_t error = cudaGetDriverEntryPointByVersion(name, &function, kSinceCuda12, cudaEnableDefault, &found);
  return error == cudaSuccess && found == cudaDriverEntryPointSuccess ? reinterpret_cast<Function>(function) : nullptr;
}

Status encoded(CUresult result) {
  return result == CUDA_SUCCESS ? Status{} : invalid_argument("the driver refuses to describe a tensor for the copy engine");
}

Status no_driver_function() {
  return invalid_argument(
      "the driver cannot describe tensors for the copy engine; it must know CUDA 12 (or set FACET_WGMMA=0)");
}

#endif

}  // namespace

bool takes_pixels(const PixelAxis& a) {
  const int64_t corner = far_corner(a);
  return a.places >= 1 && a.results >= 1 && a.taps >= 1 && in_range(a.stride, 1, 8) && in_range(a.first, -128, 127) &&
         corner >= -128 && corner <= 127 && int64_t{a.taps - 1} * a.step <= 255;
}

Status encode_pixels(const Bf16* x, int images, const PixelAxis& vertical, const PixelAxis& horizontal, int channels,
                     int pixels, TensorMap* map) {
  FACET_TRY(check_common(x, channels, pixels));
  if (!takes_pixels(vertical) || !takes_pixels(horizontal))
    return invalid_argument("the copy engine's im2col mode has no room for such a window");
  const auto row_bytes = static_cast<uint64_t>(channels) * sizeof(Bf16);
  const auto line_bytes = row_bytes * static_cast<uint64_t>(horizontal.places);
  const uint64_t sizes[] = {static_cast<uint64_t>(channels), static_cast<uint64_t>(horizontal.places),
                            static_cast<uint64_t>(vertical.places), static_cast<uint64_t>(images)};
  const uint64_t strides[] = {row_bytes, line_bytes, line_bytes * static_cast<uint64_t>(vertical.places)};
  const int lower[] = {horizontal.first, vertical.first};
  const int upper[] = {static_cast<int>(far_corner(horizontal)), static_cast<int>(far_corner(vertical))};
  const uint32_t steps[] = {1, static_cast<uint32_t>(horizontal.stride), static_cast<uint32_t>(vertical.stride), 1};
#if defined(FACET_SIMT)
  *map = simt::encode_im2col(x, sizes, strides, lower, upper, pixels, steps);
  return {};
#else
  static const auto encode = driver_function<decltype(&cuTensorMapEncodeIm2col)>("cuTensorMapEncodeIm2col");
  if (!encode) return no_driver_function();
  return encoded(encode(map, CU_TENSOR_MAP_DATA_TYPE_BFLOAT16, 4, const_cast<Bf16*>(x), sizes, strides, lower, upper,
                        kTensorBoxDepth, static_cast<uint32_t>(pixels), steps, CU_TENSOR_MAP_INTERLEAVE_NONE,
                        CU_TENSOR_MAP_SWIZZLE_128B, CU_TENSOR_MAP_L2_PROMOTION_L2_256B, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE));
#endif
}

Status encode_weights(const Bf16* w, int rows, int taps, int channels, int box_rows, TensorMap* map) {
  FACET_TRY(check_common(w, channels, box_rows));
  if (rows < 1 || taps < 1) return invalid_argument("the copy engine takes no empty tensor");
  const auto row_bytes = static_cast<uint64_t>(channels) * sizeof(Bf16);
  const uint64_t sizes[] = {static_cast<uint64_t>(channels), static_cast<uint64_t>(taps), static_cast<uint64_t>(rows)};
  const uint64_t strides[] = {row_bytes, row_bytes * static_cast<uint64_t>(taps)};
#if defined(FACET_SIMT)
  *map = simt::encode_tiled(w, sizes, strides, box_rows);
  return {};
#else
  const uint32_t box[] = {kTensorBoxDepth, 1, static_cast<uint32_t>(box_rows)};
  const uint32_t steps[] = {1, 1, 1};
  static const auto encode = driver_function<decltype(&cuTensorMapEncodeTiled)>("cuTensorMapEncodeTiled");
  if (!encode) return no_driver_function();
  return encoded(encode(map, CU_TENSOR_MAP_DATA_TYPE_BFLOAT16, 3, const_cast<Bf16*>(w), sizes, strides, box, steps,
                        CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_128B, CU_TENSOR_MAP_L2_PROMOTION_L2_256B,
                        CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE));
#endif
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
