// The CUDA library of another version of Facet: it knows no interface that it is asked for.
#include <cstdint>

extern "C" __attribute__((visibility("default"))) void* facet_gpu_runtime(uint32_t) { return nullptr; }
