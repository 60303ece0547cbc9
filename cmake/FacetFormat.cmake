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

find_program(FACET_CLANG_FORMAT clang-format)
if(FACET_CLANG_FORMAT)
  add_custom_target(format_check COMMAND ${FACET_CLANG_FORMAT} --dry-run --Werror ${FACET_FORMAT_SOURCES}
    COMMENT "Checking the format of the native sources; to repair: cmake --build <build> --target format" VERBATIM)
  add_custom_target(format COMMAND ${FACET_CLANG_FORMAT} -i ${FACET_FORMAT_SOURCES}
    COMMENT "Formatting the native sources" VERBATIM)
else()
  add_custom_target(format_check COMMAND ${CMAKE_COMMAND} -E echo "format_check skipped: clang-format is not installed (Debian: apt install clang-format)")
endif()
