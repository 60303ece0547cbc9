// pls_pass, f32: scores = member o (rows weights' - offset), sums += scores' rows. Two kernels.
//
// For few responses the pass is bound by memory, and reads the rows once: while a tile of rows comes from memory for its dot
// products with the weights, the tile before, still in the cache, is added to the sums. A chunk of rows has sums of its own,
// which are added in order at the end.
//
// For many responses it is bound by arithmetic: tiles of dot products, then tiles of outer products, over pieces of the rows
// that fit into the caches; tiles of rows as many as the last-level cache holds, unless the multiplications hide the second
// reading.
#include <utility>

#include "backend/cpu/row_sums_simd.h"
#include "backend/cpu/stored_rows.h"
#include "core/kernel.h"

namespace facet::cpu::FACET_ISA_NS {
namespace {

const char* refuse_other_types(const Step& step) { return refuse_stored_rows(step); }

struct PassShape {
  const float *rows, *weights, *offset, *member, *sums;
  float *scores, *new_sums;
  int64_t n, m, k;

  explicit PassShape(const Step& step) {
    rows = step.in[0].as<float>();
    weights = step.in[1].as<float>();
    offset = step.in[2].as<float>();
    member = step.in[3].as<float>();
    sums = step.in[4].as<float>();
    scores = step.out[0].as<float>();
    new_sums = step.out[1].as<float>();
    n = step.in[0].dims[0];
    m = step.in[0].dims[1];
    k = step.in[1].dims[0];
  }

