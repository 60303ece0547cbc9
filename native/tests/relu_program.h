// The smallest program that computes: y = relu(x), in one arena.
#pragma once

#include "tests/encoded_program.h"
#include "tests/handles.h"

namespace facet::test {

inline EncodedProgram relu_of(int64_t count) {
  EncodedProgram encoded;
  const uint32_t x = encoded.add_buffer(DType::f32, {count}), y = encoded.add_buffer(DType::f32, {count});
  encoded.add_step(Op::relu, {x}, {y});
  return encoded;
}

// Such a program with the arena it is bound to.
struct BoundRelu {
  EncodedProgram encoded;
  TestArena arena;
  TestProgram program;

  explicit BoundRelu(const TestDevice& device, int64_t count = 4)
      : encoded(relu_of(count)), arena(device, static_cast<int64_t>(encoded.arena_bytes(0))), program(device, encoded.bytes()) {
    REQUIRE(facet_program_bind(program.get(), 0, arena.get()) == FACET_OK, facet_last_error());
  }
};

}  // namespace facet::test
