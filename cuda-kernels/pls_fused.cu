#include <algorithm>

#include "device/copy_async.cuh"
#include "device/gemm_load.cuh"
#include "device/vec.cuh"
#include "feature_columns.h"
#include "pls_fused.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// A thread owns kGroups times four features, 2048 apart: their weights and sums for kResponses responses are in its registers
// for the whole pass, and of the rows it copies to shared memory, and reads there, only these. So rows need no barrier, only
// the scores do, one every kRows rows; the next rows arrive meanwhile.
constexpr int kThreads = 512;
constexpr int kWarps = kThreads / 32;
constexpr int kSpan = 4 * kThreads;  // features a group
constexpr int kMostRegisters = 12;   // groups times responses: 4 floats of weights and 4 of sums each
constexpr int kMostBlocks = 132;     // of which each leaves its sums to be added
constexpr int64_t kLeastRows = 512;  // times responses; with fewer those sums would cost as much as the rows

struct FusedPass {
  const float* rows;
  const float* weights;
  const float* offset;
  const float* member;
  float* scores;
  float* partial;  // [blocks, responses, features]
  int row_count, features, responses;
  int rows_a_block;
  bool vectorised;
};

template <int kGroups>
inline constexpr int kRowsAtOnce = kGroups <= 3   ? 4
                                   : kGroups <= 6 ? 2
                                                  : 1;

__device__ __forceinline__ int own_feature(int group) { return group * kSpan + static_cast<int>(threadIdx.x) * 4; }

template <int kResponses, int kGroups>
__global__ void __launch_bounds__(kThreads) pls_fused_rows(FusedPass p) {
  constexpr int kRows = kRowsAtOnce<kGroups>;
  constexpr int kRowFloats = kGroups * kSpan;
  constexpr int kStage = kRows * kRowFloats;
  constexpr int kDots = kRows * kResponses;
  FACET_DYNAMIC_SHARED(float, shared);                 // two stages of rows
  FACET_SHARED(float, warp_dots, 2 * kDots * kWarps);  // in turn, so that one barrier a stage suffices
  const int thread = static_cast<int>(threadIdx.x);
  const int lane = thread % 32;

  float4 weights[kResponses][kGroups], sums[kResponses][kGroups];
#pragma unroll
  for (int k = 0; k < kResponses; ++k)
#pragma unroll
    for (int g = 0; g < kGroups; ++g) {
      weights[k][g] = k < p.responses
                          ? load_vec4_or_zero(p.weights + int64_t{k} * p.features, own_feature(g), p.features, p.vectorised)
                          : make_float4(0.f, 0.f, 0.f, 0.f);
      sums[k][g] = make_float4(0.f, 0.f, 0.f, 0.f);
    }

  const int begin = static_cast<int>(blockIdx.x) * p.rows_a_block;
  const int end = p.row_count - begin < p.rows_a_block ? p.row_count : begin + p.rows_a_block;
  const auto load = [&](int first, int stage) {
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
      const bool exists = first + r < end;
      const float* row = p.rows + int64_t{exists ? first + r : 0} * p.features;
#pragma unroll
      for (int g = 0; g < kGroups; ++g)
        copy_four(shared, stage + r * kRowFloats + own_feature(g), row + own_feature(g), own_feature(g),
                  exists ? p.features : 0, p.vectorised);
    }
  };

  if (begin < end) load(begin, 0);
  commit_copies();
  int stage = 0;
  int turn = 0;
  for (int first = begin; first < end; first += kRows) {
    if (first + kRows < end) load(first + kRows, kStage - stage);
    commit_copies();
    wait_copies<1>();
    float dots[kRows][kResponses] = {};
#pragma unroll
    for (int r = 0; r < kRows; ++r)
#pragma unroll
      for (int g = 0; g < kGroups; ++g) {
        const float4 x = shared.vec4(stage + r * kRowFloats + own_feature(g));
#pragma unroll
        for (int k = 0; k < kResponses; ++k) {
          const float4 w = weights[k][g];
          dots[r][k] = fmaf(x.x, w.x, fmaf(x.y, w.y, fmaf(x.z, w.z, fmaf(x.w, w.w, dots[r][k]))));
        }
      }
#pragma unroll
    for (int r = 0; r < kRows; ++r)
#pragma unroll
      for (int k = 0; k < kResponses; ++k) {
        float dot = dots[r][k];
#pragma unroll
        for (int step = 16; step > 0; step /= 2) dot += __shfl_xor_sync(0xffffffffu, dot, step);
        if (lane == 0) warp_dots[turn + (r * kResponses + k) * kWarps + thread / 32] = dot;
      }
    __syncthreads();
#pragma unroll
    for (int r = 0; r < kRows; ++r)
#pragma unroll
      for (int k = 0; k < kResponses; ++k) {
        float dot = warp_dots[turn + (r * kResponses + k) * kWarps + lane % kWarps];
#pragma unroll
        for (int step = kWarps / 2; step > 0; step /= 2) dot += __shfl_xor_sync(0xffffffffu, dot, step);
        const bool exists = first + r < end && k < p.responses;
        const int64_t at = int64_t{first + r} * p.responses + k;
        const float score = exists ? p.member[at] * (dot - p.offset[k]) : 0.f;
        dots[r][k] = score;
        if (exists && thread == r * kResponses + k) p.scores[at] = score;
      }
#pragma unroll
    for (int r = 0; r < kRows; ++r)
#pragma unroll
      for (int g = 0; g < kGroups; ++g) {
        const float4 x = shared.vec4(stage + r * kRowFloats + own_feature(g));
#pragma unroll
        for (int k = 0; k < kResponses; ++k) {
          sums[k][g].x = fmaf(dots[r][k], x.x, sums[k][g].x);
          sums[k][g].y = fmaf(dots[r][k], x.y, sums[k][g].y);
          sums[k][g].z = fmaf(dots[r][k], x.z, sums[k][g].z);
          sums[k][g].w = fmaf(dots[r][k], x.w, sums[k][g].w);
        }
      }
    stage = kStage - stage;
    turn = kDots * kWarps - turn;
  }