  void finish_score(int64_t row, int64_t response, double product) const {
    const int64_t i = row * k + response;
    scores[i] = static_cast<float>(static_cast<double>(member[i]) * (product - static_cast<double>(offset[response])));
  }
};

// ---- few responses
// --------------------------------------------------------------------------------------------------------------

constexpr int kTileRows = 4;
constexpr int64_t kMostResponses = 3;
constexpr int64_t kFewestRows = 32;
constexpr int64_t kMostChunks = 16;
constexpr int64_t kChunkRows = 16;          // at least
constexpr int64_t kDotBlock = 32 * kLanes;  // features whose products are added as floats
constexpr int64_t kAhead = 1024;            // floats that are asked for before they are needed

constexpr int64_t kChunkFloats = 32 << 20;  // of all chunks' sums, unless that left fewer than four

int64_t chunks_of(int64_t n, int64_t k, int64_t m) {
  const int64_t affordable = larger<int64_t>(kChunkFloats / (k * m), 4);
  return larger<int64_t>(smaller(n / kChunkRows, smaller(kMostChunks, affordable)), 1);
}

// A tile of at most kTileRows rows. Missing rows repeat the last one, with scores of zero.
struct RowTile {
  const float* row[kTileRows];
  float score[kTileRows * kMostResponses];
  int64_t first, count;
};

RowTile tile_at(const PassShape& s, int64_t first, int64_t end) {
  RowTile t{};
  t.first = first;
  t.count = smaller<int64_t>(kTileRows, end - first);
  for (int r = 0; r < kTileRows; ++r) t.row[r] = s.rows + (first + smaller<int64_t>(r, t.count - 1)) * s.m;
  return t;
}

// One sweep over the features: adds tile `done` to the sums (if kAdd) and multiplies tile `next` with the weights (if kDot).
template <int K, bool kAdd, bool kDot>
void sweep(const PassShape& s, float* sums, const RowTile* done, RowTile* next) {
  VecD total[kTileRows][K] = {};
  for (int64_t block = 0; block < s.m; block += kDotBlock) {
    VecF part[kTileRows][K] = {};
    for_vectors(block, smaller(block + kDotBlock, s.m), [&](int64_t j, int64_t lanes) {
      if constexpr (kDot) {
        VecF w[K];
        FACET_UNROLL
        for (int k = 0; k < K; ++k) w[k] = load_lanes(s.weights + k * s.m + j, lanes);
        FACET_UNROLL
        for (int r = 0; r < kTileRows; ++r) {
          __builtin_prefetch(next->row[r] + j + kAhead);
          const VecF x = load_lanes(next->row[r] + j, lanes);
          FACET_UNROLL
          for (int k = 0; k < K; ++k) part[r][k] += x * w[k];
        }
      }
      if constexpr (kAdd) {
        VecF x[kTileRows];
        FACET_UNROLL
        for (int r = 0; r < kTileRows; ++r) x[r] = load_lanes(done->row[r] + j, lanes);
        FACET_UNROLL
        for (int k = 0; k < K; ++k) {
          VecF sum = load_lanes(sums + k * s.m + j, lanes);
          FACET_UNROLL
          for (int r = 0; r < kTileRows; ++r) sum += done->score[r * K + k] * x[r];
          store_lanes(sums + k * s.m + j, sum, lanes);
        }
      }
    });
    if constexpr (kDot) {
      FACET_UNROLL
      for (int r = 0; r < kTileRows; ++r) {
        FACET_UNROLL
        for (int k = 0; k < K; ++k) total[r][k] += widen(part[r][k]);
      }
    }
  }
  if constexpr (kDot) {
    for (int64_t r = 0; r < next->count; ++r) {
      for (int k = 0; k < K; ++k) {
        double product = 0;
        for (int l = 0; l < kLanes; ++l) product += total[r][k][l];
        s.finish_score(next->first + r, k, product);
        next->score[r * K + k] = s.scores[(next->first + r) * K + k];
      }
    }
  }
}

template <int K>
void run_chunk(const PassShape& s, float* sums, int64_t first, int64_t end) {
  std::memset(sums, 0, static_cast<size_t>(K * s.m) * sizeof(float));
  RowTile done = tile_at(s, first, end);
  sweep<K, false, true>(s, sums, nullptr, &done);
  for (int64_t row = first + kTileRows; row < end; row += kTileRows) {
    RowTile next = tile_at(s, row, end);
    sweep<K, true, true>(s, sums, &done, &next);
    done = next;
  }
  sweep<K, true, false>(s, sums, &done, nullptr);
}

const char* refuse_few(const Step& step) {
  if (const char* reason = refuse_stored_rows(step)) return reason;
  if (step.in[1].dims[0] > kMostResponses) return "more than 3 responses";
  if (step.in[0].dims[0] < kFewestRows) return "fewer than 32 rows";
  return nullptr;
}

size_t scratch_few(const Step& step, int) {
  const PassShape s(step);
  ScratchCutter cutter(nullptr);
  cutter.take<float>(chunks_of(s.n, s.k, s.m) * s.k * s.m);
  return cutter.used();
}

KernelError run_few(const Step& step, const KernelContext& ctx) {
  const PassShape s(step);
  const int64_t chunks = chunks_of(s.n, s.k, s.m), count = s.k * s.m;
  float* partial = ScratchCutter(ctx.scratch).take<float>(chunks * count);
  ctx.pool.parallel_for(chunks, [&](int64_t chunk, int) {
    const int64_t first = chunk * s.n / chunks, end = (chunk + 1) * s.n / chunks;
    float* sums = partial + chunk * count;
    if (s.k == 1) run_chunk<1>(s, sums, first, end);
    if (s.k == 2) run_chunk<2>(s, sums, first, end);
    if (s.k == 3) run_chunk<3>(s, sums, first, end);
  });
  parallel_vectors(ctx.pool, count, [&](int64_t i, int64_t lanes) {
    VecD sum = widen(load_lanes(s.sums + i, lanes));
    for (int64_t chunk = 0; chunk < chunks; ++chunk) sum += widen(load_lanes(partial + chunk * count + i, lanes));
    store_lanes(s.new_sums + i, __builtin_convertvector(sum, VecF), lanes);
  });
  return nullptr;
}

// ---- many responses
// -------------------------------------------------------------------------------------------------------------

constexpr int kDotResponses = 4;
constexpr int kDotRows = FACET_SIMD_BYTES == 64 ? 6 : 2;
constexpr int64_t kDotDepth = 1024;         // features whose products are added as floats
constexpr int64_t kMostDotTasks = 32;       // parts of the features that are multiplied apart
constexpr int64_t kHiddenResponses = 16;    // as many take longer to multiply than the rows to be read twice
constexpr int64_t kCachedFloats = 2 << 20;  // of a tile of rows

int64_t tile_rows(const PassShape& s) {
  return s.k >= kHiddenResponses ? s.n : smaller(s.n, larger<int64_t>(round_up(kCachedFloats / s.m, kDotRows), 4 * kDotRows));
}

int64_t dot_tasks(int64_t m) { return smaller(ceil_div(m, kDotDepth), kMostDotTasks); }

// The sums of the lanes of four vectors, in the first lanes of the quarters of one.
template <int... i>
VecF sum_four(const VecF (&v)[kDotResponses], std::integer_sequence<int, i...>) {
  constexpr int half = kLanes / 2, quarter = kLanes / 4;
  const VecF ab = __builtin_shufflevector(v[0], v[1], (i < half ? i : kLanes + i - half)...) +
                  __builtin_shufflevector(v[0], v[1], (i < half ? half + i : kLanes + i)...);
  const VecF cd = __builtin_shufflevector(v[2], v[3], (i < half ? i : kLanes + i - half)...) +
                  __builtin_shufflevector(v[2], v[3], (i < half ? half + i : kLanes + i)...);
  VecF sums = __builtin_shufflevector(ab, cd, (i / quarter * half + i % quarter)...) +
              __builtin_shufflevector(ab, cd, (i / quarter * half + quarter + i % quarter)...);
  if constexpr (quarter > 2) sums += __builtin_shufflevector(sums, sums, (i / quarter * quarter + (i + 2) % quarter)...);
  if constexpr (quarter > 1) sums += __builtin_shufflevector(sums, sums, (i / quarter * quarter + (i + 1) % quarter)...);
  return sums;
}

// products[row][response] += x[row] . w[response] over `depth` features, MR rows, `responses` <= kDotResponses. Rows that come
// next are asked for if `ahead`.
template <int MR>
void dot_tile(const float* x, const float* w, int64_t stride, int64_t depth, int64_t responses, bool ahead, double* products,
              int64_t k) {
  VecF acc[MR][kDotResponses] = {};
  const float* weights[kDotResponses];
  FACET_UNROLL
  for (int c = 0; c < kDotResponses; ++c) weights[c] = w + smaller<int64_t>(c, responses - 1) * stride;
  if (ahead) {
    for (int r = MR; r < 2 * MR; ++r) {
      for (int64_t j = 0; j < depth; j += 16) __builtin_prefetch(x + r * stride + j);
    }
  }
  for_vectors(0, depth, [&](int64_t j, int64_t lanes) {
    VecF wv[kDotResponses];
    FACET_UNROLL
    for (int c = 0; c < kDotResponses; ++c) wv[c] = load_lanes(weights[c] + j, lanes);
    FACET_UNROLL
    for (int r = 0; r < MR; ++r) {
      const VecF xv = load_lanes(x + r * stride + j, lanes);
      FACET_UNROLL
      for (int c = 0; c < kDotResponses; ++c) acc[r][c] += xv * wv[c];
    }
  });
  FACET_UNROLL
  for (int r = 0; r < MR; ++r) {
    const VecF sums = sum_four(acc[r], std::make_integer_sequence<int, kLanes>{});
    FACET_UNROLL
    for (int c = 0; c < kDotResponses; ++c) {
      if (c < responses) products[r * k + c] += static_cast<double>(sums[c * (kLanes / 4)]);
    }
  }
}

template <int MR>
void dot_tiles(int64_t rows, const float* x, const float* w, int64_t stride, int64_t depth, int64_t responses, bool ahead,
               double* products, int64_t k) {
  if constexpr (MR > 1) {
    if (rows < MR) return dot_tiles<MR - 1>(rows, x, w, stride, depth, responses, ahead, products, k);
  }
  dot_tile<MR>(x, w, stride, depth, responses, ahead, products, k);
}

struct ManyScratch {
  double* products;  // [dot task][row of a tile][response]
  RowSumsScratch sums;
  size_t bytes;

