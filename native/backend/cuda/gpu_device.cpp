#include "backend/cuda/gpu_device.h"

#include <string_view>
#include <utility>

#include "backend/cuda/warpgroup_check.h"
#include "backend/cuda/warpgroup_wish.h"
#include "core/kernel_registry.h"
#include "core/status.h"
#include "runtime/environment.h"
#include "runtime/json.h"
#include "runtime/memory.h"

namespace facet::cuda {
namespace {

// Kernels may read so far behind the end of an arena.
constexpr int64_t kGuardBytes = 64;

constexpr int kHopper = 90;

void require(const GpuStatus& status, const std::string& what) {
  if (!status.ok()) fail(status.code, what, ": ", status.reason);
}

// "13.0"
std::string version(int number) { return text_of(number / 1000, ".", number % 1000 / 10); }

class GpuMemory : public DeviceMemory {
 public:
  GpuMemory(GpuContext& context, std::string device, int64_t bytes)
      : context_(context), device_(std::move(device)), bytes_(bytes) {
    void* memory = nullptr;
    const bool possible = bytes <= context.info().memory_bytes - kGuardBytes;  // else no driver is asked
    const GpuStatus status = possible ? context.allocate(bytes + kGuardBytes, &memory) : GpuStatus{FACET_OUT_OF_MEMORY, ""};
    if (status.code == FACET_OUT_OF_MEMORY) {
      const int64_t free = context.free_bytes();
      fail(FACET_OUT_OF_MEMORY, "no memory on ", device_, ": ", bytes, " bytes asked for, ", free, " of ",
           context.info().memory_bytes, " free", free - kGuardBytes < bytes ? "" : " but not in one piece", ", ", live_bytes(),
           " live in Facet; use a smaller batch or network, or close what is no longer needed");
    }
    require(status, "allocating on " + device_);
    address_ = static_cast<std::byte*>(memory);
    count_live_bytes(bytes);
  }
  ~GpuMemory() override {
    context_.release(address_);
    count_live_bytes(-bytes_);
  }
  GpuMemory(const GpuMemory&) = delete;
  GpuMemory& operator=(const GpuMemory&) = delete;

  std::byte* address() const override { return address_; }
  std::byte* host_address() const override { return nullptr; }
  int64_t bytes() const override { return bytes_; }
  void write(int64_t offset, const void* source, int64_t count) override {
    require(context_.write(address_ + offset, source, count), "copying to " + device_);
  }
  void read(int64_t offset, void* target, int64_t count) override {
    require(context_.read(target, address_ + offset, count), "copying from " + device_);
  }

 private:
  GpuContext& context_;
  std::string device_;
  int64_t bytes_;
  std::byte* address_ = nullptr;
};

class ProgramQueue : public Queue {
 public:
  explicit ProgramQueue(GpuQueue& queue) : queue_(queue) {}
  ~ProgramQueue() override { queue_.close(); }
  ProgramQueue(const ProgramQueue&) = delete;
  ProgramQueue& operator=(const ProgramQueue&) = delete;

  void* handle() override { return queue_.stream(); }
  int32_t* faults() override { return queue_.faults(); }
  KernelError start(const Work& work, bool unchanged) override { return queue_.start(work, unchanged).reason; }
  KernelError wait() override { return queue_.wait().reason; }
  KernelError feed(std::byte* shadow, const void* source, int64_t bytes) override {
    return queue_.feed(shadow, source, bytes).reason;
  }
  KernelError take(std::byte* target, const std::byte* shadow, int64_t bytes) override {
    return queue_.take(target, shadow, bytes).reason;
  }

 private:
  GpuQueue& queue_;
};

constexpr const char* name_of(Precision precision) {
  constexpr const char* kNames[] = {"f32", "tf32", "bf16"};
  return kNames[static_cast<size_t>(precision)];
}

// A kernel that rounds its factors says so at the end of its name.
Precision precision_of(const Kernel& kernel) {
  const std::string_view name = kernel.name;
  if (stores_bf16(kernel)) return Precision::f32;  // the program says that it wants this
  if (name.ends_with("_bf16")) return Precision::bf16;
  return name.ends_with("_tf32") ? Precision::tf32 : Precision::f32;
}

// On tensor cores, and TF32: from Ampere on; the shim, which has no capability, does.
bool multiplies_bf16(const GpuInfo& info) { return info.capability == 0 || info.capability >= 80; }

// Convolutions that are no direct sums, which FACET_EXACT asks for.
bool is_winograd(const Kernel& kernel) { return std::string_view(kernel.name).ends_with("_winograd"); }

class GpuDevice : public Device {
 public:
  GpuDevice(std::string name, GpuContext& context, Precision precision)
      : name_(std::move(name)),
        context_(context),
        precision_(precision),
        rivals_round_alike_(precision == default_precision()) {}
  ~GpuDevice() override { context_.close(); }
  GpuDevice(const GpuDevice&) = delete;
  GpuDevice& operator=(const GpuDevice&) = delete;

