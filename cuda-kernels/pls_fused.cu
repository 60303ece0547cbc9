#include <algorithm>

#include "device/copy_async.cuh"
#include "device/feature_vector.cuh"
#include "device/gemm_load.cuh"
#include "feature_columns.h"
#include "pls_fused.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// A thread owns kGroups times 16 bytes of a row, 8192 bytes apart: their weights and sums for kResponses responses are in its
// registers for the whole pass, and of the rows it copies to shared memory, and reads there, only these. So rows need no
// barrier, only the scores do, one every kRows rows; the next rows arrive meanwhile.
constexpr int kThreads = 512;
constexpr int kWarps = kThreads / 32;
constexpr int kSpan = 4 * kThreads;  // words of 4 bytes a group
constexpr int kMostRegisters = 12;   // fours of features times responses: 4 floats of weights and 4 of sums each
constexpr int kMostBlocks = 132;     // of which each leaves its sums to be added
constexpr int64_t kLeastRows = 512;  // times responses; with fewer those sums would cost as much as the rows

// Rows are seen as words of 4 bytes.
struct FusedPass {
  const float* rows;
  const float* weights;
  const float* offset;
  const float* member;
  float* scores;
  float* partial;  // [blocks, responses, features]
  int row_count, row_words, features, responses;
  int rows_a_block;
  bool vectorised;
};

// Registers of a group and a response, in fours of features.
template <class Row>
inline constexpr int kRegisters = kFeaturesAtOnce<Row, true> / 4;

// By the registers of a response.
constexpr int rows_at_once(int64_t registers) { return registers <= 3 ? 4 : registers <= 6 ? 2 : 1; }

template <class Row, int kGroups>
inline constexpr int kRowsAtOnce = rows_at_once(kGroups* kRegisters<Row>);

__device__ __forceinline__ int own_word(int group) { return group * kSpan + static_cast<int>(threadIdx.x) * 4; }

template <class Row, int kResponses, int kGroups>
__global__ void __launch_bounds__(kThreads) pls_fused_rows(FusedPass p) {
  constexpr int kRows = kRowsAtOnce<Row, kGroups>;
  constexpr int kWidth = kFeaturesAtOnce<Row, true>;
  using Vector = FeatureVector<kWidth>;
  const auto own_feature = [](int group) { return own_word(group) * (kWidth / 4); };
  constexpr int kRowFloats = kGroups * kSpan;
  constexpr int kStage = kRows * kRowFloats;
  constexpr int kDots = kRows * kResponses;
  FACET_DYNAMIC_SHARED(float, shared);                 // two stages of rows
  FACET_SHARED(float, warp_dots, 2 * kDots * kWarps);  // in turn, so that one barrier a stage suffices
  const int thread = static_cast<int>(threadIdx.x);
  const int lane = thread % 32;

  Vector weights[kResponses][kGroups] = {}, sums[kResponses][kGroups] = {};
#pragma unroll
  for (int k = 0; k < kResponses; ++k)
#pragma unroll
    for (int g = 0; g < kGroups; ++g) {
      if (k >= p.responses) continue;
      const float* from = p.weights + int64_t{k} * p.features;
#pragma unroll
      for (int i = 0; i < kWidth; i += 4) {
        const float4 w = load_vec4_or_zero(from, own_feature(g) + i, p.features, p.vectorised);
        weights[k][g].v[i] = w.x;
        weights[k][g].v[i + 1] = w.y;
        weights[k][g].v[i + 2] = w.z;
        weights[k][g].v[i + 3] = w.w;
      }
    }
  const auto row_part = [&](int at, int group) {
    Vector x = Vector::template of_words<Row>(shared.vec4(at + own_word(group)));
    // What stands behind an odd feature may be anything, a NaN as well.
    if (sizeof(Row) < sizeof(float) && !p.vectorised)
#pragma unroll
      for (int i = 0; i < kWidth; ++i)
        if (own_feature(group) + i >= p.features) x.v[i] = 0.f;
    return x;
  };

  const int begin = static_cast<int>(blockIdx.x) * p.rows_a_block;
  const int end = p.row_count - begin < p.rows_a_block ? p.row_count : begin + p.rows_a_block;
  const auto load = [&](int first, int stage) {
#pragma unroll
    for (int r = 0; r < kRows; ++r) {
      const bool exists = first + r < end;
      const float* row = p.rows + int64_t{exists ? first + r : 0} * p.row_words;
#pragma unroll
      for (int g = 0; g < kGroups; ++g)
        copy_four(shared, stage + r * kRowFloats + own_word(g), row + own_word(g), own_word(g), exists ? p.row_words : 0,
                  p.vectorised);
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
        const Vector x = row_part(stage + r * kRowFloats, g);
#pragma unroll
        for (int k = 0; k < kResponses; ++k)
#pragma unroll
          for (int i = kWidth - 1; i >= 0; --i) dots[r][k] = fmaf(x.v[i], weights[k][g].v[i], dots[r][k]);
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
        const Vector x = row_part(stage + r * kRowFloats, g);
#pragma unroll
        for (int k = 0; k < kResponses; ++k)
#pragma unroll
          for (int i = 0; i < kWidth; ++i) sums[k][g].v[i] = fmaf(dots[r][k], x.v[i], sums[k][g].v[i]);
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
      if (p.vectorised) {
        if (feature < p.features) sums[k][g].store(to + feature, kWidth);
      } else {
#pragma unroll
        for (int i = 0; i < kWidth; ++i)
          if (feature + i < p.features) to[feature + i] = sums[k][g].v[i];
      }
    }
  }
}

