# add_simt_library(<name> <sanitizers>): the kernels compiled by the C++ compiler, with the shim, as a static library under `sanitizers`
# (may be empty). Call it in a folder of its own: there a .cu file is C++, while nvcc's target keeps its language.

set(FACET_SIMT_ROOT ${CMAKE_CURRENT_LIST_DIR})
file(GLOB FACET_SIMT_SOURCES CONFIGURE_DEPENDS ${FACET_SIMT_ROOT}/*.cpp)

add_library(facet_simt_flags INTERFACE)
target_compile_options(facet_simt_flags INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wcast-align -Wno-unknown-pragmas
  $<$<BOOL:${FACET_WARNINGS_AS_ERRORS}>:-Werror>)

function(add_simt_library name sanitizers)
  set_source_files_properties(${FACET_CUDA_SOURCES} PROPERTIES LANGUAGE CXX)
  add_library(${name}_shim OBJECT ${FACET_SIMT_SOURCES})
  add_library(${name}_kernels OBJECT ${FACET_CUDA_SOURCES})
  add_library(${name} STATIC $<TARGET_OBJECTS:${name}_kernels> $<TARGET_OBJECTS:${name}_shim>)
  foreach(target ${name} ${name}_kernels ${name}_shim)
    target_include_directories(${target} PUBLIC ${FACET_SIMT_ROOT}/..)
    target_link_libraries(${target} PRIVATE facet_simt_flags)
    target_compile_definitions(${target} PUBLIC FACET_SIMT)
  endforeach()
  # g++ takes a .cu file for a linker script unless it is told.
  target_compile_options(${name}_kernels PRIVATE -x c++)
  if(sanitizers)
    set(flags -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
    if(sanitizers MATCHES undefined)
      # GCC looks whether threadIdx, a thread-local, lies at address 0 by the flags of an addition that the linker makes one without
      # flags (lea). A null pointer that is followed stops the program without this check, too.
      list(APPEND flags -fno-sanitize=null)
    endif()
    target_compile_options(${name} PUBLIC ${flags})
    target_compile_options(${name}_kernels PRIVATE ${flags})
    target_link_options(${name} PUBLIC -fsanitize=${sanitizers})
    if(sanitizers MATCHES thread)
      # The race detector watches the kernels and not the shim, which tells it what CUDA has synchronised.
      target_compile_definitions(${name}_shim PRIVATE FACET_SIMT_RACES)
    else()
      target_compile_options(${name}_shim PRIVATE ${flags})
    endif()
  endif()
endfunction()
