// cuDNN and cuBLAS as rivals of Facet's kernels: what they are told, when they are bound, what is remembered.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

#include "core/op_table.h"
#include "tests/cuda_plugin/plugin.h"
#include "tests/encoded_program.h"
#include "tests/op_case.h"
#include "tests/test.h"

namespace facet::test {
namespace {

// A file name of this process' own, removed when the test ends.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("facet-" + std::to_string(getpid()) + "-" + name)) {
    std::filesystem::remove(path_);
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

 private:
  std::filesystem::path path_;
};

// Each test's own: what a process has measured for a file it remembers.
std::string fresh_name() {
  static int number = 0;
  return "choices-" + std::to_string(++number) + ".tsv";
}

// A machine on which both libraries are installed, and whose user has measured nothing yet.
struct MachineWithRivals {
  FakeMachine machine;
  Environment cudnn{"FACET_CUDNN_LIBRARY", FACET_FAKE_CUDNN}, cublas{"FACET_CUBLAS_LIBRARY", FACET_FAKE_CUBLAS};
  TemporaryFile choices{fresh_name()};
  Environment choices_name{"FACET_MEASURED_CHOICES", choices.path().c_str()};
};

// An op case as a program on a device.
class CaseProgram {
 public:
  CaseProgram(const TestDevice& device, const OpCase& c)
      : case_(c),
        buffers_(encoded_.add_case(c, DType::f32)),
        arena_(device, static_cast<int64_t>(encoded_.arena_bytes(0))),
        program_(device, encoded_.bytes()) {
    REQUIRE(facet_program_bind(program_.get(), 0, arena_.get()) == FACET_OK, facet_last_error());
    for (size_t i = 0; i < c.in.size(); ++i) {
      const std::vector<double> values = c.values(i);
      arena_.write(encoded_.offset(buffers_[i]), std::vector<float>(values.begin(), values.end()));
    }
  }

  std::string description() const {
    const char* text = nullptr;
    REQUIRE(facet_program_describe(program_.get(), &text) == FACET_OK, facet_last_error());
    return text;
  }
  // Refusals name kernels, too.
  bool runs_on(const char* kernel) const {
    return description().find("\"kernel\":\"" + std::string(kernel) + "\",\"refusals\"") != std::string::npos;
  }

  std::vector<float> run() const {
    REQUIRE(facet_program_run(program_.get()) == FACET_OK, case_.name, ": ", facet_last_error());
    return arena_.read<float>(encoded_.offset(buffers_[case_.in.size()]), static_cast<size_t>(case_.out[0].count()));
  }

 private:
  const OpCase& case_;
  EncodedProgram encoded_;
  std::vector<uint32_t> buffers_;
  TestArena arena_;
  TestProgram program_;
};

const OpCase& convolution() {
  static const OpCase c =
      parse_case(Op::conv2d, "c | in x:2,5,6,4 w:8,3,3,4 | out y:2,5,6,8 | params 1 1 1 1 1 1 1 1 1 0 | tol 1e-5");
  return c;
}

size_t count_wrong(const std::vector<float>& actual, const std::vector<float>& expected, double tolerance) {
  size_t wrong = 0;
  for (size_t i = 0; i < actual.size(); ++i) wrong += !agrees(actual[i], expected[i], tolerance);
  return wrong;
}

struct RivalCase {
  const OpCase* op_case;
  const char* rival;
};

// The cases on a GPU for each of two threads, at the same time.
void on_two_gpus(const std::vector<RivalCase>& cases) {
  const auto work = [&](const char* name) {
    const TestDevice gpu(0, name), cpu;
    for (const auto& [c, rival] : cases) {
      const CaseProgram program(gpu, *c);
      CHECK(program.runs_on(rival), name, ": ", program.description());
      const std::vector<float> expected = CaseProgram(cpu, *c).run();
      for (int run = 0; run < 3; ++run) CHECK(count_wrong(program.run(), expected, 2 * c->tolerance) == 0, rival, " on ", name);
    }
  };
  std::future<void> other = std::async(std::launch::async, work, "cuda:1");
  work("cuda:0");
  other.get();
}

void check_cases(Op op, const char* rival) {
  const TestDevice gpu(0, "cuda"), cpu;
  int checked = 0;
  for (const OpCase& c : cases_of(op)) {
    if (c.is_large()) continue;
    const CaseProgram on_gpu(gpu, c);
    if (!on_gpu.runs_on(rival)) continue;
    ++checked;
    const std::vector<float> expected = CaseProgram(cpu, c).run();
    for (int run = 0; run < 3; ++run) {  // the later ones are graphs
      const size_t wrong = count_wrong(on_gpu.run(), expected, 2 * c.tolerance);
      CHECK(wrong == 0, rival, " on ", c.name, ", run ", run, ": ", wrong, " of ", expected.size(), " wrong");
    }
  }
  CHECK(checked > 20, rival, " took ", checked, " cases");
}

}  // namespace

