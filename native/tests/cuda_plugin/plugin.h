// The plugin on the fake runtime, as the tests open it.
#pragma once

#include <cstring>
#include <string>

#include "facet/facet.h"
#include "fake_cuda/fake_cuda.h"
#include "tests/environment.h"
#include "tests/handles.h"

namespace facet::test {

// The length of a test on a machine with the driver and the GPUs of fake_cuda::machine().
class FakeMachine {
 public:
  FakeMachine() : library_("FACET_CUDA_LIBRARY", FACET_PLUGIN_ON_FAKE) { fake_cuda::reset(); }
  ~FakeMachine() {
    const fake_cuda::Counts left = fake_cuda::counts();
    CHECK(left.device_bytes == 0 && left.streams == 0, left.device_bytes, " bytes and ", left.streams, " streams are left");
    CHECK(fake_cuda::disorder().empty(), fake_cuda::disorder());
    fake_cuda::reset();
  }
  FakeMachine(const FakeMachine&) = delete;
  FakeMachine& operator=(const FakeMachine&) = delete;

 private:
  Environment library_;
};

inline bool error_has(const char* text) { return std::strstr(facet_last_error(), text) != nullptr; }

// The status of opening a device that must not open.
inline facet_status status_of_opening(const char* name) {
  facet_device* device = nullptr;
  const facet_status status = facet_device_open(name, 0, &device);
  CHECK(device == nullptr);
  return status;
}

}  // namespace facet::test
