#include "tests/encoded_program.h"

#include <algorithm>
#include <cstring>

#include "core/dtype.h"
#include "facet/facet.h"

namespace facet::test {
namespace {

class Writer {
 public:
  void u32(uint64_t value) { put(static_cast<uint32_t>(value)); }
  void u64(uint64_t value) { put(value); }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  template <typename T>
  void put(T value) {
    const size_t at = bytes_.size();
    bytes_.resize(at + sizeof(T));
    std::memcpy(bytes_.data() + at, &value, sizeof(T));
  }
  std::vector<std::byte> bytes_;
};

}  // namespace

uint32_t EncodedProgram::add_arena() {
  arenas_.push_back(0);
  return static_cast<uint32_t>(arenas_.size() - 1);
}

uint32_t EncodedProgram::add_buffer(DType type, const std::vector<int64_t>& dims, uint32_t arena) {
  return add_buffer_at((arenas_[arena] + 63) / 64 * 64, type, dims, arena);
}

uint32_t EncodedProgram::add_buffer_at(uint64_t offset, DType type, const std::vector<int64_t>& dims, uint32_t arena) {
  uint64_t bytes = static_cast<uint64_t>(size_of(type));
  for (const int64_t dim : dims) bytes *= static_cast<uint64_t>(dim);
  buffers_.push_back({arena, type, offset, dims});
  arenas_[arena] = std::max(arenas_[arena], offset + bytes);
  return static_cast<uint32_t>(buffers_.size() - 1);
}

void EncodedProgram::add_step(Op op, const std::vector<uint32_t>& in, const std::vector<uint32_t>& out,
                              const std::vector<Param>& params) {
  steps_.push_back({op, in, out, params});
}

std::vector<uint32_t> EncodedProgram::add_case(const OpCase& c, DType type, AsFloats floats) {
  std::vector<uint32_t> in, out;
  for (size_t i = 0; i < c.in.size(); ++i) in.push_back(add_buffer(c.input(i, type, floats).dtype, c.in[i].dims));
  for (size_t o = 0; o < c.out.size(); ++o) out.push_back(add_buffer(c.output(o, type, floats).dtype, c.out[o].dims));
  add_step(c.op, in, out, c.params);
  in.insert(in.end(), out.begin(), out.end());
  return in;
}

std::vector<std::byte> EncodedProgram::bytes() const {
  Writer out;
  out.u32(0x50544346);
  out.u32(FACET_ABI_VERSION);
  out.u32(arenas_.size());
  out.u32(buffers_.size());
  out.u32(steps_.size());
  out.u32(constant_arenas_);
  for (const uint64_t arena : arenas_) out.u64(arena);
  for (const Buffer& b : buffers_) {
    out.u32(b.arena);
    out.u32(static_cast<uint32_t>(b.type));
    out.u64(b.offset);
    out.u32(b.dims.size());
    out.u32(0);
    for (const int64_t dim : b.dims) out.u64(static_cast<uint64_t>(dim));
  }
  for (const EncodedStep& s : steps_) {
    out.u32(static_cast<uint32_t>(s.op));
    out.u32(s.in.size());
    out.u32(s.out.size());
    out.u32(s.params.size());
    for (const uint32_t number : s.in) out.u32(number);
    for (const uint32_t number : s.out) out.u32(number);
    for (const Param& param : s.params) out.u64(static_cast<uint64_t>(param.i));
  }
  return out.take();
}

}  // namespace facet::test
