#include <algorithm>

#include "conv_few_channels.h"
#include "device/copy_async.cuh"
#include "device/fast_divide.cuh"
#include "device/gemm_store.cuh"
#include "device/mma.cuh"
#include "device/vec.cuh"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// A block computes runs of 128 neighbouring results of a row times 64 channels, one after the other: a warp 32 of the results.
constexpr int kWarps = 4;
constexpr int kThreads = 32 * kWarps;
constexpr int kRun = 128;
constexpr int kColumns = 64;
constexpr int64_t kMostChannels = 4;
constexpr int64_t kMostBlocks = 132 * 8;  // the others' runs follow in the same blocks, for which the weights lie ready
constexpr size_t kMostSharedBytes = 99 * 1024;

struct FewChannels {
  const float* x;
  const float* w;
  const float* bias;
  float* y;
  Bf16* bf16_y;  // in place of y, unless null
  bool relu, vectorised_y;
  int height, width, channels, results_down, results_across, out_channels;
  int stride_h, stride_w, pad_top, pad_left, dilation_h, dilation_w;
  int depth;         // of the window: taps * channels
  int padded_depth;  // a multiple of 8
  int weight_pitch;  // of a column's weights in shared memory: eight of them start in eight different banks of 16 bytes
  int lines;         // rows of x that a run needs
  int line;          // floats of such a row in shared memory
  int runs;          // of all images
  FastDivide by_row_runs, by_rows, by_line_depth,
      by_channels;  // runs of a row, rows of an image, floats of a row of the window
};

// Shared memory: weights [kColumns][weight_pitch] as TF32, where in the lines the depth's floats lie [padded_depth], a zero,
// and twice, for this run and the next one, lines [lines][line].
struct FewChannelsShared {
  int places, zero, first_lines, second_lines, floats;

  __host__ __device__ static FewChannelsShared of(const FewChannels& f) {
    FewChannelsShared s;
    s.places = kColumns * f.weight_pitch;
    s.zero = s.places + f.padded_depth;
    s.first_lines = s.zero + 1;
    s.second_lines = s.first_lines + f.lines * f.line;
    s.floats = s.second_lines + f.lines * f.line;
    return s;
  }
};

// A warp's 32 results times 64 channels.
class FewChannelsProduct {
 public:
  static constexpr int kOwnRows = 4, kOwnColumns = kColumns / kMmaN, kWidth = 2;

  __device__ static int row(int i) { return warp() * 32 + i / 2 * 16 + mma_c_row(lane(), i % 2 * 2); }
  __device__ static int column(int j) { return j * kMmaN + mma_c_column(lane(), 0); }
  __device__ float value(int i, int j, int w) const { return sum_[i / 2][j].r[i % 2 * 2 + w]; }

  // `lines` is where the run's lines begin, `zero` a float 0, `step` how far a result lies from its neighbour.
  __device__ __forceinline__ void add(const SharedSpan<float>& shared, const FewChannels& f, int places, int lines, int zero,
                                      int step) {
    const SharedSpan<float>& s = shared;
    for (int depth = 0; depth < f.padded_depth; depth += kMmaK) {
      int place[2];
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        const int d = depth + mma_b_k(lane(), i);
        place[i] = static_cast<int>(__float_as_uint(s[places + d]));
      }
      MmaFragmentA a[2];
#pragma unroll
      for (int t = 0; t < 2; ++t)
#pragma unroll
        for (int i = 0; i < 4; ++i) {
          const int result = warp() * 32 + t * kMmaM + mma_a_row(lane(), i);
          // Beyond the window's depth there is a zero, so that no infinity meets the weights' zeros there.
          const int from = depth + mma_a_k(lane(), i) < f.depth ? lines + result * step + place[i / 2] : zero;
          a[t].r[i] = to_tf32(s[from]);
        }
      MmaFragmentB b[kColumns / kMmaN];
#pragma unroll
      for (int t = 0; t < kColumns / kMmaN; t += 2) {
        uint32_t words[4];
        load_matrix_x4(words, [&](int l) -> const float4& {
          return s.vec4((t * kMmaN + l % 8 + l / 16 * 8) * f.weight_pitch + depth + l / 8 % 2 * 4);
        });
        b[t] = {{words[0], words[1]}};
        b[t + 1] = {{words[2], words[3]}};
      }
      mma_m16n8k8(sum_, a, b);
    }
  }

 private:
  __device__ static int lane() { return static_cast<int>(threadIdx.x) % 32; }
  __device__ static int warp() { return static_cast<int>(threadIdx.x) / 32; }

  MmaAccumulator sum_[2][kColumns / kMmaN] = {};
};