template <class Row, int kResponses, int kGroups>
Status launch(const FusedPass& p, int blocks, Stream stream) {
  constexpr size_t kBytes = 2 * kRowsAtOnce<Row, kGroups> * kGroups * kSpan * sizeof(float);
  return FACET_LAUNCH((pls_fused_rows<Row, kResponses, kGroups>), static_cast<unsigned>(blocks), kThreads, kBytes, stream, p);
}

template <class Row, int kResponses>
Status launch(const FusedPass& p, int blocks, Stream stream) {
  constexpr int kEach = kResponses * kRegisters<Row>;
  const int groups = (p.row_words + kSpan - 1) / kSpan;
  if (groups <= 1) return launch<Row, kResponses, 1>(p, blocks, stream);
  if constexpr (kEach * 3 <= kMostRegisters)
    if (groups <= 3) return launch<Row, kResponses, 3>(p, blocks, stream);
  if constexpr (kEach * 6 <= kMostRegisters)
    if (groups <= 6) return launch<Row, kResponses, 6>(p, blocks, stream);
  if constexpr (kEach * 12 <= kMostRegisters)
    if (groups <= 12) return launch<Row, kResponses, 12>(p, blocks, stream);
  return invalid_argument("these feature rows are too long for the fused pass");
}

// Responses and groups for which there is a kernel.
int64_t rounded_responses(int64_t k) { return k <= 1 ? 1 : k <= 2 ? 2 : 4; }

template <class Row>
int64_t row_words(int64_t features) {
  return row_pitch<Row>(features) * static_cast<int64_t>(sizeof(Row)) / 4;
}

template <class Row>
int64_t rounded_groups(int64_t features) {
  const int64_t groups = (row_words<Row>(features) + kSpan - 1) / kSpan;
  return groups <= 1 ? 1 : groups <= 3 ? 3 : groups <= 6 ? 6 : groups <= 12 ? 12 : kMostRegisters + 1;
}

int rows_a_block(const FeatureShape& s) {
  constexpr int64_t kTogether = 4;
  return static_cast<int>((s.rows + kMostBlocks * kTogether - 1) / (kMostBlocks * kTogether) * kTogether);
}

int block_count(const FeatureShape& s) { return static_cast<int>((s.rows + rows_a_block(s) - 1) / rows_a_block(s)); }

}  // namespace

template <class Row>
bool takes_fused_pass(const FeatureShape& s) {
  return s.factors <= 4 && s.rows >= kLeastRows * s.factors &&
         rounded_responses(s.factors) * kRegisters<Row> * rounded_groups<Row>(s.features) <= kMostRegisters;
}

template <class Row>
bool fused_pass_fits(const FeatureShape& s) {
  const int64_t groups = rounded_groups<Row>(s.features);
  const int64_t rows = rows_at_once(groups * kRegisters<Row>);
  constexpr size_t kStatic = 4096;  // at most, for the scores
  return static_cast<size_t>(2 * rows * groups * kSpan) * sizeof(float) + kStatic <= device_shared_bytes();
}

size_t pls_fused_workspace_bytes(const FeatureShape& s) {
  return static_cast<size_t>(block_count(s) * s.factors * s.features) * sizeof(float);
}

template <class Row>
Status pls_fused(const FeatureShape& s, const Row* rows, const float* weights, const float* offset, const float* member,
                 const float* sums, float* scores, float* new_sums, float* workspace, Stream stream) {
  const FusedPass p{
      reinterpret_cast<const float*>(rows),
      weights,
      offset,
      member,
      scores,
      workspace,
      static_cast<int>(s.rows),
      static_cast<int>(row_words<Row>(s.features)),
      static_cast<int>(s.features),
      static_cast<int>(s.factors),
      rows_a_block(s),
      s.features % kFeaturesAtOnce<Row, true> == 0 && aligned_for_vec4(static_cast<const void*>(rows), weights, workspace)};
  const int blocks = block_count(s);
  switch (rounded_responses(s.factors)) {
    case 1:
      FACET_TRY((launch<Row, 1>(p, blocks, stream)));
      break;
    case 2:
      FACET_TRY((launch<Row, 2>(p, blocks, stream)));
      break;
    default:
      FACET_TRY((launch<Row, 4>(p, blocks, stream)));
      break;
  }
  return add_shares(sums, workspace, blocks, s.factors * s.features, new_sums, stream);
}

#define FACET_PLS_FUSED(Row)                                                                                              \
  template bool takes_fused_pass<Row>(const FeatureShape&);                                                               \
  template bool fused_pass_fits<Row>(const FeatureShape&);                                                                \
  template Status pls_fused<Row>(const FeatureShape&, const Row*, const float*, const float*, const float*, const float*, \
                                 float*, float*, float*, Stream);
FACET_PLS_FUSED(float)
FACET_PLS_FUSED(Bf16)
FACET_PLS_FUSED(F16)
#undef FACET_PLS_FUSED

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
