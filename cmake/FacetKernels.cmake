# add_kernels(<file>...): compiles each SIMD source once per instruction-set level and adds the objects to the library `facet`.
#
# Inside such a source FACET_ISA_NS is the level's namespace (portable, avx2, avx512) and FACET_SIMD_BYTES its vector width. Everything
# that the source defines must live in that namespace: an inline function or template outside it would exist once per level under one
# name, and the linker would keep any of them, perhaps one that this processor cannot run. The test isa_symbols checks it.

set(FACET_ISA_LEVELS portable)
set(FACET_ISA_FLAGS_portable "")
set(FACET_ISA_BYTES_portable 16)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  list(APPEND FACET_ISA_LEVELS avx2 avx512)
  set(FACET_ISA_FLAGS_avx2 -mavx2 -mfma -mf16c)
  set(FACET_ISA_BYTES_avx2 32)
  set(FACET_ISA_FLAGS_avx512 -mavx512f -mavx512vl -mavx512dq -mavx512bw -mfma -mf16c -mprefer-vector-width=512)
  set(FACET_ISA_BYTES_avx512 64)
endif()

# Sanitizers blow the fully inlined kernels up so much that -O3 takes them many minutes; -O1 inlines them as well.
if(FACET_SANITIZE)
  set(FACET_KERNEL_OPTIMISATION -O1)
else()
  set(FACET_KERNEL_OPTIMISATION -O3)
endif()

function(add_kernels)
  foreach(level IN LISTS FACET_ISA_LEVELS)
    set(objects facet_kernels_${level})
    add_library(${objects} OBJECT ${ARGN})
    target_include_directories(${objects} PRIVATE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/../cuda-kernels)
    target_link_libraries(${objects} PRIVATE facet_flags)
    target_compile_definitions(${objects} PRIVATE FACET_ISA_NS=${level} FACET_SIMD_BYTES=${FACET_ISA_BYTES_${level}})
    # -Wno-psabi: vectors are passed between functions of one level only, never across an ABI.
    target_compile_options(${objects} PRIVATE ${FACET_KERNEL_OPTIMISATION} -Wno-psabi -ffp-contract=fast ${FACET_ISA_FLAGS_${level}})
    target_sources(facet PRIVATE $<TARGET_OBJECTS:${objects}>)
  endforeach()
endfunction()