  ManyScratch(ScratchCutter cutter, const PassShape& s, int threads)
      : products(cutter.take<double>(dot_tasks(s.m) * tile_rows(s) * s.k)), sums(cutter, tile_rows(s), s.m, s.k, threads) {
    bytes = cutter.used();
  }
};

void score_rows(const PassShape& s, int64_t first, int64_t rows, double* products, ThreadPool& pool) {
  const int64_t tasks = dot_tasks(s.m), blocks = ceil_div(s.m, kDotDepth);
  const int64_t last_group = (s.k - 1) / kDotResponses * kDotResponses;
  pool.parallel_for(tasks, [&](int64_t task, int) {
    double* own = products + task * rows * s.k;
    std::memset(own, 0, static_cast<size_t>(rows * s.k) * sizeof(double));
    for (int64_t block = task * blocks / tasks; block < (task + 1) * blocks / tasks; ++block) {
      const int64_t j = block * kDotDepth, depth = smaller(kDotDepth, s.m - j);
      for (int64_t r = 0; r < rows; r += kDotRows) {
        for (int64_t k = 0; k < s.k; k += kDotResponses) {
          dot_tiles<kDotRows>(smaller<int64_t>(kDotRows, rows - r), s.rows + (first + r) * s.m + j, s.weights + k * s.m + j,
                              s.m, depth, smaller<int64_t>(kDotResponses, s.k - k), k == last_group && r + 2 * kDotRows <= rows,
                              own + r * s.k + k, s.k);
        }
      }
    }
  });
  parallel_rows(pool, rows, tasks * s.k, [&](int64_t row) {
    for (int64_t k = 0; k < s.k; ++k) {
      double product = 0;
      for (int64_t task = 0; task < tasks; ++task) product += products[(task * rows + row) * s.k + k];
      s.finish_score(first + row, k, product);
    }
  });
}

size_t scratch_many(const Step& step, int threads) {
  return ManyScratch(ScratchCutter(nullptr), PassShape(step), threads).bytes;
}

KernelError run_many(const Step& step, const KernelContext& ctx) {
  const PassShape s(step);
  const ManyScratch scratch(ScratchCutter(ctx.scratch), s, ctx.pool.size());
  const int64_t tile = tile_rows(s);
  for (int64_t first = 0; first < s.n; first += tile) {
    const int64_t rows = smaller(tile, s.n - first);
    score_rows(s, first, rows, scratch.products, ctx.pool);
    const float* sums = first == 0 ? s.sums : s.new_sums;
    add_row_sums({s.rows + first * s.m, rows, s.m, s.scores + first * s.k, s.k, sums, s.new_sums}, scratch.sums, ctx.pool);
  }
  return nullptr;
}

}  // namespace

extern const Kernel kPlsPassFew, kPlsPass;
const Kernel kPlsPassFew = {FACET_KERNEL_NAME("pls_pass") "_few", refuse_few, scratch_few, run_few};
const Kernel kPlsPass = {FACET_KERNEL_NAME("pls_pass"), refuse_other_types, scratch_many, run_many};

}  // namespace facet::cpu::FACET_ISA_NS
