#include <bit>
#include <cstring>

#include "core/dtype.h"
#include "core/op_table.h"
#include "core/program.h"
#include "core/status.h"

static_assert(std::endian::native == std::endian::little, "programs are little-endian and are read without conversion");

namespace facet {
namespace {

constexpr uint32_t kMagic = 0x50544346;
constexpr uint32_t kMaxArenas = 16;
constexpr uint32_t kMaxRecords = 1u << 20;
constexpr uint64_t kMaxBytes = uint64_t{1} << 48;  // far beyond any memory, and sums of two stay far from overflow
constexpr uint64_t kAlignment = 64;
// The smallest records, so that a count is refused before memory is taken for it.
constexpr size_t kMinBufferBytes = 4 + 4 + 8 + 4 + 4 + 8;
constexpr size_t kMinStepBytes = 4 * 4;

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  uint32_t u32(const char* what) { return read<uint32_t>(what); }
  uint64_t u64(const char* what) { return read<uint64_t>(what); }
  size_t left() const { return bytes_.size() - at_; }

 private:
  template <typename T>
  T read(const char* what) {
    if (left() < sizeof(T)) fail(FACET_INVALID_PROGRAM, "the program ends at byte ", bytes_.size(), ", within ", what);
    T value;
    std::memcpy(&value, bytes_.data() + at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }

  std::span<const std::byte> bytes_;
  size_t at_ = 0;
};

void check_count(const char* what, uint32_t count, uint32_t most, size_t record_bytes, const Reader& in) {
  if (count > most) fail(FACET_INVALID_PROGRAM, count, " ", what, "; at most ", most, " are allowed");
  if (count > in.left() / record_bytes) {
    fail(FACET_INVALID_PROGRAM, count, " ", what, " do not fit into the ", in.left(), " bytes that are left");
  }
}

ProgramBuffer read_buffer(Reader& in, uint32_t number, const std::vector<uint64_t>& arena_bytes) {
  ProgramBuffer buffer;
  buffer.arena = in.u32("a buffer's arena");
  const uint32_t dtype = in.u32("a buffer's type");
  buffer.offset = in.u64("a buffer's offset");
  const uint32_t rank = in.u32("a buffer's rank");
  const uint32_t reserved = in.u32("a buffer's reserved field");
  if (buffer.arena >= arena_bytes.size()) {
    fail(FACET_INVALID_PROGRAM, "buffer ", number, ": arena ", buffer.arena, " of ", arena_bytes.size());
  }
  if (dtype >= kDTypeCount) fail(FACET_INVALID_PROGRAM, "buffer ", number, ": unknown type ", dtype);
  if (rank < 1 || rank > kMaxRank) fail(FACET_INVALID_PROGRAM, "buffer ", number, ": rank ", rank, " is not in 1..", kMaxRank);
  if (reserved != 0) fail(FACET_INVALID_PROGRAM, "buffer ", number, ": the reserved field is ", reserved, ", not 0");
  if (buffer.offset % kAlignment != 0) {
    fail(FACET_INVALID_PROGRAM, "buffer ", number, ": offset ", buffer.offset, " is not a multiple of ", kAlignment);
  }
  buffer.view.dtype = static_cast<DType>(dtype);
  buffer.view.rank = static_cast<int>(rank);
  uint64_t bytes = static_cast<uint64_t>(size_of(buffer.view.dtype));
  for (uint32_t i = 0; i < rank; ++i) {
    const uint64_t dim = in.u64("a buffer's dims");
    if (dim < 1 || dim > kMaxBytes / bytes) {
      fail(FACET_INVALID_PROGRAM, "buffer ", number, ": dim ", i, " is ", dim, ", zero or too large");
    }
    bytes *= dim;
    buffer.view.dims[i] = static_cast<int64_t>(dim);
  }
  buffer.bytes = bytes;
  const uint64_t room = arena_bytes[buffer.arena];
  if (bytes > room || buffer.offset > room - bytes) {
    fail(FACET_INVALID_PROGRAM, "buffer ", number, ": bytes ", buffer.offset, " .. +", bytes, " lie outside arena ",
         buffer.arena, " of ", room, " bytes");
  }
  return buffer;
}

std::vector<uint32_t> read_operands(Reader& in, uint32_t count, uint32_t step, const char* what, size_t buffers) {
  std::vector<uint32_t> numbers(count);
  for (uint32_t& number : numbers) {
    number = in.u32("a step's operands");
    if (number >= buffers) fail(FACET_INVALID_PROGRAM, "step ", step, ": ", what, " buffer ", number, " of ", buffers);
  }
  return numbers;
}

ProgramStep read_step(Reader& in, uint32_t number, size_t buffers) {
  const uint32_t op = in.u32("a step's op");
  const uint32_t inputs = in.u32("a step's input count");
  const uint32_t outputs = in.u32("a step's output count");
  const uint32_t params = in.u32("a step's param count");
  if (op >= kOpCount) fail(FACET_INVALID_PROGRAM, "step ", number, ": unknown op ", op);
  ProgramStep step;
  step.op = static_cast<Op>(op);
  const OpInfo& info = op_info(step.op);
  const auto wrong = [&](const char* what, uint32_t count) {
    fail(FACET_INVALID_PROGRAM, "step ", number, " (", info.name, "): ", count, " ", what);
  };
  if (inputs < static_cast<uint32_t>(info.inputs_min) || inputs > static_cast<uint32_t>(info.inputs_max))
    wrong("inputs", inputs);
  if (outputs != static_cast<uint32_t>(info.outputs)) wrong("outputs", outputs);
  if (params != static_cast<uint32_t>(info.params)) wrong("params", params);
  step.in = read_operands(in, inputs, number, "input", buffers);
  step.out = read_operands(in, outputs, number, "output", buffers);
  step.params.resize(params);
  for (Param& param : step.params) param.i = static_cast<int64_t>(in.u64("a step's params"));
  return step;
}

}  // namespace

Program decode_program(std::span<const std::byte> encoded) {
  Reader in(encoded);
  const uint32_t magic = in.u32("the magic");
  if (magic != kMagic) fail(FACET_INVALID_PROGRAM, "not a Facet program: the magic is ", magic, ", not ", kMagic);
  const uint32_t version = in.u32("the version");
  if (version != FACET_ABI_VERSION) {
    fail(FACET_INVALID_PROGRAM, "program version ", version, "; this library reads version ", FACET_ABI_VERSION);
  }
  const uint32_t arenas = in.u32("the arena count");
  const uint32_t buffers = in.u32("the buffer count");
  const uint32_t steps = in.u32("the step count");
  const uint32_t constant = in.u32("the constant arenas");
  if (arenas < 1) fail(FACET_INVALID_PROGRAM, "a program needs at least one arena");

  Program program;
  check_count("arenas", arenas, kMaxArenas, sizeof(uint64_t), in);
  if (constant >> arenas != 0) {
    fail(FACET_INVALID_PROGRAM, "the constant arenas are ", constant, ", bits beyond the ", arenas, " arenas");
  }
  program.constant_arenas = constant;
  for (uint32_t i = 0; i < arenas; ++i) {
    const uint64_t bytes = in.u64("the arenas");
    if (bytes > kMaxBytes) fail(FACET_INVALID_PROGRAM, "arena ", i, ": ", bytes, " bytes are more than any machine has");
    program.arena_bytes.push_back(bytes);
  }
  check_count("buffers", buffers, kMaxRecords, kMinBufferBytes, in);
  program.buffers.reserve(buffers);
  for (uint32_t i = 0; i < buffers; ++i) program.buffers.push_back(read_buffer(in, i, program.arena_bytes));
  check_count("steps", steps, kMaxRecords, kMinStepBytes, in);
  program.steps.reserve(steps);
  for (uint32_t i = 0; i < steps; ++i) program.steps.push_back(read_step(in, i, program.buffers.size()));
  if (in.left() != 0) fail(FACET_INVALID_PROGRAM, in.left(), " bytes follow the last step");
  return program;
}

}  // namespace facet