  std::unique_ptr<DeviceMemory> allocate(int64_t bytes) override { return std::make_unique<GpuMemory>(context_, name_, bytes); }
  int64_t memory_bytes() const override { return context_.info().memory_bytes; }

  std::vector<const Kernel*> kernels(Op op) const override {
    size_t count = 0;
    const Kernel* const* list = context_.kernels(op, &count);
    // Where tensor cores do not round, those that ask for it would compute in f32, by plans that are made for rounding.
    const Precision roundest = multiplies_bf16(context_.info()) ? precision_ : Precision::f32;
    const bool exact = exact_convolution();
    std::vector<const Kernel*> kernels;
    for (size_t i = 0; i < count; ++i) {
      if (precision_of(*list[i]) <= roundest && !(exact && is_winograd(*list[i]))) kernels.push_back(list[i]);
    }
    return kernels;
  }

  // They round as FACET_TF32 says, whatever the device's precision.
  std::vector<const Kernel*> rivals(Op op) const override {
    if (!rivals_round_alike_) return {};
    size_t count = 0;
    const Kernel* const* list = context_.rivals(op, &count);
    return {list, list + count};
  }
  const Kernel* faster(const Step& step, const Kernel& own, std::span<const Kernel* const> willing) override {
    return context_.faster(step, pool_, own, willing.data(), willing.size());
  }

  std::string describe_members() const override {
    const GpuInfo& info = context_.info();
    return text_of("\"name\":", json_text(name_), ",\"threads\":", pool_.size(), ",\"precision\":\"", name_of(precision_),
                   "\",\"storesBf16\":", precision_ == Precision::bf16 && multiplies_bf16(info) ? "true," : "false,",
                   cuda::describe_members(info),
                   info.capability == 0 ? ""
                   : info.memory_pools  ? ",\"memoryPools\":true"
                                        : ",\"memoryPools\":false");
  }

  ThreadPool& pool() override { return pool_; }

  std::unique_ptr<Queue> make_queue(size_t steps) override {
    GpuQueue* queue = nullptr;
    require(context_.make_queue(steps, &queue), "preparing " + name_);
    return std::make_unique<ProgramQueue>(*queue);
  }

 private:
  std::string name_;
  GpuContext& context_;
  Precision precision_;
  bool rivals_round_alike_;
  ThreadPool pool_{1};  // the host only enqueues
};

}  // namespace

std::string describe_members(const GpuInfo& info) {
  std::string members = text_of("\"model\":", json_text(info.model), ",\"memoryBytes\":", info.memory_bytes);
  if (info.capability > 0) {
    members += text_of(",\"architecture\":\"sm_", info.capability, "\",\"multiprocessors\":", info.multiprocessors,
                       ",\"driver\":\"CUDA ", version(info.driver), "\",\"runtime\":\"CUDA ", version(info.runtime), "\"");
  }
  return members;
}

std::unique_ptr<Device> open_gpu(const std::string& name, GpuRuntime& runtime, int number, Precision precision) {
  GpuContext* context = nullptr;
  const GpuStatus status = runtime.open(number, &context);
  if (!status.ok()) fail(status.code, status.reason);
  auto device = std::make_unique<GpuDevice>(name, *context, precision);
  // With all of a float's digits there are none, and Winograd's sums of integers are not exact.
  const bool may_use_them = warpgroup_wish() != WarpgroupWish::none && precision != Precision::f32;
  if (may_use_them && context->info().capability == kHopper)
    for (const CheckedConvolution& size : checked_convolutions()) check_convolution(*device, size);
  return device;
}

}  // namespace facet::cuda
