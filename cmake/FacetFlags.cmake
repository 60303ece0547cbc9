# Compiler flags of every native target: C++20, position independent, hidden symbols, warnings as errors, optional sanitizers.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

set(FACET_SANITIZE "" CACHE STRING "Sanitizers, e.g. address,undefined or thread")
option(FACET_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" ON)

# Contraction is off outside the SIMD sources, so that a reference kernel gives the same bits on every machine.
add_library(facet_flags INTERFACE)
# GCC 12 reports std::string concatenation as overlapping (GCC bug 105651), hence -Wno-restrict.
target_compile_options(facet_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wcast-align -fno-math-errno
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
  $<$<BOOL:${FACET_WARNINGS_AS_ERRORS}>:-Werror>)
if(FACET_SANITIZE)
  target_compile_options(facet_flags INTERFACE -fsanitize=${FACET_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g1)
  target_link_options(facet_flags INTERFACE -fsanitize=${FACET_SANITIZE})
endif()
