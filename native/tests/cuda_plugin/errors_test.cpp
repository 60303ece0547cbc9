// What a user reads where a GPU is missing, too old, full or broken, and what still works then.
#include <string>
#include <vector>

#include "tests/cuda_plugin/plugin.h"
#include "tests/relu_program.h"
#include "tests/test.h"

namespace facet::test {
namespace {

std::string devices() {
  const char* text = nullptr;
  CHECK(facet_devices(&text) == FACET_OK, facet_last_error());
  return text == nullptr ? "" : text;
}

bool listed(const char* part) { return devices().find(part) != std::string::npos; }

}  // namespace

// These come first: once a library is open it stays so.
FACET_TEST(errors, a_library_that_is_not_there) {
  const Environment library("FACET_CUDA_LIBRARY", "/nowhere/libfacet_cuda.so");
  CHECK(status_of_opening("cuda") == FACET_NO_DEVICE);
  CHECK(error_has("FACET_CUDA_LIBRARY names /nowhere/libfacet_cuda.so"), facet_last_error());
}

FACET_TEST(errors, no_library_is_named) {
  const Environment library("FACET_CUDA_LIBRARY", "");
  CHECK(status_of_opening("cuda:0") == FACET_NO_DEVICE);
  CHECK(
      error_has("searched: FACET_CUDA_LIBRARY (not set)") && error_has("facet-engine-native with classifier linux-x86_64-cuda"),
      facet_last_error());
  CHECK(listed("\"name\":\"cuda\",\"absent\":\"the library of the CUDA kernels is not there"), devices());
}

FACET_TEST(errors, a_file_that_is_no_library) {
  const Environment library("FACET_CUDA_LIBRARY", FACET_CASES_DIR "/relu.txt");
  CHECK(status_of_opening("cuda") == FACET_NO_DEVICE);
  CHECK(error_has("cannot be opened"), facet_last_error());
}

FACET_TEST(errors, a_library_of_another_version) {
  const Environment library("FACET_CUDA_LIBRARY", FACET_PLUGIN_OF_ANOTHER_VERSION);
  CHECK(status_of_opening("cuda") == FACET_NO_DEVICE);
  CHECK(error_has("use that of the same version"), facet_last_error());
}

FACET_TEST(errors, no_driver) {
  const FakeMachine machine;
  fake_cuda::machine().driver = 0;
  CHECK(status_of_opening("cuda") == FACET_NO_DEVICE);
  CHECK(error_has("there is no NVIDIA driver") && error_has("CUDA 13.0 or newer"), facet_last_error());
  CHECK(listed("\"absent\":\"there is no NVIDIA driver"), devices());
}

FACET_TEST(errors, a_driver_too_old) {
  const FakeMachine machine;
  fake_cuda::machine().driver = 12040;
  CHECK(status_of_opening("cuda") == FACET_NO_DEVICE);
  CHECK(error_has("knows CUDA up to 12.4") && error_has("needs 13.0: install a newer driver"), facet_last_error());
}

FACET_TEST(errors, no_gpu) {
  const FakeMachine machine;
  fake_cuda::machine().gpus = 0;
  CHECK(status_of_opening("cuda") == FACET_NO_DEVICE);
  CHECK(error_has("sees no GPU") && error_has("CUDA_VISIBLE_DEVICES"), facet_last_error());
}

FACET_TEST(errors, a_number_beyond_the_last_gpu) {
  const FakeMachine machine;
  CHECK(status_of_opening("cuda:2") == FACET_NO_DEVICE);
  CHECK(error_has("there are 2 GPUs, numbered from 0"), facet_last_error());
  for (const char* name : {"cuda:", "cuda:one", "cuda:-1", "cuda:1x", "cuda:99999999999"}) {
    CHECK(status_of_opening(name) == FACET_NO_DEVICE && error_has("cuda:N"), name, ": ", facet_last_error());
  }
}

FACET_TEST(errors, a_gpu_too_old) {
  const FakeMachine machine;
  fake_cuda::machine().capability = 70;
  CHECK(status_of_opening("cuda") == FACET_NO_DEVICE);
  CHECK(error_has("the Fake GPU is an sm_70") && error_has("sm_75 (Turing) or newer"), facet_last_error());
}

FACET_TEST(errors, a_gpu_that_another_process_holds) {
  const FakeMachine machine;
  fake_cuda::machine().opening = cudaErrorDevicesUnavailable;
  CHECK(status_of_opening("cuda") == FACET_NO_DEVICE);
  CHECK(error_has("another process holds the GPU exclusively"), facet_last_error());
}

FACET_TEST(errors, gpus_are_listed) {
  const FakeMachine machine;
  CHECK(listed("\"name\":\"cuda:1\",\"model\":\"Fake GPU\"") && listed("\"architecture\":\"sm_90\"") &&
            listed("\"driver\":\"CUDA 13.0\""),
        devices());
}

FACET_TEST(errors, too_little_memory) {
  const FakeMachine machine;
  const int64_t live = facet_live_bytes();
  {
    const TestDevice device(0, "cuda:1");
    const TestArena some(device, 1 << 20);
    facet_arena* none = nullptr;
    CHECK(facet_arena_create(device.get(), 64 << 20, &none) == FACET_OUT_OF_MEMORY && none == nullptr);
    CHECK(error_has("no memory on cuda:1: 67108864 bytes asked for") && error_has("of 67108864 free, 1048576 live in Facet") &&
              error_has("use a smaller batch"),
          facet_last_error());
    CHECK(facet_arena_create(device.get(), INT64_MAX, &none) == FACET_OUT_OF_MEMORY, facet_last_error());

    // Scratch memory is allocated when a program is made, and a program that is too large is refused before.
    EncodedProgram encoded;
    const uint32_t x = encoded.add_buffer(DType::f32, {15 << 18, 1}), y = encoded.add_buffer(DType::f32, {15 << 18, 1});
    encoded.add_step(Op::l2_normalize, {x}, {y}, {real(1e-6)});
    const TestArena most(device, 50 << 20);
    const auto bytes = encoded.bytes();
    facet_program* program = nullptr;
    CHECK(facet_program_create(device.get(), bytes.data(), static_cast<int64_t>(bytes.size()), &program) ==
          FACET_OUT_OF_MEMORY);
    CHECK(error_has("no memory on cuda:1: 15728640 bytes asked for"), facet_last_error());

    const auto large = relu_of(16 << 20).bytes();
    CHECK(facet_program_create(device.get(), large.data(), static_cast<int64_t>(large.size()), &program) ==
          FACET_OUT_OF_MEMORY);
    CHECK(error_has("the device has 67108864"), facet_last_error());

    const TestArena after(device, 1 << 20);  // nothing of this is in the way of what fits
  }
  CHECK(facet_live_bytes() == live);
}

FACET_TEST(errors, a_device_that_is_lost) {
  const FakeMachine machine;
  {
    const TestDevice device(0, "cuda");
    const BoundRelu relu(device);
    REQUIRE(facet_program_run(relu.program.get()) == FACET_OK, facet_last_error());

    fake_cuda::break_by(cudaErrorIllegalAddress);
    CHECK(facet_program_run(relu.program.get()) == FACET_KERNEL_FAILED);
    CHECK(error_has("the device failed while it ran the program") && error_has("cudaErrorIllegalAddress") &&
              error_has("this process cannot use the GPU any more: start it anew"),
          facet_last_error());
    CHECK(facet_program_run(relu.program.get()) == FACET_KERNEL_FAILED && error_has("start it anew"), facet_last_error());
    float value = 0;
    CHECK(facet_arena_write(relu.arena.get(), 0, &value, 4) == FACET_NO_DEVICE && error_has("start it anew"),
          facet_last_error());
    CHECK(facet_arena_read(relu.arena.get(), 0, &value, 4) == FACET_NO_DEVICE && error_has("copying from cuda:0"),
          facet_last_error());
    facet_arena* none = nullptr;
    CHECK(facet_arena_create(device.get(), 1024, &none) == FACET_NO_DEVICE, facet_last_error());
    CHECK(status_of_opening("cuda:1") == FACET_NO_DEVICE && error_has("start it anew"), facet_last_error());
    // Closing works all the same; the driver has taken the memory back.
  }
  const TestDevice cpu;
}

FACET_TEST(errors, a_device_that_is_lost_while_it_is_fed) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  const BoundRelu relu(device);
  const float values[4] = {};
  REQUIRE(facet_program_start(relu.program.get()) == FACET_OK, facet_last_error());
  REQUIRE(facet_program_feed(relu.program.get(), 0, 0, values, sizeof(values)) == FACET_OK, facet_last_error());
  REQUIRE(facet_program_finish(relu.program.get()) == FACET_OK, facet_last_error());

