#include "backend/cuda/warpgroup_check.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "core/dtype.h"
#include "core/kernel_registry.h"
#include "core/op_table.h"
#include "core/shape_text.h"
#include "core/status.h"

namespace facet::cuda {
namespace {

// With FACET_WGMMA=1, whose plans follow the model of rates, these sizes get every kind of what warpgroups do, though not every
// combination: every tile in each type, forward and of the data; shared and whole depths; strides with and without taps for
// every residue; dilation; images, depths and channels that end within a tile; of floats also groups, and channels that copies
// of 16 bytes do not divide.
constexpr CheckedConvolution kChecked[] = {
    {.images = 2, .side = 96, .in = 64, .out = 64, .window = 3},
    {.images = 4, .side = 28, .in = 504, .out = 504, .window = 3},
    {.images = 2, .side = 96, .in = 64, .out = 120, .window = 3},
    {.images = 2, .side = 95, .in = 128, .out = 256, .window = 3},
    {.images = 2, .side = 96, .in = 248, .out = 248, .window = 3, .stride = 2},
    {.images = 4, .side = 56, .in = 504, .out = 504, .window = 1, .stride = 2},
    {.images = 4, .side = 28, .in = 504, .out = 504, .window = 3, .dilation = 2},
    {.images = 4, .side = 28, .in = 512, .out = 512, .window = 3, .groups = 2},
    {.images = 2, .side = 57, .in = 250, .out = 251, .window = 3, .stored_bf16 = false},
};

constexpr int64_t kCompared = 768;    // about so many results of each, and
constexpr int64_t kComparedEnd = 64;  // so many of the last
constexpr int64_t kAlignment = 256;

// -1 or 1 as if by chance, mostly 0: sums of some thousands of products stay far below 256, and so are numbers of bf16, too.
float factor(int64_t i, uint32_t seed) {
  uint32_t mixed = (static_cast<uint32_t>(i) + seed) * 0x9e3779b1u;
  mixed = (mixed ^ mixed >> 15) * 0x85ebca77u;
  mixed = (mixed ^ mixed >> 13) * 0xc2b2ae3du;
  const uint32_t eighth = mixed >> 29;
  return eighth > 1 ? 0.f : static_cast<float>(eighth) * 2.f - 1.f;
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

// A step of one convolution, or of its gradient, in memory of its own.
class Convolution {
 public:
  Convolution(Device& device, Op op, DType type, const CheckedConvolution& size) : device_(device), op_(op), size_(size) {
    const TensorView x{nullptr, type, 4, {size.images, size.side, size.side, size.in}};
    const TensorView y{nullptr, type, 4, {size.images, size.results(), size.results(), size.out}};
    const TensorView w{nullptr, DType::f32, 4, {size.out, size.window, size.window, size.in / size.groups}};
    in_ = {forward() ? x : y, w};
    out_ = {forward() ? y : x};
    const int64_t pad = size.padding();
    for (const int64_t p :
         {size.stride, size.stride, pad, pad, pad, pad, size.dilation, size.dilation, size.groups, int64_t{0}})
      params_.push_back({.i = p});
  }

  void check() {
    const Kernel& kernel = this->kernel();
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
    const int64_t count = out_[0].count(), apart = count / kCompared | 1;
    for (int64_t i = 0; i < count; i += i + kComparedEnd < count ? std::min(apart, count - kComparedEnd - i) : 1) {
      const float computed = value(&results[static_cast<size_t>(i * size_of(out_[0].dtype))], out_[0].dtype);
      const float expected = sum(i);
      if (computed != expected)
        fail(FACET_NO_DEVICE, "FACET_WGMMA is set, but ", kernel.name, " computes wrong numbers on this GPU: ", computed,
             " instead of ", expected, " as number ", i, " of a convolution of ", size_.images, " x ", size_.side, " x ",
             size_.side, " x ", size_.in, ", ", size_.out, " filters ", size_.window, " x ", size_.window, ", stride ",
             size_.stride, ", dilation ", size_.dilation, ", ", size_.groups,
             " groups; unset FACET_WGMMA, and tell Facet's maintainers");
    }
  }

 private:
  struct Written {
    const TensorView* tensor;
    int64_t offset;
    uint32_t seed;
  };

  bool forward() const { return op_ == Op::conv2d; }

  // That a program would get.
  const Kernel& kernel() const {
    const auto kernels = device_.kernels(op_);
    const Kernel* kernel = bind_kernel(step(), kernels, {}, {}).kernel;
    if (kernel == nullptr) fail(FACET_INTERNAL, "FACET_WGMMA is set, but no kernel takes what is checked: ", text(step()));
    return *kernel;
  }

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

  // Result i of the convolution as it is defined, or of its gradient: of all that result was added to.
  float sum(int64_t i) const {
    const auto& dims = out_[0].dims;
    const int64_t channel = i % dims[3], column = i / dims[3] % dims[2], row = i / dims[3] / dims[2] % dims[1];
    const int64_t image = i / dims[3] / dims[2] / dims[1];
    const int64_t in_each = size_.in / size_.groups, out_each = size_.out / size_.groups;
    const int64_t group = channel / (forward() ? out_each : in_each), depth = forward() ? in_each : out_each;
    float all = 0;
    for (int64_t r = 0; r < size_.window; ++r)
      for (int64_t s = 0; s < size_.window; ++s) {
        const int64_t y = source(row, r), x = source(column, s);
        if (y < 0 || x < 0) continue;
        const int64_t pixel = ((image * in_[0].dims[1] + y) * in_[0].dims[2] + x) * in_[0].dims[3] + group * depth;
        for (int64_t d = 0; d < depth; ++d) {
          const int64_t filter = forward() ? channel : group * depth + d, part = forward() ? d : channel % in_each;
          all += factor(pixel + d, 1) * factor(((filter * size_.window + r) * size_.window + s) * in_each + part, 7);
        }
      }
    return all;
  }

  // Where, along one side, tap t of result `at` lies in the source; negative if nowhere.
  int64_t source(int64_t at, int64_t t) const {
    if (forward()) {
      const int64_t place = at * size_.stride - size_.padding() + t * size_.dilation;
      return place < size_.side ? place : -1;
    }
    const int64_t reached = at + size_.padding() - t * size_.dilation;
    return reached >= 0 && reached % size_.stride == 0 && reached / size_.stride < size_.results() ? reached / size_.stride
                                                                                                   : -1;
  }

  Device& device_;
  Op op_;
  CheckedConvolution size_;
  std::vector<TensorView> in_, out_;
  std::vector<Param> params_;
};

}  // namespace

std::span<const CheckedConvolution> checked_convolutions() { return kChecked; }

void check_convolution(Device& device, const CheckedConvolution& size) {
  for (const Op op : {Op::conv2d, Op::conv2d_grad_data})
    for (const DType type : {DType::f32, DType::bf16}) {
      if (type == DType::bf16 && !size.stored_bf16) continue;
      Convolution convolution(device, op, type, size);
      convolution.check();
    }
}

}  // namespace facet::cuda
