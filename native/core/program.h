// A decoded program: what docs/program-format.md describes, as plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/kernel.h"

namespace facet {

struct ProgramBuffer {
  uint32_t arena = 0;
  uint64_t offset = 0, bytes = 0;
  TensorView view;  // data is null
};

struct ProgramStep {
  Op op;
  std::vector<uint32_t> in, out;  // buffer numbers
  std::vector<Param> params;
};

struct Program {
  std::vector<uint64_t> arena_bytes;
  uint32_t constant_arenas = 0;  // bit i: arena i
  std::vector<ProgramBuffer> buffers;
  std::vector<ProgramStep> steps;

  bool is_constant(uint32_t buffer) const { return (constant_arenas >> buffers[buffer].arena & 1) != 0; }
};

// Decodes the bytes and checks everything that does not depend on an op's meaning. Throws Error FACET_INVALID_PROGRAM, whose
// text names the step or buffer. Work and memory are bounded by the number of bytes.
Program decode_program(std::span<const std::byte> encoded);

// Checks every step against its op's rules of docs/ops.md (types, shapes, parameters) and the rule about shared memory. Throws
// Error FACET_INVALID_PROGRAM.
void verify_program(const Program& program);

}  // namespace facet
