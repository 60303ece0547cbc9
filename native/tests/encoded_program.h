// Writes programs as docs/program-format.md describes, for the tests of the decoder and the C ABI.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/kernel.h"
#include "tests/op_case.h"

namespace facet::test {

class EncodedProgram {
 public:
  // All buffers lie in arenas that grow as they are added; arena 0 exists from the start.
  uint32_t add_arena();
  // Adds a buffer behind the others of its arena and returns its number.
  uint32_t add_buffer(DType type, const std::vector<int64_t>& dims, uint32_t arena = 0);
  uint32_t add_buffer_at(uint64_t offset, DType type, const std::vector<int64_t>& dims, uint32_t arena = 0);
  void add_step(Op op, const std::vector<uint32_t>& in, const std::vector<uint32_t>& out,
                const std::vector<Param>& params = {});
  // The case's step with buffers of its own, floating ones as `type`. Returns their numbers: inputs, then outputs.
  std::vector<uint32_t> add_case(const OpCase& c, DType type, AsFloats floats = {});

  void make_constant(uint32_t arena) { constant_arenas_ |= 1u << arena; }

  uint64_t offset(uint32_t buffer) const { return buffers_[buffer].offset; }
  uint64_t arena_bytes(uint32_t arena) const { return arenas_[arena]; }
  std::vector<std::byte> bytes() const;

 private:
  struct Buffer {
    uint32_t arena;
    DType type;
    uint64_t offset;
    std::vector<int64_t> dims;
  };
  struct EncodedStep {
    Op op;
    std::vector<uint32_t> in, out;
    std::vector<Param> params;
  };
  std::vector<uint64_t> arenas_{0};
  uint32_t constant_arenas_ = 0;
  std::vector<Buffer> buffers_;
  std::vector<EncodedStep> steps_;
};

inline Param integer(int64_t value) {
  Param param;
  param.i = value;
  return param;
}

inline Param real(double value) {
  Param param;
  param.f = value;
  return param;
}

}  // namespace facet::test
