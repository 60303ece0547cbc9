/* Facet's C ABI: the only door between Java and native code, and the only header JavaCPP parses.
 *
 * Java plans a network into one immutable *program* (arenas, buffers, steps; see docs/program-format.md); native code
 * verifies it once, binds the best kernel to every step, and runs it: one call per training step, no allocation while
 * it runs.
 *
 * Conventions
 * - Every function that can fail returns a facet_status; facet_last_error() then gives the calling thread's message.
 * - Handles are opaque; `out` parameters come last and are written only on FACET_OK.
 * - No function throws, aborts or calls back. A null handle or pointer is FACET_INVALID_ARGUMENT; destroying null is a no-op.
 * - Thread rules: a device may be used from many threads; one program runs on one thread at a time (FACET_BUSY otherwise).
 *   Programs of one device take turns, and a copy that begins after a run finds what it has computed.
 *   An arena must outlive every program that it is bound to: destroying a bound arena is FACET_BUSY, and destroying a device
 *   with live arenas or programs is FACET_BUSY.
 */
#ifndef FACET_FACET_H
#define FACET_FACET_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define FACET_NOEXCEPT noexcept
#else
#define FACET_NOEXCEPT
#endif

/* Changes whenever a signature or the program format changes; Java refuses a library of another version. */
#define FACET_ABI_VERSION 3

typedef enum facet_status {
  FACET_OK = 0,
  FACET_INVALID_ARGUMENT = 1, /* a null, an index or a size out of range */
  FACET_INVALID_PROGRAM = 2,  /* the encoded program is malformed; the message names the step and the buffer */
  FACET_UNSUPPORTED = 3,      /* no kernel of this device takes the step; the message lists each kernel's refusal */
  FACET_OUT_OF_MEMORY = 4,    /* the message gives the bytes asked for and the bytes live */
  FACET_BUSY = 5,             /* a handle is in use elsewhere */
  FACET_NO_DEVICE = 6,        /* the device does not exist here; the message says what is missing */
  FACET_KERNEL_FAILED = 7,    /* a step failed while running; the message gives step, op, kernel and shapes */
  FACET_INTERNAL = 8          /* a defect of Facet */
} facet_status;

typedef struct facet_device facet_device;
typedef struct facet_arena facet_arena;
typedef struct facet_program facet_program;

/* ---- library -------------------------------------------------------------------------------------------------- */

/* FACET_ABI_VERSION of the loaded library. */
int32_t facet_abi_version(void) FACET_NOEXCEPT;
/* The calling thread's last error message; empty if none. Valid until the thread's next failing call. */
const char* facet_last_error(void) FACET_NOEXCEPT;
/* Number of ops in the op table; their codes are 0 .. count-1. */
int32_t facet_op_count(void) FACET_NOEXCEPT;
/* Name of an op, or null if the code is out of range. */
const char* facet_op_name(int32_t op) FACET_NOEXCEPT;
/* Bytes of all live arenas and program scratch memory of this process. */
int64_t facet_live_bytes(void) FACET_NOEXCEPT;
/* How many calls of functions that return a status this process has made so far, on all threads. */
int64_t facet_calls(void) FACET_NOEXCEPT;

/* ---- devices -------------------------------------------------------------------------------------------------- */

/* Opens a device. name: "cpu", "cuda:N" (GPU N; "cuda" is cuda:0) or "simt" (the CUDA kernels run on the CPU, slowly: for
 * tests). Behind a comma it may have the option precision=f32, tf32 or bf16: to what factors of matrix products and
 * convolutions may be rounded; by default f32 on the CPU, which knows no other, and tf32 on GPUs (f32 with FACET_TF32=0).
 * threads: CPU threads, 0 = FACET_THREADS, else one per available core. */
facet_status facet_device_open(const char* name, int32_t threads, facet_device** out) FACET_NOEXCEPT;
facet_status facet_device_close(facet_device* device) FACET_NOEXCEPT;
/* A JSON array of the devices that can be opened here, an object each; a kind that is absent has a member "absent" that says
 * why. Valid until the thread's next call of this function. */
