// Warpgroup-collective matrix tiles of Hopper (wgmma, sm_90a) with float sums: D += A B, B of kColumns columns in shared
// memory. TF32 factors, 8 deep, with A, 64 rows, in registers; or bf16 factors, 16 deep, with A in shared memory, too.
//
// The four warps of a group (threads 128 i to 128 i + 127) multiply 16 rows each; the layout of a warp's A and D is that of
// mma.m16n8k8 (device/mma.cuh), D being kColumns / 8 such tiles. The products run beside the warps: neither A nor D may be
// touched between wgmma and the wait for its group.
#pragma once

#include <cstdint>

#include "device/mma.cuh"

#if defined(FACET_SIMT)
#include "simt/wgmma.h"
#endif

namespace facet::kernels::inline FACET_KERNELS_ABI {

#if defined(FACET_SIMT) || defined(__CUDA_ARCH_FEAT_SM90_ALL)
inline constexpr bool kHasWgmma = true;
#else
inline constexpr bool kHasWgmma = false;
#endif

// B in shared memory (or A, by rows): column n is the row n of a depth_contiguous panel of depth 32 (device/gemm_tile.cuh),
// which is the order that the hardware calls 128-byte swizzle; the panel begins at a multiple of 1024 bytes.
struct WgmmaPanel {
  uint64_t descriptor;
};

// The panel at float `panel` of the shared memory, from depth `depth` (a multiple of 8) on.
__device__ __forceinline__ WgmmaPanel wgmma_panel(const SharedSpan<float>& shared, int panel, int depth) {
  // Start address, distance of groups of eight rows (both without their low 4 bits), and 1 for the 128-byte swizzle.
  const auto address = static_cast<uint32_t>(__cvta_generic_to_shared(&shared[panel + depth]));
  return {uint64_t{(address & 0x3ffff) >> 4} | uint64_t{1} << 16 | uint64_t{1024 >> 4} << 32 | uint64_t{1} << 62};
}

// What the asynchronous copies of this thread have brought becomes visible to wgmma; between the wait for them and a barrier.
__device__ __forceinline__ void wgmma_publish() {
#if defined(FACET_SIMT)
  simt::wgmma_publish();
#elif defined(__CUDA_ARCH_FEAT_SM90_ALL)
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
#endif
}

// Before the first wgmma after registers of A or D were written.
__device__ __forceinline__ void wgmma_fence() {
#if defined(FACET_SIMT)
  simt::wgmma_fence();
#elif defined(__CUDA_ARCH_FEAT_SM90_ALL)
  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#endif
}

__device__ __forceinline__ void wgmma_commit() {
#if defined(FACET_SIMT)
  simt::wgmma_commit();
#elif defined(__CUDA_ARCH_FEAT_SM90_ALL)
  asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
#endif
}

// All groups of wgmma but the newest `kGroupsInFlight` are complete.
template <int kGroupsInFlight>
__device__ __forceinline__ void wgmma_wait() {
#if defined(FACET_SIMT)
  simt::wgmma_wait(kGroupsInFlight);
#elif defined(__CUDA_ARCH_FEAT_SM90_ALL)
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(kGroupsInFlight) : "memory");
#endif
}

// After the wait: keeps the compiler from using D's registers before it. To the compiler wgmma is an instruction like others,
// which has ended when the next one begins.
template <int kTiles>
__device__ __forceinline__ void wgmma_hold(MmaAccumulator (&d)[kTiles]) {
#if defined(__CUDA_ARCH_FEAT_SM90_ALL)
#pragma unroll
  for (int t = 0; t < kTiles; ++t)
#pragma unroll
    for (int i = 0; i < 4; ++i) asm volatile("" : "+f"(d[t].r[i])::"memory");
#else
  static_cast<void>(d);
#endif
}

#define FACET_WGMMA_D1(t) "+f"(d[t].r[0]), "+f"(d[t].r[1]), "+f"(d[t].r[2]), "+f"(d[t].r[3])
#define FACET_WGMMA_D8(t)                                                                                        \
  FACET_WGMMA_D1(t), FACET_WGMMA_D1(t + 1), FACET_WGMMA_D1(t + 2), FACET_WGMMA_D1(t + 3), FACET_WGMMA_D1(t + 4), \
      FACET_WGMMA_D1(t + 5), FACET_WGMMA_D1(t + 6), FACET_WGMMA_D1(t + 7)
#define FACET_WGMMA_AB "r"(a.r[0]), "r"(a.r[1]), "r"(a.r[2]), "r"(a.r[3]), "l"(b.descriptor), "r"(static_cast<int>(accumulate))
#define FACET_WGMMA_PANELS "l"(a.descriptor), "l"(b.descriptor), "r"(static_cast<int>(accumulate))
// The names of 32 registers from a number's tens and units on are written out: the preprocessor cannot count.
#define FACET_WGMMA_R0                                                                                             \
  "%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,%15,%16,%17,%18,%19,%20,%21,%22,%23,%24,%25,%26,%27,%28,%29," \
  "%30,%31"
#define FACET_WGMMA_R32                                                                                              \
  "%32,%33,%34,%35,%36,%37,%38,%39,%40,%41,%42,%43,%44,%45,%46,%47,%48,%49,%50,%51,%52,%53,%54,%55,%56,%57,%58,%59," \
  "%60,%61,%62,%63"