#pragma unroll
  for (int k = 0; k < kResponses; ++k) {
    if (k >= p.responses) break;
    float* to = p.partial + (int64_t{blockIdx.x} * p.responses + k) * p.features;
#pragma unroll
    for (int g = 0; g < kGroups; ++g) {
      const int feature = own_feature(g);
      const float4 v = sums[k][g];
      if (p.vectorised) {
        if (feature < p.features) store_vec4(to + feature, v);
      } else {
        if (feature < p.features) to[feature] = v.x;
        if (feature + 1 < p.features) to[feature + 1] = v.y;
        if (feature + 2 < p.features) to[feature + 2] = v.z;
        if (feature + 3 < p.features) to[feature + 3] = v.w;
      }
    }
  }
}

template <int kResponses, int kGroups>
Status launch(const FusedPass& p, int blocks, Stream stream) {
  constexpr size_t kBytes = 2 * kRowsAtOnce<kGroups> * kGroups * kSpan * sizeof(float);
  return FACET_LAUNCH((pls_fused_rows<kResponses, kGroups>), static_cast<unsigned>(blocks), kThreads, kBytes, stream, p);
}

template <int kResponses>
Status launch(const FusedPass& p, int blocks, Stream stream) {
  const int groups = (p.features + kSpan - 1) / kSpan;
  if (groups <= 1) return launch<kResponses, 1>(p, blocks, stream);
  if constexpr (kResponses * 3 <= kMostRegisters)
    if (groups <= 3) return launch<kResponses, 3>(p, blocks, stream);
  if constexpr (kResponses * 6 <= kMostRegisters)
    if (groups <= 6) return launch<kResponses, 6>(p, blocks, stream);
  if constexpr (kResponses * 12 <= kMostRegisters)
    if (groups <= 12) return launch<kResponses, 12>(p, blocks, stream);
  return invalid_argument("these feature rows are too long for the fused pass");
}

// Responses and groups for which there is a kernel.
int64_t rounded_responses(int64_t k) { return k <= 1 ? 1 : k <= 2 ? 2 : 4; }

int64_t rounded_groups(int64_t features) {
  const int64_t groups = (features + kSpan - 1) / kSpan;
  return groups <= 1 ? 1 : groups <= 3 ? 3 : groups <= 6 ? 6 : groups <= 12 ? 12 : kMostRegisters + 1;
}

int rows_a_block(const FeatureShape& s) {
  constexpr int64_t kTogether = 4;
  return static_cast<int>((s.rows + kMostBlocks * kTogether - 1) / (kMostBlocks * kTogether) * kTogether);
}

int block_count(const FeatureShape& s) { return static_cast<int>((s.rows + rows_a_block(s) - 1) / rows_a_block(s)); }

}  // namespace

bool takes_fused_pass(const FeatureShape& s) {
  return s.factors <= 4 && s.rows >= kLeastRows * s.factors &&
         rounded_responses(s.factors) * rounded_groups(s.features) <= kMostRegisters;
}

bool fused_pass_fits(const FeatureShape& s) {
  const int64_t groups = rounded_groups(s.features);
  const int64_t rows = groups <= 3 ? kRowsAtOnce<3> : groups <= 6 ? kRowsAtOnce<6> : kRowsAtOnce<12>;
  constexpr size_t kStatic = 4096;  // at most, for the scores
  return static_cast<size_t>(2 * rows * groups * kSpan) * sizeof(float) + kStatic <= device_shared_bytes();
}

size_t pls_fused_workspace_bytes(const FeatureShape& s) {
  return static_cast<size_t>(block_count(s) * s.factors * s.features) * sizeof(float);
}

Status pls_fused(const FeatureShape& s, const float* rows, const float* weights, const float* offset, const float* member,
                 const float* sums, float* scores, float* new_sums, float* workspace, Stream stream) {
  const FusedPass p{rows,
                    weights,
                    offset,
                    member,
                    scores,
                    workspace,
                    static_cast<int>(s.rows),
                    static_cast<int>(s.features),
                    static_cast<int>(s.factors),
                    rows_a_block(s),
                    s.features % 4 == 0 && aligned_for_vec4(rows, weights, workspace)};
  const int blocks = block_count(s);
  switch (rounded_responses(s.factors)) {
    case 1:
      FACET_TRY(launch<1>(p, blocks, stream));
      break;
    case 2:
      FACET_TRY(launch<2>(p, blocks, stream));
      break;
    default:
      FACET_TRY(launch<4>(p, blocks, stream));
      break;
  }
  return add_shares(sums, workspace, blocks, s.factors * s.features, new_sums, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
