// Running a grid on the CPU.
#pragma once

#include <cstddef>
#include <functional>

#include "simt/stream.h"
#include "simt/types.h"

namespace facet::simt {

// Runs all blocks, one after another. Null if all went well, else the text of the fault, valid until this thread's next call.
const char* run_grid(const char* kernel, dim3 grid, dim3 block, size_t dynamic_shared_bytes, const CUstream_st* stream,
                     const std::function<void()>& thread_body) noexcept;

// Ends the running kernel with a fault: it has no code for this GPU.
[[noreturn]] void trap();

}  // namespace facet::simt