struct Run {
  int image, row, first;  // first: result within the row
};

__device__ __forceinline__ Run run_at(const FewChannels& f, int run) {
  Run r;
  r.image = f.by_rows.quotient(f.by_row_runs.quotient(run, r.first), r.row);
  r.first *= kRun;
  return r;
}

// Issues the copies of a run's lines.
__device__ __forceinline__ void load_lines(const SharedSpan<float>& shared, const FewChannels& f, const Run& run, int lines) {
  const int first_y = run.row * f.stride_h - f.pad_top;
  const int first_x = run.first * f.stride_w - f.pad_left;
  const int row_floats = f.width * f.channels;
  for (int l = static_cast<int>(threadIdx.x) / 32; l < f.lines; l += kWarps) {
    const int y = first_y + l * f.dilation_h;
    const float* from = f.x + (int64_t{run.image} * f.height + y) * row_floats;
    const bool exists = y >= 0 && y < f.height;
    for (int i = static_cast<int>(threadIdx.x) % 32; i < f.line; i += 32) {
      const int at = first_x * f.channels + i;
      copy_async_float(&shared[lines + l * f.line + i], from + at, exists && at >= 0 && at < row_floats);
    }
  }
}

// Grid: tiles of channels x blocks that share the runs.
__global__ void __launch_bounds__(kThreads, 3) few_channels(FewChannels f) {
  if constexpr (kMmaOnThisGpu) {
    FACET_DYNAMIC_SHARED(float, shared);
    const FewChannelsShared place = FewChannelsShared::of(f);
    const int thread = static_cast<int>(threadIdx.x);
    const int first_column = static_cast<int>(blockIdx.x) * kColumns;
    const int step = static_cast<int>(gridDim.y);

    int lines = place.first_lines, next_lines = place.second_lines;
    load_lines(shared, f, run_at(f, static_cast<int>(blockIdx.y)), lines);
    commit_copies();
    for (int i = thread; i < kColumns * f.padded_depth; i += kThreads) {
      const int column = i / f.padded_depth, depth = i % f.padded_depth;
      const bool exists = first_column + column < f.out_channels && depth < f.depth;
      const float w = exists ? f.w[int64_t{first_column + column} * f.depth + depth] : 0.f;
      shared[column * f.weight_pitch + depth] = __uint_as_float(to_tf32(w));
    }
    for (int depth = thread; depth < f.padded_depth; depth += kThreads) {
      int within, channel;
      const int tap_y = f.by_line_depth.quotient(depth, within);
      const int tap_x = f.by_channels.quotient(within, channel);
      shared[place.places + depth] =
          __uint_as_float(static_cast<uint32_t>(tap_y * f.line + tap_x * f.dilation_w * f.channels + channel));
    }
    if (thread == 0) shared[place.zero] = 0.f;

    const ColumnRule rule{f.bias, f.relu, f.out_channels, f.vectorised_y};
    for (int run = static_cast<int>(blockIdx.y); run < f.runs; run += step) {
      if (run + step < f.runs) load_lines(shared, f, run_at(f, run + step), next_lines);
      commit_copies();
      wait_copies<1>();
      __syncthreads();
      FewChannelsProduct product;
      product.add(shared, f, place.places, lines, place.zero, f.stride_w * f.channels);
      const Run r = run_at(f, run);
      const int64_t first = ((int64_t{r.image} * f.results_down + r.row) * f.results_across + r.first) * f.out_channels;
      const auto store = [&](auto* y) {
        store_product(product, 0, first_column, rule,
                      [&](int row) { return r.first + row < f.results_across ? y + int64_t{row} * f.out_channels : nullptr; });
      };
      if (f.bf16_y)
        store(f.bf16_y + first);
      else
        store(f.y + first);
      __syncthreads();  // nobody reads these lines any more: the run after the next one's may come
      const int free_lines = lines;
      lines = next_lines;
      next_lines = free_lines;
    }
  } else {
    trap();
  }
}