FACET_TEST(rivals, compute_the_op_cases) {
  const MachineWithRivals machine;
  const Environment always("FACET_RIVALS", "always");
  check_cases(Op::matmul, "matmul_f32_cublas");
  check_cases(Op::conv2d, "conv2d_f32_cudnn");
  check_cases(Op::conv2d_grad_data, "conv2d_grad_data_f32_cudnn");
  check_cases(Op::conv2d_grad_weights, "conv2d_grad_weights_f32_cudnn");
}

FACET_TEST(rivals, compute_with_all_digits_when_asked) {
  const MachineWithRivals machine;
  const Environment always("FACET_RIVALS", "always"), digits("FACET_TF32", "0");
  const TestDevice gpu(0, "cuda");
  CHECK(CaseProgram(gpu, convolution()).runs_on("conv2d_f32_cudnn"));
}

FACET_TEST(rivals, the_measured_fastest_is_bound_and_remembered) {
  const MachineWithRivals machine;
  fake_cuda::machine().rival_milliseconds = 0.5;
  const TestDevice gpu(0, "cuda:1");
  const std::string faster = CaseProgram(gpu, convolution()).description();
  CHECK(
      faster.find("\"kernel\":\"conv2d_f32_cudnn\",\"refusals\"") != std::string::npos &&
          faster.find("\"kernel\":\"conv2d_f32_cuda\",\"reason\":\"was not measured to be faster here\"") != std::string::npos,
      faster);
  const auto lines = machine.choices.lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with("Fake GPU driver 13000 cuBLAS 130000 cuDNN 90000 build ") &&
            lines[0].find(": conv2d 2x5x6x4 8x3x3x4 -> 2x5x6x8 params 1 1 1 1 1 1 1 1 1 0 tf32\tconv2d_f32_cudnn\t"
                          "conv2d_f32_cuda 1.00000 ms, conv2d_f32_cudnn 0.50000 ms") != std::string::npos,
        lines[0]);

  // From now on nothing is measured, here or in a process that finds the file.
  fake_cuda::machine().rival_milliseconds = 5;
  const int launches = fake_cuda::counts().launches;
  CHECK(CaseProgram(gpu, convolution()).runs_on("conv2d_f32_cudnn"));
  const TemporaryFile copy("copy.tsv");
  std::ofstream(copy.path()) << "no line of ours\n"
                             << lines[0] << "\n"
                             << "cut off";
  const Environment copied("FACET_MEASURED_CHOICES", copy.path().c_str());
  CHECK(CaseProgram(gpu, convolution()).runs_on("conv2d_f32_cudnn"));
  CHECK(fake_cuda::counts().launches == launches);

  // Another precision is another question.
  const Environment digits("FACET_TF32", "0");
  CHECK(CaseProgram(gpu, convolution()).runs_on("conv2d_f32_cuda"));
}

FACET_TEST(rivals, that_are_not_clearly_faster_are_not_bound) {
  for (const double milliseconds : {0.99, 1.0, 2.0}) {
    const MachineWithRivals machine;
    fake_cuda::machine().rival_milliseconds = milliseconds;
    const TestDevice gpu(0, "cuda");
    const std::string own = CaseProgram(gpu, convolution()).description();
    CHECK(
        own.find("\"kernel\":\"conv2d_f32_cuda\",\"refusals\"") != std::string::npos &&
            own.find("\"kernel\":\"conv2d_f32_cudnn\",\"reason\":\"was not measured to be faster here\"") != std::string::npos,
        milliseconds, ": ", own);
    CHECK(machine.choices.lines().size() == 1);
  }
}

