#include "runtime/executor.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "core/op_table.h"
#include "core/shape_text.h"
#include "core/status.h"
#include "runtime/environment.h"
#include "runtime/json.h"
#include "runtime/tuner.h"

namespace facet {
namespace {

std::string text(const std::vector<Refusal>& refusals) {
  std::string out;
  for (const Refusal& refusal : refusals) out += text_of(out.empty() ? "" : "; ", refusal.kernel->name, ": ", refusal.reason);
  return out;
}

// The text of an error of a kernel or a queue, which the thread's next call may overwrite; empty for none.
std::string copy_of(KernelError error) { return error == nullptr ? std::string() : error; }

}  // namespace

Executor::Executor(Device& device, Program program) : device_(device), arena_bytes_(program.arena_bytes) {
  check_size();
  lay_out(program);
  bind_kernels();
  allocate_memory();
  profiler_.resize(steps_.size());
  shadows_.resize(arena_bytes_.size());
  queue_ = device_.make_queue(steps_.size());
}

// A program that can never be given its memory is refused before kernels compute with its sizes.
void Executor::check_size() const {
  uint64_t bytes = 0;  // at most 16 arenas of 2^48 bytes: no overflow
  for (const uint64_t arena : arena_bytes_) bytes += arena;
  const auto most = static_cast<uint64_t>(device_.memory_bytes());
  if (bytes > most) {
    fail(FACET_OUT_OF_MEMORY, "the program needs ", bytes, " bytes, the device has ", most, "; use a smaller batch or network");
  }
}

void Executor::lay_out(const Program& program) {
  size_t views = 0, params = 0;
  for (const ProgramStep& step : program.steps) {
    views += step.in.size() + step.out.size();
    params += step.params.size();
  }
  views_.reserve(views);  // the spans of the steps point into these vectors, so they must not grow again
  places_.reserve(views);
  params_.reserve(params);
  steps_.reserve(program.steps.size());
  const auto append = [&](const std::vector<uint32_t>& numbers) {
    const size_t first = views_.size();
    for (const uint32_t number : numbers) {
      const ProgramBuffer& buffer = program.buffers[number];
      views_.push_back(buffer.view);
      places_.push_back({buffer.arena, buffer.offset});
    }
    return std::span<const TensorView>(views_.data() + first, numbers.size());
  };
  for (const ProgramStep& step : program.steps) {
    const size_t first = params_.size();
    params_.insert(params_.end(), step.params.begin(), step.params.end());
    const auto in = append(step.in);
    const auto out = append(step.out);
    steps_.push_back({{step.op, in, out, {params_.data() + first, step.params.size()}}, nullptr, {}});
    const auto constant = [&](uint32_t buffer) { return program.is_constant(buffer); };
    steps_.back().once = std::all_of(step.out.begin(), step.out.end(), constant);
    steps_.back().kept =
        step.in.size() > 1 &&
        std::all_of(step.in.begin() + 1, step.in.begin() + std::min<int64_t>(std::ssize(step.in), 3), constant);
  }
}

void Executor::bind_kernels() {
  const bool verbose = verbose_dispatch();
  std::vector<std::vector<const Kernel*>> lists(kOpCount), rivals(kOpCount);
  const std::string tuning_key = tunes_kernels() ? device_.tuning_key() : std::string();
  std::unique_lock<std::mutex> turn(device_.turn(), std::defer_lock);
  if (!tuning_key.empty()) turn.lock();  // measuring takes the device's threads
  Tuner tuner(tuning_key, tuning_key.empty() ? std::string() : tuning_file(), device_.pool());
  const Contest contest = [this](const Step& step, const Kernel& own, std::span<const Kernel* const> willing) {
    return device_.faster(step, own, willing);
  };
  for (size_t i = 0; i < steps_.size(); ++i) {
    BoundStep& bound = steps_[i];
    const auto op = static_cast<size_t>(bound.step.op);
    if (lists[op].empty()) {
      lists[op] = device_.kernels(bound.step.op);
      rivals[op] = device_.rivals(bound.step.op);
    }
    Binding binding =
        tuning_key.empty() ? bind_kernel(bound.step, lists[op], rivals[op], contest) : tuner.bind(bound.step, lists[op]);
    if (binding.kernel == nullptr) {
      fail(FACET_UNSUPPORTED, "step ", i, ": ", facet::text(bound.step),
           ": no kernel of this device takes it: ", text(binding.refusals));
    }
    bound.kernel = binding.kernel;
    bound.refusals = std::move(binding.refusals);
    if (verbose) {
      std::fprintf(stderr, "facet: step %zu: %s: %s%s%s\n", i, facet::text(bound.step).c_str(), bound.kernel->name,
                   bound.refusals.empty() ? "" : "; refused by ", text(bound.refusals).c_str());
    }
  }
}

void Executor::allocate_memory() {
  size_t scratch_bytes = 0, kept_bytes = 0;
  for (BoundStep& bound : steps_) {
    const Kernel& kernel = *bound.kernel;
    bound.kept = bound.kept && !bound.once && kernel.prepare != nullptr;
    prepares_ = prepares_ || bound.once || bound.kept;
    if (bound.kept) {
      bound.prepared = kept_bytes;
      kept_bytes += (kernel.prepared_bytes(bound.step) + 63) / 64 * 64;
      if (kernel.scratch_bytes == nullptr) continue;
      scratch_bytes = std::max(scratch_bytes, kernel.scratch_bytes(bound.step, device_.pool().size()));
    } else {
      scratch_bytes = std::max(scratch_bytes, unkept_bytes(kernel, bound.step, device_.pool().size()));
    }
  }
  if (scratch_bytes > 0) scratch_ = device_.allocate(static_cast<int64_t>(scratch_bytes));
  if (kept_bytes > 0) kept_ = device_.allocate(static_cast<int64_t>(kept_bytes));
}

void Executor::bind(int index, std::byte* base) {
  for (size_t i = 0; i < views_.size(); ++i) {
    if (places_[i].arena == static_cast<uint32_t>(index)) views_[i].data = base + places_[i].offset;
  }
  renew();  // what a queue keeps of the last run would compute in the old memory, which may be gone
}

void Executor::renew() {
  settled_ = !prepares_;
  unchanged_ = false;
}

KernelError Executor::run_bound(const BoundStep& bound, KernelContext context) const {
  if (bound.once && settled_) return nullptr;
  if (!bound.kept) return run_unkept(*bound.kernel, bound.step, context);
  context.prepared = kept_->address() + bound.prepared;
  if (!settled_) {
    if (const KernelError error = bound.kernel->prepare(bound.step, context)) return error;
  }
  return bound.kernel->run(bound.step, context);
}

KernelError Executor::run_step(size_t number, const KernelContext& context) {
  const BoundStep& bound = steps_[number];
  if (!profiler_.on()) return run_bound(bound, context);
  profiler_.begin();
  KernelError error = run_bound(bound, context);
  if (error == nullptr) error = queue_->wait();
  profiler_.end(number);
  return error;
}

bool Executor::enqueue() noexcept {
  thrown_ = nullptr;  // a queue whose capture failed calls again
  KernelContext context{device_.pool(), scratch_ ? scratch_->address() : nullptr, queue_->handle(), queue_->faults()};
  try {
    for (size_t i = 0; i < steps_.size(); ++i) {
      failure_ = copy_of(run_step(i, context));
      if (!failure_.empty()) {
        failed_step_ = i;
        return false;
      }
      if (context.fault != nullptr) ++context.fault;
    }
  } catch (...) {
    thrown_ = std::current_exception();
    return false;
  }
  return true;
}

void Executor::fail_step(size_t number, const char* reason) const {
  const BoundStep& bound = steps_[number];
  fail(FACET_KERNEL_FAILED, "step ", number, ": ", facet::text(bound.step), ": kernel ", bound.kernel->name, ": ", reason);
}

void Executor::check_faults() {
  int32_t* faults = queue_->faults();
  if (faults == nullptr) return;
  for (size_t i = 0; i < steps_.size(); ++i) {
    if (faults[i] == 0) continue;
    std::fill_n(faults, steps_.size(), 0);
    fail_step(i, steps_[i].kernel->fault == nullptr ? "an unknown fault" : steps_[i].kernel->fault);
  }
}

void Executor::start() {
  const std::lock_guard<std::mutex> turn(device_.turn());
  const bool unchanged = std::exchange(unchanged_, false) && !profiler_.on();
  failure_.clear();
  thrown_ = nullptr;
  const Work work{[](void* self) noexcept { return static_cast<Executor*>(self)->enqueue(); }, this};
  start_error_ = copy_of(queue_->start(work, unchanged));
  started_ = true;
}

void Executor::finish() {
  const std::string waited = copy_of(queue_->wait());
  started_ = false;
  const std::string taken = take_fed();  // whatever became of the run
  check_run(start_error_.empty() ? waited : start_error_);
  if (!taken.empty()) fail(FACET_KERNEL_FAILED, "the device failed while it took what was fed beside the run: ", taken);
}

void Executor::feed(int index, DeviceMemory& memory, int64_t offset, const void* source, int64_t bytes) {
  if (!started_) return memory.write(offset, source, bytes);
  std::unique_ptr<DeviceMemory>& shadow = shadows_[static_cast<size_t>(index)];
  if (shadow == nullptr) shadow = device_.allocate(arena_bytes(index));
  fed_.reserve(fed_.size() + 1);  // so that what was copied can be noted
  if (const KernelError error = queue_->feed(shadow->address() + offset, source, bytes)) {
    fail(FACET_KERNEL_FAILED, "feeding ", bytes, " bytes at ", offset, " of arena ", index, " beside a run: ", error);
  }
  const Fed fed{memory.address() + offset, shadow->address() + offset, bytes};
  if (std::find(fed_.begin(), fed_.end(), fed) == fed_.end()) fed_.push_back(fed);
}

std::string Executor::take_fed() {
  if (fed_.empty()) return {};
  // A queue orders itself after the one that began last: no other may begin between its waiting and its being the last.
  const std::lock_guard<std::mutex> turn(device_.turn());
  std::string error;
  for (const Fed& fed : fed_) {
    if (error.empty()) error = copy_of(queue_->take(fed.target, fed.shadow, fed.bytes));
  }
  fed_.clear();
  return error;
}

void Executor::check_run(const std::string& error) {
  if (thrown_ != nullptr) std::rethrow_exception(std::exchange(thrown_, nullptr));
  if (!failure_.empty()) fail_step(failed_step_, failure_.c_str());
  check_faults();
  if (!error.empty()) fail(FACET_KERNEL_FAILED, "the device failed while it ran the program: ", error);
  // A run that prepared something did more than the next one will.
  unchanged_ = settled_ && !profiler_.on();
  settled_ = true;
}

std::string Executor::describe() const {
  std::string out = "[";
  for (size_t i = 0; i < steps_.size(); ++i) {
    const BoundStep& bound = steps_[i];
    if (i > 0) out += ",";
    out += "{\"op\":" + json_text(op_info(bound.step.op).name) + ",\"shapes\":" + json_text(facet::text(bound.step)) +
           ",\"kernel\":" + json_text(bound.kernel->name) + ",\"refusals\":[";
    for (size_t r = 0; r < bound.refusals.size(); ++r) {
      if (r > 0) out += ",";
      out += "{\"kernel\":" + json_text(bound.refusals[r].kernel->name) + ",\"reason\":" + json_text(bound.refusals[r].reason) +
             "}";
    }
    out += "]";
    if (profiler_.on()) out += text_of(",\"ms\":", profiler_.milliseconds(i));
    out += "}";
  }
  return out + "]";
}

}  // namespace facet