facet_status facet_devices(const char** out) FACET_NOEXCEPT;
/* Names the file of the library with the CUDA kernels, for the first opening of a cuda device. Without it, and where the file
 * does not exist, libfacet_cuda.so beside this library counts; the environment variable FACET_CUDA_LIBRARY goes before both. */
facet_status facet_cuda_library(const char* file) FACET_NOEXCEPT;
/* A JSON object: name, threads, isa level in use and levels available, kernel lists per op. Valid while the device lives. */
facet_status facet_device_describe(facet_device* device, const char** out) FACET_NOEXCEPT;

/* ---- memory --------------------------------------------------------------------------------------------------- */

/* A zeroed block of device memory, 64-byte aligned (at least), with 64 readable bytes behind its end. bytes > 0. */
facet_status facet_arena_create(facet_device* device, int64_t bytes, facet_arena** out) FACET_NOEXCEPT;
facet_status facet_arena_destroy(facet_arena* arena) FACET_NOEXCEPT;
/* The arena's address if the host can read and write it directly, else null. */
facet_status facet_arena_host_address(facet_arena* arena, void** out) FACET_NOEXCEPT;
/* Copies between host memory and [offset, offset + bytes) of the arena; synchronous. */
facet_status facet_arena_write(facet_arena* arena, int64_t offset, const void* source, int64_t bytes) FACET_NOEXCEPT;
facet_status facet_arena_read(facet_arena* arena, int64_t offset, void* target, int64_t bytes) FACET_NOEXCEPT;

/* ---- programs ------------------------------------------------------------------------------------------------- */

/* Decodes and verifies a program and binds a kernel to every step. The bytes may be freed afterwards. */
facet_status facet_program_create(facet_device* device, const void* encoded, int64_t bytes, facet_program** out) FACET_NOEXCEPT;
facet_status facet_program_destroy(facet_program* program) FACET_NOEXCEPT;
/* Gives the program the memory of its arena number `index`; the arena must be of the same device and large enough. */
facet_status facet_program_bind(facet_program* program, int32_t index, facet_arena* arena) FACET_NOEXCEPT;
/* Runs all steps in order; every arena must be bound. Returns when the outputs are complete. Steps whose results are constant
 * (docs/program-format.md) run in the first run only. */
facet_status facet_program_run(facet_program* program) FACET_NOEXCEPT;
/* The two halves of a run, for a host that has something else to do meanwhile: start returns as soon as the device has its
 * work, which on a CPU is when all of it is computed; finish waits for it and reports what failed. In between the program can
 * be fed and destroyed, and is FACET_BUSY for everything else. */
facet_status facet_program_start(facet_program* program) FACET_NOEXCEPT;
facet_status facet_program_finish(facet_program* program) FACET_NOEXCEPT;
/* Copies host memory to [offset, offset + bytes) of the arena that is bound as number `index`. Where the program has been
 * started and not finished, the copy travels beside the run, which sees nothing of it, and is in its place when finish
 * returns; the first such feed of an arena allocates a second one of the arena's size. Otherwise as facet_arena_write.
 * `source` may be used again when the call returns. */
facet_status facet_program_feed(facet_program* program, int32_t index, int64_t offset, const void* source,
                                int64_t bytes) FACET_NOEXCEPT;
/* Says that what the program's constant arenas hold was changed: the next run computes anew what follows from it. */
facet_status facet_program_renew(facet_program* program) FACET_NOEXCEPT;
/* A JSON array, one object a step: op, types and shapes of inputs and outputs, kernel bound, refusals of the kernels tried
 * before, milliseconds of the last run when profiling is on. Valid until the next call for this program. */
facet_status facet_program_describe(facet_program* program, const char** out) FACET_NOEXCEPT;
/* Switches per-step timing on (1) or off (0). */
facet_status facet_program_profile(facet_program* program, int32_t on) FACET_NOEXCEPT;

#ifdef __cplusplus
}
#endif

#endif
