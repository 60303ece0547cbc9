#include "tests/case_runner.h"

#include <algorithm>
#include <bit>

#include "core/dtype.h"
#include "core/kernel_registry.h"
#include "core/op_table.h"

namespace facet::test {
namespace {

size_t bytes_of(const TensorView& view) { return static_cast<size_t>(view.count() * size_of(view.dtype)); }

template <typename T>
void write(const std::vector<double>& values, std::vector<std::byte>& bytes) {
  bytes.resize(values.size() * sizeof(T));
  for (size_t i = 0; i < values.size(); ++i) {
    const T value = static_cast<T>(values[i]);
    std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
  }
}

uint32_t bf16_bits(double value) {
  const uint32_t bits = std::bit_cast<uint32_t>(static_cast<float>(value));
  return (bits + 0x7FFFu + (bits >> 16 & 1)) >> 16;
}

double rounded(double value, Precision precision) {
  if (precision == Precision::f32) return value;
  const uint32_t bits = std::bit_cast<uint32_t>(static_cast<float>(value));
  return static_cast<double>(
      std::bit_cast<float>(precision == Precision::tf32 ? (bits + 0x1000u) & ~0x1FFFu : bf16_bits(value) << 16));
}

std::vector<std::byte> encode(const std::vector<double>& values, DType type) {
  std::vector<std::byte> bytes;
  if (type == DType::f32) write<float>(values, bytes);
  if (type == DType::f64) write<double>(values, bytes);
  if (type == DType::i32) write<int32_t>(values, bytes);
  if (type == DType::bf16) {
    std::vector<double> halves(values.size());
    std::transform(values.begin(), values.end(), halves.begin(), [](double v) { return static_cast<double>(bf16_bits(v)); });
    write<uint16_t>(halves, bytes);
  }
  return bytes;
}

}  // namespace

CaseShapes::CaseShapes(const OpCase& c, DType type, AsFloats floats) : case_(&c) {
  for (size_t i = 0; i < c.in.size(); ++i) in_.push_back(c.input(i, type, floats));
  for (size_t o = 0; o < c.out.size(); ++o) out_.push_back(c.output(o, type, floats));
}

CaseRun::CaseRun(const OpCase& c, DType type, const AliasPairs& aliases, AsFloats floats) : case_(&c), aliases_(aliases) {
  for (size_t i = 0; i < c.in.size(); ++i) {
    in_.push_back(c.input(i, type, floats));
    in_memory_.push_back(std::make_unique<GuardedBuffer>(bytes_of(in_[i])));
    in_[i].data = in_memory_[i]->data();
    std::vector<double> values = c.values(i);
    // Values are single-precision numbers, so that every type of kernel gets the same ones.
    if (type == DType::f64 && !c.in[i].is_integer()) {
      for (double& value : values) value = static_cast<double>(static_cast<float>(value));
    }
    in_values_.push_back(encode(values, in_[i].dtype));
  }
  for (size_t o = 0; o < c.out.size(); ++o) {
    out_.push_back(c.output(o, type, floats));
    const auto shared =
        std::find_if(aliases.begin(), aliases.end(), [&](const auto& pair) { return pair.first == static_cast<int>(o); });
    if (shared != aliases.end()) {
      out_memory_.push_back(nullptr);
      out_[o].data = in_[static_cast<size_t>(shared->second)].data;
    } else {
      out_memory_.push_back(std::make_unique<GuardedBuffer>(bytes_of(out_[o])));
      out_[o].data = out_memory_[o]->data();
    }
  }
}

void CaseRun::set_input(size_t i, const std::vector<double>& values) { in_values_[i] = encode(values, in_[i].dtype); }

void CaseRun::round_input(size_t i, Precision precision) {
  if (precision == Precision::f32 || i >= in_.size()) return;
  std::vector<double> values = case_->values(i);
  for (double& value : values) value = rounded(value, precision);
  set_input(i, values);
}

void CaseRun::round_factors(Precision precision) {
  for (size_t i = 0; i < 2; ++i) round_input(i, precision);
}

void CaseRun::round_storage(AsFloats floats) {
  const Op op = case_->op;
  for (size_t i = 0; i < in_.size(); ++i) {
    if (case_->input(i, DType::bf16, floats).dtype == DType::bf16) round_input(i, Precision::bf16);
  }
  if (op == Op::conv2d && floats.inputs)
    round_factors(Precision::tf32);
  else if (op == Op::conv2d_grad_weights && floats.inputs)
    round_input(0, Precision::bf16);
  else if (op == Op::matmul || ((op == Op::conv2d || op == Op::conv2d_grad_data) && in_[1].dims[3] > 1))
    round_input(1, Precision::bf16);
}

KernelError CaseRun::run(const Kernel& kernel, ThreadPool& pool, void* queue) {
  for (size_t i = 0; i < in_.size(); ++i) std::memcpy(in_[i].data, in_values_[i].data(), in_values_[i].size());
  for (const auto& memory : out_memory_) {
    if (memory != nullptr) std::memset(memory->data(), 0xFF, memory->bytes());
  }
  const size_t scratch_bytes = unkept_bytes(kernel, step(), pool.size());
  const GuardedBuffer scratch(scratch_bytes);
  int32_t fault = 0;
  const KernelContext context{pool, scratch_bytes == 0 ? nullptr : scratch.data(), queue, &fault};
  const KernelError error = run_unkept(kernel, step(), context);
  scratch_intact_ = scratch.intact();
  return error == nullptr && fault != 0 ? kernel.fault : error;
}

std::vector<double> CaseRun::output(size_t o) const {
  const TensorView& view = out_[o];
  std::vector<double> values(static_cast<size_t>(view.count()));
  for (size_t i = 0; i < values.size(); ++i) {
    if (view.dtype == DType::bf16)
      values[i] = static_cast<double>(std::bit_cast<float>(uint32_t{view.as<uint16_t>()[i]} << 16));
    else
      values[i] = view.dtype == DType::f64 ? view.as<double>()[i] : static_cast<double>(view.as<float>()[i]);
  }
  return values;
}

std::vector<std::byte> CaseRun::output_bytes() const {
  std::vector<std::byte> all;
  for (const TensorView& view : out_) {
    const auto* data = static_cast<const std::byte*>(view.data);
    all.insert(all.end(), data, data + bytes_of(view));
  }
  return all;
}

bool CaseRun::memory_intact() const {
  bool intact = scratch_intact_;
  for (size_t i = 0; i < in_.size(); ++i) {
    intact = intact && in_memory_[i]->intact();
    const bool shared =
        std::any_of(aliases_.begin(), aliases_.end(), [&](const auto& pair) { return pair.second == static_cast<int>(i); });
    intact = intact && (shared || std::memcmp(in_[i].data, in_values_[i].data(), in_values_[i].size()) == 0);
  }
  for (const auto& memory : out_memory_) intact = intact && (memory == nullptr || memory->intact());
  return intact;
}

std::vector<AliasPairs> alias_variants(const OpCase& c) {
  std::vector<AliasPairs> variants;
  AliasPairs together;
  for (size_t o = 0; o < c.out.size(); ++o) {
    for (size_t i = 0; i < c.in.size(); ++i) {
      if (!may_alias(c.op, static_cast<int>(o), static_cast<int>(i)) || c.in[i].count() != c.out[o].count()) continue;
      const std::pair<int, int> pair(static_cast<int>(o), static_cast<int>(i));
      variants.push_back({pair});
      if (std::none_of(together.begin(), together.end(),
                       [&](const auto& p) { return p.first == pair.first || p.second == pair.second; })) {
        together.push_back(pair);
      }
    }
  }
  if (together.size() > 1) variants.push_back(together);
  return variants;
}

}  // namespace facet::test
