# Target `format_check`: fails when a native source is not formatted as .clang-format says; target `format` formats them.

# The build directory may lie inside native/, so only source folders are searched.
file(GLOB_RECURSE FACET_FORMAT_SOURCES CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/include/*.h ${PROJECT_SOURCE_DIR}/core/*.h ${PROJECT_SOURCE_DIR}/core/*.cpp
  ${PROJECT_SOURCE_DIR}/runtime/*.h ${PROJECT_SOURCE_DIR}/runtime/*.cpp ${PROJECT_SOURCE_DIR}/backend/*.h
  ${PROJECT_SOURCE_DIR}/backend/*.cpp ${PROJECT_SOURCE_DIR}/tests/*.h ${PROJECT_SOURCE_DIR}/tests/*.cpp ${PROJECT_SOURCE_DIR}/facet.cpp
  ${PROJECT_SOURCE_DIR}/../cuda-kernels/*.h ${PROJECT_SOURCE_DIR}/../cuda-kernels/*.cpp
  ${PROJECT_SOURCE_DIR}/../cuda-kernels/*.cuh ${PROJECT_SOURCE_DIR}/../cuda-kernels/*.cu)
# A build made there by hand holds sources that CMake writes.
list(FILTER FACET_FORMAT_SOURCES EXCLUDE REGEX "/build[^/]*/")

# Versions disagree about some lines; only the one that the sources are formatted with may refuse a build.
set(FACET_CLANG_FORMAT_VERSION 14)
find_program(FACET_CLANG_FORMAT NAMES clang-format-${FACET_CLANG_FORMAT_VERSION} clang-format)
set(FACET_CLANG_FORMAT_FOUND "")
if(FACET_CLANG_FORMAT)
  execute_process(COMMAND ${FACET_CLANG_FORMAT} --version OUTPUT_VARIABLE FACET_CLANG_FORMAT_TEXT)
  if(FACET_CLANG_FORMAT_TEXT MATCHES "version ([0-9]+)\\.")
    set(FACET_CLANG_FORMAT_FOUND ${CMAKE_MATCH_1})
  endif()
endif()

if(FACET_CLANG_FORMAT_FOUND STREQUAL FACET_CLANG_FORMAT_VERSION)
  add_custom_target(format_check ALL COMMAND ${FACET_CLANG_FORMAT} --dry-run --Werror ${FACET_FORMAT_SOURCES}
    COMMENT "Checking the format of the native sources; to repair: cmake --build <build> --target format" VERBATIM)
  add_custom_target(format COMMAND ${FACET_CLANG_FORMAT} -i ${FACET_FORMAT_SOURCES}
    COMMENT "Formatting the native sources" VERBATIM)
else()
  add_custom_target(format_check ALL COMMAND ${CMAKE_COMMAND} -E echo
    "format_check skipped: clang-format ${FACET_CLANG_FORMAT_VERSION} is not installed (Debian: apt install clang-format-${FACET_CLANG_FORMAT_VERSION})")
endif()
