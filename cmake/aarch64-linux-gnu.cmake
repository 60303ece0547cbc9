# Toolchain: builds for 64-bit ARM on Debian's cross compiler (apt install g++-aarch64-linux-gnu qemu-user) and runs tests under QEMU.
# Vectors are NEON's, which every such processor has: the portable level is the only one.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
# This compiler takes dims[rank - 1] in a launcher of a GPU kernel for an access of element -1.
set(CMAKE_CXX_FLAGS_INIT "-Wno-maybe-uninitialized")
set(CMAKE_FIND_ROOT_PATH /usr/aarch64-linux-gnu)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
find_program(FACET_QEMU NAMES qemu-aarch64 qemu-aarch64-static)
if(FACET_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR "${FACET_QEMU};-L;/usr/aarch64-linux-gnu")
endif()