FewChannels describe(const Conv2dShape& s) {
  FewChannels f{};
  f.height = static_cast<int>(s.h);
  f.width = static_cast<int>(s.w);
  f.channels = static_cast<int>(s.c);
  f.results_down = static_cast<int>(s.p);
  f.results_across = static_cast<int>(s.q);
  f.out_channels = static_cast<int>(s.k);
  f.stride_h = static_cast<int>(s.stride_h);
  f.stride_w = static_cast<int>(s.stride_w);
  f.pad_top = static_cast<int>(s.pad_top);
  f.pad_left = static_cast<int>(s.pad_left);
  f.dilation_h = static_cast<int>(s.dilation_h);
  f.dilation_w = static_cast<int>(s.dilation_w);
  f.depth = static_cast<int>(s.r * s.s * s.c);
  f.padded_depth = (f.depth + kMmaK - 1) / kMmaK * kMmaK;
  f.weight_pitch = f.padded_depth + 4;
  f.lines = static_cast<int>(s.r);
  f.line = static_cast<int>(((kRun - 1) * s.stride_w + (s.s - 1) * s.dilation_w + 1) * s.c);
  return f;
}

}  // namespace

bool takes_few_channels(const Conv2dShape& s) {
  if (s.groups != 1 || s.c >= kMostChannels) return false;
  if ((s.q + kRun - 1) / kRun * kRun > 2 * s.q) return false;  // more than half of the work would be for nothing
  // Before the sizes are ints: nothing that fits is larger than this.
  if (s.r * s.s > 1024 || s.stride_w > 1024 || (s.s - 1) * s.dilation_w > 1 << 16) return false;
  return static_cast<size_t>(FewChannelsShared::of(describe(s)).floats) * sizeof(float) <= kMostSharedBytes;
}

namespace {

// y: floats, or bf16 where that is not null.
Status launch(const Conv2dShape& s, const float* x, const float* w, const float* bias, Activation activation, float* y,
              Bf16* bf16_y, Stream stream) {
  FewChannels f = describe(s);
  f.x = x;
  f.w = w;
  f.bias = bias;
  f.y = y;
  f.bf16_y = bf16_y;
  f.relu = activation == Activation::relu;
  f.vectorised_y = s.k % 4 == 0 && (bf16_y ? aligned_for_vec4(bf16_y) : aligned_for_vec4(y));
  const int row_runs = (f.results_across + kRun - 1) / kRun;
  const int64_t runs = row_runs * s.p * s.n;
  if (runs > 0x7fffffff - kMostBlocks) return invalid_argument("a convolution has too many pixels; use a smaller batch");
  f.runs = static_cast<int>(runs);
  f.by_row_runs = FastDivide(row_runs);
  f.by_rows = FastDivide(f.results_down);
  f.by_line_depth = FastDivide(static_cast<int>(s.s * s.c));
  f.by_channels = FastDivide(f.channels);
  const auto tiles = static_cast<unsigned>((s.k + kColumns - 1) / kColumns);
  const dim3 grid(tiles, static_cast<unsigned>(std::min(runs, kMostBlocks)));
  return FACET_LAUNCH(few_channels, grid, kThreads, static_cast<size_t>(FewChannelsShared::of(f).floats) * sizeof(float),
                      stream, f);
}

}  // namespace

Status few_channels_conv2d(const Conv2dShape& s, const float* x, const float* w, const float* bias, Activation activation,
                           float* y, Stream stream) {
  return launch(s, x, w, bias, activation, y, nullptr, stream);
}

Status few_channels_conv2d(const Conv2dShape& s, const float* x, const float* w, const float* bias, Activation activation,
                           Bf16* y, Stream stream) {
  return launch(s, x, w, bias, activation, nullptr, y, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