FACET_TEST(rivals, are_kept_out_when_asked) {
  const MachineWithRivals machine;
  const TestDevice gpu(0, "cuda");
  {
    const Environment deterministic("FACET_DETERMINISTIC", "1"), always("FACET_RIVALS", "always");
    const std::string own = CaseProgram(gpu, convolution()).description();
    CHECK(own.find("\"kernel\":\"conv2d_f32_cuda\",\"refusals\"") != std::string::npos &&
              own.find("FACET_DETERMINISTIC=1 keeps to kernels that the shape alone chooses") != std::string::npos,
          own);
  }
  const Environment none("FACET_RIVALS", "0");
  const std::string own = CaseProgram(gpu, convolution()).description();
  CHECK(own.find("FACET_RIVALS=0 keeps to Facet's own kernels") != std::string::npos, own);
  CHECK(fake_cuda::counts().launches == 0 && machine.choices.lines().empty());
}

FACET_TEST(rivals, do_without_what_cannot_be_measured_or_written) {
  const MachineWithRivals machine;
  const Environment nowhere("FACET_MEASURED_CHOICES", "/proc/facet/choices.tsv");
  const TestDevice gpu(0, "cuda");
  CHECK(CaseProgram(gpu, convolution()).runs_on("conv2d_f32_cudnn"));

  // 30 MB of the GPU's 64 are there for timing a convolution that needs 48.
  const TestArena rest(gpu, 34 << 20);
  const OpCase large =
      parse_case(Op::conv2d, "l | in x:1,1024,1024,6 w:6,1,1,6 | out y:1,1024,1024,6 | params 1 1 0 0 0 0 1 1 1 0 | tol 1e-5");
  EncodedProgram encoded;
  encoded.add_case(large, DType::f32);
  const TestProgram program(gpu, encoded.bytes());
  const char* text = nullptr;
  REQUIRE(facet_program_describe(program.get(), &text) == FACET_OK);
  CHECK(std::strstr(text, "\"kernel\":\"conv2d_f32_cuda\",\"refusals\"") != nullptr, text);
}

FACET_TEST(rivals, refuse_what_they_cannot_do) {
  const MachineWithRivals machine;
  const Environment always("FACET_RIVALS", "always");
  const TestDevice gpu(0, "cuda");
  const auto refusal = [&](const char* line) { return CaseProgram(gpu, parse_case(Op::conv2d, line)).description(); };
  const std::string pads = refusal("p | in x:2,6,5,3 w:9,3,3,3 | out y:2,5,5,9 | params 1 1 0 2 1 0 1 1 1 0 | tol 1e-5");
  CHECK(pads.find("pads both ends alike") != std::string::npos, pads);
  const std::string relu = refusal("r | in x:2,5,6,4 w:8,3,3,4 | out y:2,5,6,8 | params 1 1 1 1 1 1 1 1 1 1 | tol 1e-5");
  CHECK(relu.find("has no activation without a bias") != std::string::npos, relu);
}

// Libraries are opened, shapes measured and remembered, and handles made, by whoever comes first.
FACET_TEST(rivals_of_two_threads, are_measured_and_remembered) {
  const MachineWithRivals machine;
  on_two_gpus({{&convolution(), "conv2d_f32_cudnn"}});
  const auto lines = machine.choices.lines();
  CHECK(lines.size() == 1 || lines.size() == 2, lines.size());  // one for both where one was done before the other began
  for (const std::string& line : lines) CHECK(std::count(line.begin(), line.end(), '\t') == 2, line);
}

FACET_TEST(rivals_of_two_threads, compute_at_once) {
  const MachineWithRivals machine;
  const Environment always("FACET_RIVALS", "always");
  fake_cuda::machine().memory_bytes = int64_t{256} << 20;  // cuBLAS wants 32 MB on each GPU, and the fake's share theirs
  const OpCase product = parse_case(Op::matmul, "m | in a:5,7 b:7,6 | out c:5,6 | params 0 0 0 | tol 1e-5");
  on_two_gpus({{&convolution(), "conv2d_f32_cudnn"}, {&product, "matmul_f32_cublas"}});
}

FACET_TEST(no_rivals, facet_does_without_them) {
  const FakeMachine machine;
  const Environment cudnn("FACET_CUDNN_LIBRARY", "/nowhere/libcudnn.so.9"), cublas("FACET_CUBLAS_LIBRARY", "");
  const TestDevice gpu(0, "cuda");
  const std::string text = CaseProgram(gpu, convolution()).description();
  CHECK(
      text.find("\"kernel\":\"conv2d_f32_cuda\",\"refusals\"") != std::string::npos &&
          text.find("no cuDNN: FACET_CUDNN_LIBRARY names /nowhere/libcudnn.so.9, which cannot be opened") != std::string::npos,
      text);
}

}  // namespace facet::test
