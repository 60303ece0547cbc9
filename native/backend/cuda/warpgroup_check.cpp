#include "backend/cuda/warpgroup_check.h"

#include <bit>
#include <cstring>
#include <vector>

#include "core/dtype.h"
#include "core/kernel_registry.h"
#include "core/op_table.h"
#include "core/status.h"

namespace facet::cuda {
namespace {

constexpr int64_t kChannels = 64, kTaps = 3;
constexpr int64_t kPixelsApart = 61;  // of those that are compared
constexpr int64_t kAlignment = 256;

// -1, 0 or 1 as if by chance: sums of some hundreds of products stay far below 256, and so are numbers of bf16, too.
float factor(int64_t i, uint32_t seed) {
  const uint32_t mixed = (static_cast<uint32_t>(i) + seed) * 0x9e3779b1u;
  return static_cast<float>((mixed >> 16) % 3) - 1.f;
}

template <class T>
std::vector<std::byte> stored_as(int64_t count, uint32_t seed) {
  std::vector<std::byte> bytes(static_cast<size_t>(count) * sizeof(T));
  for (int64_t i = 0; i < count; ++i) {
    // bf16 is a float's upper half.
    const auto bits = static_cast<T>(std::bit_cast<uint32_t>(factor(i, seed)) >> (32 - 8 * sizeof(T)));
    std::memcpy(bytes.data() + static_cast<size_t>(i) * sizeof(T), &bits, sizeof(T));
  }
  return bytes;
}

std::vector<std::byte> stored(const TensorView& t, uint32_t seed) {
  return t.dtype == DType::bf16 ? stored_as<uint16_t>(t.count(), seed) : stored_as<uint32_t>(t.count(), seed);
}

template <class T>
float value_as(const std::byte* at) {
  T bits;
  std::memcpy(&bits, at, sizeof(T));
  return std::bit_cast<float>(uint32_t{bits} << (32 - 8 * sizeof(T)));
}

float value(const std::byte* at, DType type) { return type == DType::bf16 ? value_as<uint16_t>(at) : value_as<uint32_t>(at); }

// A step of one convolution in memory of its own.
class Convolution {
 public:
  Convolution(Device& device, Op op, DType type, int64_t images, int64_t side)
      : device_(device), op_(op), images_(images), side_(side) {
    const TensorView map{nullptr, type, 4, {images, side, side, kChannels}};
    in_ = {map, {nullptr, DType::f32, 4, {kChannels, kTaps, kTaps, kChannels}}};
    out_ = {map};
    for (const int64_t p : {1, 1, 1, 1, 1, 1, 1, 1, 1, 0}) params_.push_back({.i = p});
  }

  // The kernel that a program would get; null if none.
  const Kernel* kernel() const {
    const auto kernels = device_.kernels(op_);
    return bind_kernel(step(), kernels, {}, {}).kernel;
  }

  void check(const Kernel& kernel) {
    const auto bytes = [](const TensorView& t) {
      return (t.count() * size_of(t.dtype) + kAlignment - 1) / kAlignment * kAlignment;
    };
    const int64_t w = bytes(in_[0]), y = w + bytes(in_[1]), scratch = y + bytes(out_[0]);
    const auto memory = device_.allocate(scratch + static_cast<int64_t>(unkept_bytes(kernel, step(), 1)));
    in_[0].data = memory->address();
    in_[1].data = memory->address() + w;
    out_[0].data = memory->address() + y;
    for (const auto& [tensor, offset, seed] : {Written{&in_[0], 0, 1}, Written{&in_[1], w, 7}}) {
      const auto values = stored(*tensor, seed);
      memory->write(offset, values.data(), static_cast<int64_t>(values.size()));
    }
    run(kernel, memory->address() + scratch);
    std::vector<std::byte> results(static_cast<size_t>(out_[0].count() * size_of(out_[0].dtype)));
    memory->read(y, results.data(), static_cast<int64_t>(results.size()));
    for (int64_t pixel = 0; pixel < images_ * side_ * side_; pixel += kPixelsApart)
      for (int64_t channel = 0; channel < kChannels; ++channel) {
        const int64_t i = pixel * kChannels + channel;
        const float computed = value(&results[static_cast<size_t>(i * size_of(out_[0].dtype))], out_[0].dtype);
        const float expected = sum(pixel, channel);
        if (computed != expected)
          fail(FACET_NO_DEVICE, "FACET_WGMMA is set, but ", kernel.name, " computes wrong numbers on this GPU: ", computed,
               " instead of ", expected, " at pixel ", pixel, ", channel ", channel,
               " of a test; unset FACET_WGMMA, and tell Facet's maintainers");
      }
  }

 private:
  struct Written {
    const TensorView* tensor;
    int64_t offset;
    uint32_t seed;
  };

  Step step() const { return {op_, in_, out_, params_}; }

  void run(const Kernel& kernel, std::byte* scratch) {
    const auto queue = device_.make_queue(1);
    struct Run {
      const Kernel& kernel;
      Step step;
      KernelContext context;
      KernelError error;
    } work{kernel, step(), {device_.pool(), scratch, queue->handle(), queue->faults()}, nullptr};
    const auto enqueue = [](void* self) noexcept {
      Run& r = *static_cast<Run*>(self);
      r.error = run_unkept(r.kernel, r.step, r.context);
      return r.error == nullptr;
    };
    KernelError error = queue->start({enqueue, &work}, false);
    if (error == nullptr) error = work.error != nullptr ? work.error : queue->wait();
    if (error != nullptr) fail(FACET_NO_DEVICE, "FACET_WGMMA is set, but ", kernel.name, " fails on this GPU: ", error);
  }

  // Of the convolution as it is defined. Its gradient turns the window, and the weights' channels.
  float sum(int64_t pixel, int64_t channel) const {
    const bool forward = op_ == Op::conv2d;
    const int64_t image = pixel / (side_ * side_), row = pixel / side_ % side_, column = pixel % side_;
    float all = 0;
    for (int64_t r = 0; r < kTaps; ++r)
      for (int64_t s = 0; s < kTaps; ++s) {
        const int64_t y = forward ? row + r - 1 : row - r + 1, x = forward ? column + s - 1 : column - s + 1;
        if (y < 0 || y >= side_ || x < 0 || x >= side_) continue;
        const int64_t source = ((image * side_ + y) * side_ + x) * kChannels;
        for (int64_t c = 0; c < kChannels; ++c) {
          const int64_t from = forward ? channel : c, to = forward ? c : channel;
          all += factor(source + c, 1) * factor(((from * kTaps + r) * kTaps + s) * kChannels + to, 7);
        }
      }
    return all;
  }

  Device& device_;
  Op op_;
  int64_t images_, side_;
  std::vector<TensorView> in_, out_;
  std::vector<Param> params_;
};

}  // namespace

void check_convolutions(Device& device, int64_t images, int64_t side) {
  for (const Op op : {Op::conv2d, Op::conv2d_grad_data})
    for (const DType type : {DType::f32, DType::bf16}) {
      Convolution convolution(device, op, type, images, side);
      if (const Kernel* kernel = convolution.kernel()) convolution.check(*kernel);
    }
}

}  // namespace facet::cuda