  fake_cuda::break_by(cudaErrorIllegalAddress);
  REQUIRE(facet_program_start(relu.program.get()) == FACET_OK, facet_last_error());
  float value = 0;
  CHECK(facet_arena_read(relu.arena.get(), 0, &value, 4) == FACET_NO_DEVICE, facet_last_error());  // waits for the step
  CHECK(facet_program_feed(relu.program.get(), 0, 0, values, sizeof(values)) == FACET_KERNEL_FAILED);
  CHECK(error_has("feeding 16 bytes at 0 of arena 0 beside a run") && error_has("cudaErrorIllegalAddress"), facet_last_error());
  CHECK(facet_program_finish(relu.program.get()) == FACET_KERNEL_FAILED);
  CHECK(error_has("the device failed while it ran the program") && error_has("start it anew"), facet_last_error());
  CHECK(facet_program_finish(relu.program.get()) == FACET_INVALID_ARGUMENT && error_has("not been started"),
        facet_last_error());
}

FACET_TEST(errors, too_little_memory_for_what_is_fed_beside_a_run) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  constexpr int64_t kCount = 5 << 20;
  const BoundRelu relu(device, kCount);
  REQUIRE(facet_program_start(relu.program.get()) == FACET_OK, facet_last_error());
  const std::vector<float> values(kCount);
  CHECK(facet_program_feed(relu.program.get(), 0, 0, values.data(), 4 * kCount) == FACET_OUT_OF_MEMORY);
  CHECK(error_has("no memory on cuda:0: 41943040 bytes asked for"), facet_last_error());
  REQUIRE(facet_program_finish(relu.program.get()) == FACET_OK, facet_last_error());
  CHECK(facet_program_feed(relu.program.get(), 0, 0, values.data(), 4 * kCount) == FACET_OK,
        facet_last_error());  // nothing runs
  REQUIRE(facet_program_run(relu.program.get()) == FACET_OK, facet_last_error());
}

FACET_TEST(errors, the_step_that_broke_the_device_is_named_when_profiling) {
  const FakeMachine machine;
  const TestDevice device(0, "cuda");
  const BoundRelu relu(device);
  REQUIRE(facet_program_profile(relu.program.get(), 1) == FACET_OK);
  fake_cuda::break_by(cudaErrorECCUncorrectable);
  CHECK(facet_program_run(relu.program.get()) == FACET_KERNEL_FAILED);
  CHECK(error_has("step 0") && error_has("relu_f32_cuda") && error_has("cudaErrorECCUncorrectable"), facet_last_error());
}

}  // namespace facet::test