#define FACET_WGMMA_R64                                                                                              \
  "%64,%65,%66,%67,%68,%69,%70,%71,%72,%73,%74,%75,%76,%77,%78,%79,%80,%81,%82,%83,%84,%85,%86,%87,%88,%89,%90,%91," \
  "%92,%93,%94,%95"
#define FACET_WGMMA_R96                                                                                                  \
  "%96,%97,%98,%99,%100,%101,%102,%103,%104,%105,%106,%107,%108,%109,%110,%111,%112,%113,%114,%115,%116,%117,%118,%119," \
  "%120,%121,%122,%123,%124,%125,%126,%127"

// d[t] += columns 8 t to 8 t + 7 of a b (= unless `accumulate`), for the calling warp's rows; kColumns 64, 128 or 256.
template <int kColumns>
__device__ __forceinline__ void wgmma_m64k8(MmaAccumulator (&d)[kColumns / 8], const MmaFragmentA& a, const WgmmaPanel& b,
                                            bool accumulate) {
  static_assert(kColumns == 64 || kColumns == 128 || kColumns == 256);
#if defined(FACET_SIMT)
  simt::wgmma_m64k8_tf32(d[0].r, a.r, b.descriptor, kColumns, accumulate);
#elif defined(__CUDA_ARCH_FEAT_SM90_ALL)
  if constexpr (kColumns == 64)
    asm volatile(
        "{\n.reg .pred p;\nsetp.ne.b32 p, %37, 0;\n"
        "wgmma.mma_async.sync.aligned.m64n64k8.f32.tf32.tf32 {" FACET_WGMMA_R0 "}, {%32,%33,%34,%35}, %36, p, 1, 1;\n}"
        : FACET_WGMMA_D8(0)
        : FACET_WGMMA_AB);
  else if constexpr (kColumns == 128)
    asm volatile(
        "{\n.reg .pred p;\nsetp.ne.b32 p, %69, 0;\n"
        "wgmma.mma_async.sync.aligned.m64n128k8.f32.tf32.tf32 {" FACET_WGMMA_R0 "," FACET_WGMMA_R32
        "}, {%64,%65,%66,%67}, %68, p, 1, 1;\n}"
        : FACET_WGMMA_D8(0), FACET_WGMMA_D8(8)
        : FACET_WGMMA_AB);
  else
    asm volatile(
        "{\n.reg .pred p;\nsetp.ne.b32 p, %133, 0;\n"
        "wgmma.mma_async.sync.aligned.m64n256k8.f32.tf32.tf32 {" FACET_WGMMA_R0 "," FACET_WGMMA_R32 "," FACET_WGMMA_R64
        "," FACET_WGMMA_R96 "}, {%128,%129,%130,%131}, %132, p, 1, 1;\n}"
        : FACET_WGMMA_D8(0), FACET_WGMMA_D8(8), FACET_WGMMA_D8(16), FACET_WGMMA_D8(24)
        : FACET_WGMMA_AB);
#endif
}

// The same for factors of bf16, A being the 64 rows from `a` on. A depth of 8 words are 16 numbers.
template <int kColumns>
__device__ __forceinline__ void wgmma_m64k16_bf16(MmaAccumulator (&d)[kColumns / 8], const WgmmaPanel& a, const WgmmaPanel& b,
                                                  bool accumulate) {
  static_assert(kColumns == 64 || kColumns == 128 || kColumns == 256);
#if defined(FACET_SIMT)
  simt::wgmma_m64k16_bf16(d[0].r, a.descriptor, b.descriptor, kColumns, accumulate);
#elif defined(__CUDA_ARCH_FEAT_SM90_ALL)
  // Behind the descriptors: the scales of a and b, and that neither is transposed.
  if constexpr (kColumns == 64)
    asm volatile(
        "{\n.reg .pred p;\nsetp.ne.b32 p, %34, 0;\n"
        "wgmma.mma_async.sync.aligned.m64n64k16.f32.bf16.bf16 {" FACET_WGMMA_R0 "}, %32, %33, p, 1, 1, 0, 0;\n}"
        : FACET_WGMMA_D8(0)
        : FACET_WGMMA_PANELS);
  else if constexpr (kColumns == 128)
    asm volatile(
        "{\n.reg .pred p;\nsetp.ne.b32 p, %66, 0;\n"
        "wgmma.mma_async.sync.aligned.m64n128k16.f32.bf16.bf16 {" FACET_WGMMA_R0 "," FACET_WGMMA_R32
        "}, %64, %65, p, 1, 1, 0, 0;\n}"
        : FACET_WGMMA_D8(0), FACET_WGMMA_D8(8)
        : FACET_WGMMA_PANELS);
  else
    asm volatile(
        "{\n.reg .pred p;\nsetp.ne.b32 p, %130, 0;\n"
        "wgmma.mma_async.sync.aligned.m64n256k16.f32.bf16.bf16 {" FACET_WGMMA_R0 "," FACET_WGMMA_R32 "," FACET_WGMMA_R64
        "," FACET_WGMMA_R96 "}, %128, %129, p, 1, 1, 0, 0;\n}"
        : FACET_WGMMA_D8(0), FACET_WGMMA_D8(8), FACET_WGMMA_D8(16), FACET_WGMMA_D8(24)
        : FACET_WGMMA_PANELS);
#endif
}

#undef FACET_WGMMA_D1
#undef FACET_WGMMA_D8
#undef FACET_WGMMA_AB
#undef FACET_WGMMA_PANELS
#undef FACET_WGMMA_R0
#undef FACET_WGMMA_R32
#undef FACET_WGMMA_R64
#undef FACET_WGMMA_R96

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
