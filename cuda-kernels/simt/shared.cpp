#include "simt/shared.h"

#include <string>

#include "simt/block.h"

namespace facet::simt {

void* static_shared_memory(const void* key, size_t bytes) { return Block::current().static_shared(key, bytes); }

void* dynamic_shared_memory() { return Block::current().dynamic_shared(); }

size_t dynamic_shared_bytes() { return Block::current().dynamic_shared_bytes(); }

size_t shared_address(const void* p) { return Block::current().shared_address(p); }

void shared_index_fault(long long index, int width, long long count) {
  const std::string what =
      width == 1 ? std::string("shared index ") + std::to_string(index)
                 : std::string("a vector of ") + std::to_string(width) + " at shared index " + std::to_string(index);
  Block::current().fault(what + " is outside an array of " + std::to_string(count) + (width == 1 ? "" : ", or misaligned"));
}

}  // namespace facet::simt
