#include <algorithm>
#include <cmath>

#include "device/copy_async.cuh"
#include "device/gemm_factors.cuh"
#include "device/mirror_parts.cuh"
#include "device/platform.cuh"
#include "device/vec.cuh"
#include "ecloss_folded.h"
#include "ecloss_total.h"

namespace facet::kernels::inline FACET_KERNELS_ABI {

namespace {

// A tile is 64 neighbouring channels of an image. Sixteen warps: four times 16 maps, each by four groups that share the slots,
// eight of which (a tensor core's columns) go to the groups in turns. A slot holds an orbit of four templates, or one template.
constexpr int kMaps = 64;
constexpr int kMapPitch = 68;
constexpr int kMapTiles = kMaps / kMmaM;
constexpr int kGroups = 4;
constexpr int kThreads = 32 * kMapTiles * kGroups;
constexpr int kSlotTiles = 4;  // of a warp at most
constexpr int kMostSlots = kGroups * kSlotTiles * kMmaN;
constexpr int kVectors = kMaps / 4;
constexpr int kSquareShares = kThreads / kMaps;

// The multiprocessors of an H100, one block each: the folded templates are read so many times.
constexpr int64_t kMostBlocks = 132;

// ECLoss is of second order in the logits (ecloss_rows.h), which TF32's rounding would drown.
using Factors = SplitTf32Factors;

int64_t slots_of(const EcLossShape& s) { return s.templates - 3 * s.orbits; }

// An odd number of eights: neither reading along slots nor along cells meets itself in a bank.
int64_t pitch_of(const EcLossShape& s) { return (slots_of(s) + kMmaN - 1) / kMmaN / 2 * 2 * kMmaN + kMmaN; }

int64_t channel_tiles(const EcLossShape& s) { return (s.channels + kMaps - 1) / kMaps; }

int64_t blocks_of(const EcLossShape& s) { return std::min(s.images * channel_tiles(s), kMostBlocks); }

// What one launch over the maps computes: the loss's parts, the gradient, or both, which needs lambda = 0 (else the marginal
// must be known first, a sum over all maps).
struct Job {
  const float* x;             // [images, pixels, channels]
  float* kl;                  // [maps]: KL(p || uniform); with `sums`, or neither
  float* sums;                // [shares, templates]: sums of p over shares of the maps
  const float* log_marginal;  // [templates]; null stands for lambda = 0
  const float* dloss;         // one float
  float* dx;                  // [images, pixels, channels]; null: no gradient
};

// What all the kernels here must know.
struct Folding {
  MirrorParts parts;
  int pixels, templates, orbits, slots, pitch;

  // The template of a slot's member, -1 if there is none.
  __device__ __forceinline__ int template_of(int slot, int member) const {
    if (slot < orbits) return slot * kMirrorParts + member;
    return slot < slots && member == 0 ? slot + (kMirrorParts - 1) * orbits : -1;
  }
};

Folding folding_of(const EcLossShape& s) {
  return {{static_cast<int>(s.height), static_cast<int>(s.width)},
          static_cast<int>(s.pixels()),
          static_cast<int>(s.templates),
          static_cast<int>(s.orbits),
          static_cast<int>(slots_of(s)),
          static_cast<int>(pitch_of(s))};
}

constexpr int kFoldThreads = 128;

// folded[cell, slot]: the parts of the slot's first template, divided by the number of pixels that were folded into the cell,
// so that neither product of the kernel below needs another factor. Grid: upper left pixels.
__global__ void __launch_bounds__(kFoldThreads)
    fold_templates(Folding f, const float* templates, float* folded, int32_t* fault) {
  const int i = static_cast<int>(blockIdx.x) / f.parts.columns(0);
  const int j = static_cast<int>(blockIdx.x) % f.parts.columns(0);
  const int width = f.parts.width;
  int pixel[kMirrorParts];
  float count = 0.f;
#pragma unroll
  for (int p = 0; p < kMirrorParts; ++p) {
    pixel[p] = (p & 2 ? f.parts.height - 1 - i : i) * width + (p & 1 ? width - 1 - j : j);
    if (f.parts.has(p, i, j)) count += 1.f;
  }
  for (int slot = static_cast<int>(threadIdx.x); slot < f.pitch; slot += kFoldThreads) {
    float part[kMirrorParts] = {};
    if (slot < f.slots) {
      const float* first = templates + int64_t{f.template_of(slot, 0)} * f.pixels;
#pragma unroll
      for (int p = 0; p < kMirrorParts; ++p)
        if (f.parts.has(p, i, j)) part[p] = first[pixel[p]] / count;
      if (slot < f.orbits) {
        // Member m has at pixel p what the first has at p mirrored by m's bits.
        bool mirrored = true;
#pragma unroll
        for (int m = 1; m < kMirrorParts; ++m)
#pragma unroll
          for (int p = 0; p < kMirrorParts; ++p)
            mirrored = mirrored && first[int64_t{m} * f.pixels + pixel[p]] == first[pixel[p ^ m]];
        if (!mirrored) note_fault(fault);
      }
      mirror_sums(part[0], part[1], part[2], part[3]);
    }
#pragma unroll
    for (int p = 0; p < kMirrorParts; ++p)
      if (f.parts.has(p, i, j)) folded[f.parts.cell(p, i, j) * f.pitch + slot] = part[p];
  }
}

struct Maps {
  const float* x;
  int channels, channel_tiles;
  int64_t tiles;
  bool normalise, vectorised;  // vectorised: x and dx
};

// Places in shared memory, in floats.
struct FoldedShared {
  int templates, maps, map_floats, shifts, sums, squares, scale, floats;

  __host__ __device__ FoldedShared(int pixels, int pitch, int stages) {
    templates = 0;
    map_floats = pixels * kMapPitch;
    maps = templates + pixels * pitch;
    shifts = maps + stages * map_floats;
    sums = shifts + kMirrorParts * pitch;
    squares = sums + 4 * kGroups * kMaps;
    scale = squares + kSquareShares * kMaps;
    floats = scale + kMaps;
  }
};

// Sums of up to four tensor-core tiles side by side. The fourth is multiplied only where it exists: 13 tiles of 8 slots, or 7
// of 8 cells, leave every fourth warp, or step, one less.
class FourTiles {
 public:
  MmaAccumulator most[1][kSlotTiles - 1];
  MmaAccumulator last[1][1];

  __device__ __forceinline__ MmaAccumulator& at(int j) { return j < kSlotTiles - 1 ? most[0][j] : last[0][0]; }

  __device__ __forceinline__ void clear() {
#pragma unroll
    for (int j = 0; j < kSlotTiles; ++j)
#pragma unroll
      for (int r = 0; r < 4; ++r) at(j).r[r] = 0.f;
  }

  // factors(j): b's fragment of tile j.
  template <class FactorsOf>
  __device__ __forceinline__ void add(const Factors::A<1>& a, bool has_last, const FactorsOf& factors) {
    Factors::B<kSlotTiles - 1> b;
#pragma unroll
    for (int j = 0; j < kSlotTiles - 1; ++j) set(b, j, factors(j));
    Factors::multiply(most, a, b);
    if (!has_last) return;
    Factors::B<1> b_last;
    set(b_last, 0, factors(kSlotTiles - 1));
    Factors::multiply(last, a, b_last);
  }

 private:
  template <int kTiles>
  __device__ static __forceinline__ void set(Factors::B<kTiles>& b, int tile, float2 v) {
    const uint32_t words[1][2] = {{__float_as_uint(v.x), __float_as_uint(v.y)}};
    b.set(tile, words);
  }
};

__device__ __forceinline__ float number_or_zero(const SharedSpan<float>& shared, int at, bool exists) {
  return exists ? shared[at] : 0.f;
}

// The copies of a tile's maps, every pixel to its place before folding; zeros for channels that do not exist.
__device__ __forceinline__ void copy_maps(const SharedSpan<float>& shared, int to, const Folding& f, const Maps& m,
                                          int64_t tile) {
  const int64_t image = tile / m.channel_tiles;
  const int first_channel = static_cast<int>(tile - image * m.channel_tiles) * kMaps;
  const float* x = m.x + image * f.pixels * m.channels;
  const int map = static_cast<int>(threadIdx.x) % kVectors * 4;
  const int channel = first_channel + map;
  for (int pixel = static_cast<int>(threadIdx.x) / kVectors; pixel < f.pixels; pixel += kThreads / kVectors) {
    const int at = to + f.parts.place_of_pixel(pixel) * kMapPitch + map;
    const float* from = x + int64_t{pixel} * m.channels + channel;
    if (m.vectorised) {
      const bool exists = channel < m.channels;
      copy_async_vec4(&shared.vec4(at), exists ? from : m.x, exists);
    } else {
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        const bool exists = channel + i < m.channels;
        copy_async_float(&shared[at + i], exists ? from + i : m.x, exists);
      }
    }
  }
}

// visit(i, j, map) for the upper left pixels of a tile's maps, four maps a thread.
template <class Visit>
__device__ __forceinline__ void for_upper_left_pixels(const Folding& f, const Visit& visit) {
  const int columns = f.parts.columns(0);
  const int pixels = f.parts.cells(0);
  const int map = static_cast<int>(threadIdx.x) % kVectors * 4;
  for (int v = static_cast<int>(threadIdx.x) / kVectors; v < pixels; v += kThreads / kVectors)
    visit(v / columns, v % columns, map);
}

__device__ __forceinline__ void load_parts(const SharedSpan<float>& shared, int from, const Folding& f, int i, int j, int map,
                                           float4 (&v)[kMirrorParts]) {
#pragma unroll
  for (int p = 0; p < kMirrorParts; ++p)
    v[p] = f.parts.has(p, i, j) ? shared.vec4(from + f.parts.cell(p, i, j) * kMapPitch + map) : make_float4(0.f, 0.f, 0.f, 0.f);
}

// Largest, or sum, over the four lanes that share a row of a tensor core's tile.
__device__ __forceinline__ float quad_max(float v) {
  v = fmaxf(v, __shfl_xor_sync(0xffffffffu, v, 1));
  return fmaxf(v, __shfl_xor_sync(0xffffffffu, v, 2));
}

__device__ __forceinline__ float quad_sum(float v) {
  v += __shfl_xor_sync(0xffffffffu, v, 1);
  return v + __shfl_xor_sync(0xffffffffu, v, 2);
}

// v[i] becomes the sum over lanes that differ in lane bit `kBit`, of the first half of v in lanes without the bit, and of the
// second half in those with it.
template <int kBit, int kHalf>
__device__ __forceinline__ void halve_across_lanes(float (&v)[2 * kHalf], float (&sums)[kHalf]) {
  const bool upper = (threadIdx.x & kBit) != 0;
#pragma unroll
  for (int i = 0; i < kHalf; ++i) {
    const float other = __shfl_xor_sync(0xffffffffu, upper ? v[i] : v[kHalf + i], kBit);
    sums[i] = (upper ? v[kHalf + i] : v[i]) + other;
  }
}

// The logits of a warp's 16 maps and its slots: first by part, then by member of the orbit; and their gradient likewise.
class OrbitLogits {
 public:
  static constexpr int kRows = 2;  // of the maps, that a thread holds: lane / 4 and 8 more

  __device__ OrbitLogits(const Folding& f, int group)
      : lane_(static_cast<int>(threadIdx.x) % 32), first_slot_(group * kMmaN), slot_tiles_((f.slots + kMmaN - 1) / kMmaN) {
    const int own = (slot_tiles_ - group + kGroups - 1) / kGroups;
    tiles_ = own < 0 ? 0 : own;
#pragma unroll
    for (int j = 0; j < kSlotTiles; ++j)
#pragma unroll
      for (int m = 0; m < kMirrorParts; ++m)
#pragma unroll
        for (int c = 0; c < 2; ++c)
          if (f.template_of(slot(j, c), m) >= 0) exists_ |= 1u << bit(j, m, c);
  }

  __device__ __forceinline__ int slot(int j, int c) const { return first_slot_ + j * kGroups * kMmaN + lane_ % 4 * 2 + c; }
  __device__ __forceinline__ bool exists(int j, int m, int c) const { return (exists_ >> bit(j, m, c) & 1u) != 0; }
  __device__ __forceinline__ float& at(int j, int m, int row, int c) { return z_[m].at(j).r[2 * row + c]; }

  // Products of the folded maps, from row `map` on, with the folded templates.
  __device__ __forceinline__ void multiply(const SharedSpan<float>& shared, const Folding& f, int templates, int maps,
                                           int map) {
    const int q = lane_ % 4;
    const int g = lane_ / 4;
#pragma unroll
    for (int p = 0; p < kMirrorParts; ++p) {
      z_[p].clear();
      const int cells = f.parts.cells(p);
      const int begin = f.parts.begin(p);
      for (int k = 0; k < cells; k += kMmaK) {
        const bool here[2] = {k + q < cells, k + q + 4 < cells};
        const int cell = begin + k + q;
        uint32_t words[1][4];
#pragma unroll
        for (int i = 0; i < 4; ++i)
          words[0][i] =
              __float_as_uint(number_or_zero(shared, maps + (cell + i / 2 * 4) * kMapPitch + map + g + i % 2 * 8, here[i / 2]));
        Factors::A<1> a;
        a.set(0, words);
        z_[p].add(a, has_last(), [&](int j) {
          const int at = templates + cell * f.pitch + first_slot_ + j * kGroups * kMmaN + g;
          return make_float2(number_or_zero(shared, at, here[0] && j < tiles_),
                             number_or_zero(shared, at + 4 * f.pitch, here[1] && j < tiles_));
        });
      }
    }
  }

  // From parts to members and back.
  __device__ __forceinline__ void mirror() {
#pragma unroll
    for (int j = 0; j < kSlotTiles; ++j)
#pragma unroll
      for (int r = 0; r < 4; ++r) mirror_sums(z_[0].at(j).r[r], z_[1].at(j).r[r], z_[2].at(j).r[r], z_[3].at(j).r[r]);
  }

  // Adds the products of the gradient's parts with the templates to `maps`. Every group begins with another part, so that each
  // adds to a part in its turn, and the sums keep one order. All threads of the block call; on return all is added.
  __device__ __forceinline__ void multiply_back(const SharedSpan<float>& shared, const Folding& f, int templates, int maps,
                                                int map, int group) {
    rotate(group);
    const int q = lane_ % 4;
    const int g = lane_ / 4;
#pragma unroll
    for (int step = 0; step < kMirrorParts; ++step) {
      const int part = (group + step) % kMirrorParts;
      const int cells = f.parts.cells(part);
      const int begin = f.parts.begin(part);
      for (int first = 0; first < cells; first += kSlotTiles * kMmaN) {
        FourTiles dx;
        dx.clear();
#pragma unroll
        for (int j = 0; j < kSlotTiles; ++j) {
          if (j >= tiles_) break;
          // What the products gave as columns 2q and 2q + 1 goes in as depths q and q + 4: b is read to match.
          uint32_t words[1][4];
#pragma unroll
          for (int i = 0; i < 4; ++i) words[0][i] = __float_as_uint(z_[step].at(j).r[i % 2 * 2 + i / 2]);
          Factors::A<1> a;
          a.set(0, words);
          dx.add(a, first + (kSlotTiles - 1) * kMmaN < cells, [&](int t) {
            const int cell = first + t * kMmaN + g;
            return cell < cells ? shared.vec2(templates + (begin + cell) * f.pitch + slot(j, 0)) : make_float2(0.f, 0.f);
          });
        }
#pragma unroll
        for (int t = 0; t < kSlotTiles; ++t)
#pragma unroll
          for (int r = 0; r < 4; ++r) {
            const int cell = first + t * kMmaN + 2 * q + r % 2;
            if (cell >= cells) continue;
            float& sum = shared[maps + (begin + cell) * kMapPitch + map + g + r / 2 * 8];
            sum = step == 0 ? dx.at(t).r[r] : sum + dx.at(t).r[r];
          }
      }
      __syncthreads();
    }
  }

  // Calls visit(j, member, column) for all that exist.
  template <class Visit>
  __device__ __forceinline__ void for_each(const Visit& visit) const {
#pragma unroll
    for (int j = 0; j < kSlotTiles; ++j)
#pragma unroll
      for (int m = 0; m < kMirrorParts; ++m)
#pragma unroll
        for (int c = 0; c < 2; ++c)
          if (exists(j, m, c)) visit(j, m, c);
  }

  __device__ __forceinline__ void clear_what_is_not_there() {
#pragma unroll
    for (int j = 0; j < kSlotTiles; ++j)
#pragma unroll
      for (int m = 0; m < kMirrorParts; ++m)
#pragma unroll
        for (int i = 0; i < 2 * kRows; ++i)
          if (!exists(j, m, i % 2)) at(j, m, i / 2, i % 2) = 0.f;
  }

 private:
  __device__ static constexpr int bit(int j, int m, int c) { return (j * kMirrorParts + m) * 2 + c; }
  __device__ __forceinline__ bool has_last() const { return tiles_ == kSlotTiles; }

  // Part (group + i) % 4 comes to place i.
  __device__ __forceinline__ void rotate(int group) {
    if (group & 1) {
      const FourTiles first = z_[0];
      z_[0] = z_[1];
      z_[1] = z_[2];
      z_[2] = z_[3];
      z_[3] = first;
    }
    if (group & 2) {
      const FourTiles first = z_[0], second = z_[1];
      z_[0] = z_[2];
      z_[1] = z_[3];
      z_[2] = first;
      z_[3] = second;
    }
  }

  int lane_, first_slot_, slot_tiles_, tiles_;
  uint32_t exists_ = 0;
  FourTiles z_[kMirrorParts];
};

// Everything of a tile happens in one block: maps are folded in shared memory, multiplied with the folded templates (which stay
// there), their softmax is taken in registers, its gradient multiplied back, unfolded and written. Grid: up to kMostBlocks,
// which take tiles in turns.
template <bool kForward, bool kGradient>
__global__ void __launch_bounds__(kThreads, 1)
    ecloss_folded_tiles(Folding f, Maps m, const float* folded, Job job, float lambda, float log_count, int stages) {
  if constexpr (kMmaOnThisGpu) {
    FACET_DYNAMIC_SHARED(float, shared);
    const FoldedShared place(f.pixels, f.pitch, stages);
    const int thread = static_cast<int>(threadIdx.x);
    const int lane = thread % 32;
    const int map_tile = thread / 32 % kMapTiles;
    const int group = thread / 32 / kMapTiles;
    const int map = map_tile * kMmaM;

    for (int i = thread * 4; i < f.pixels * f.pitch; i += kThreads * 4)
      copy_async_vec4(&shared.vec4(place.templates + i), folded + i, true);
    copy_maps(shared, place.maps, f, m, blockIdx.x);
    commit_copies();
    if constexpr (kGradient)
      for (int i = thread; i < kMirrorParts * f.pitch; i += kThreads) {
        const int t = f.template_of(i % f.pitch, i / f.pitch);
        shared[place.shifts + i] = job.log_marginal && t >= 0 ? lambda * (job.log_marginal[t] + log_count) : 0.f;
      }

    OrbitLogits z(f, group);
    const float minus_dloss_per_map =
        kGradient ? -*job.dloss / static_cast<float>(m.tiles / m.channel_tiles * m.channels) : 0.f;
    float share[4] = {};  // of the sums of p, for four templates
    int stage = 0;
    for (int64_t tile = blockIdx.x; tile < m.tiles; tile += gridDim.x) {
      const int64_t image = tile / m.channel_tiles;
      const int first_channel = static_cast<int>(tile - image * m.channel_tiles) * kMaps;
      const int maps = place.maps + stage * place.map_floats;
      const bool more = tile + gridDim.x < m.tiles;
      if (stages == 2) {
        if (more) copy_maps(shared, place.maps + (1 - stage) * place.map_floats, f, m, tile + gridDim.x);
        commit_copies();
        wait_copies<1>();
      } else {
        wait_copies<0>();
      }
      __syncthreads();

      if (m.normalise) {
        float squares = 0.f;
        for (int pixel = thread / kMaps; pixel < f.pixels; pixel += kSquareShares) {
          const float v = shared[maps + pixel * kMapPitch + thread % kMaps];
          squares = fmaf(v, v, squares);
        }
        shared[place.squares + thread] = squares;
        __syncthreads();
      }
      for_upper_left_pixels(f, [&](int i, int j, int first_map) {
        float4 v[kMirrorParts];
        load_parts(shared, maps, f, i, j, first_map, v);
        mirror_sums(v);
#pragma unroll
        for (int p = 0; p < kMirrorParts; ++p)
          if (f.parts.has(p, i, j)) shared.vec4(maps + f.parts.cell(p, i, j) * kMapPitch + first_map) = v[p];
      });
      if (thread < kMaps) {
        float scale = 1.f;
        if (m.normalise) {
          float squares = 0.f;
          for (int s = 0; s < kSquareShares; ++s) squares += shared[place.squares + s * kMaps + thread];
          scale = 1.f / (sqrtf(squares / static_cast<float>(f.pixels)) + 1e-12f);
        }
        shared[place.scale + thread] = scale;
      }
      __syncthreads();

      z.multiply(shared, f, place.templates, maps, map);
      z.mirror();

      // Statistics of the rows: within the four lanes that share one, then over the groups, in their order.
      const auto own = [&](int row) { return map + lane / 4 + 8 * row; };
      const auto put = [&](int statistic, int row, float value) {
        if (lane % 4 == 0) shared[place.sums + (statistic * kGroups + group) * kMaps + own(row)] = value;
      };
      const auto get = [&](int statistic, int row, int of) {
        return shared[place.sums + (statistic * kGroups + of) * kMaps + own(row)];
      };
      const auto total = [&](int statistic, int row) {
        float sum = get(statistic, row, 0);
#pragma unroll
        for (int of = 1; of < kGroups; ++of) sum += get(statistic, row, of);
        return sum;
      };
      float scale[OrbitLogits::kRows], max[OrbitLogits::kRows], sum[OrbitLogits::kRows], mean[OrbitLogits::kRows];
#pragma unroll
      for (int row = 0; row < OrbitLogits::kRows; ++row) {
        scale[row] = shared[place.scale + own(row)];
        float largest = -INFINITY;
        z.for_each([&](int j, int member, int c) {
          z.at(j, member, row, c) *= scale[row];
          largest = fmaxf(largest, z.at(j, member, row, c));
        });
        put(0, row, quad_max(largest));
      }
      __syncthreads();
      const auto shift = [&](int j, int member, int c) {
        return kForward ? 0.f : shared[place.shifts + member * f.pitch + z.slot(j, c)];
      };
#pragma unroll
      for (int row = 0; row < OrbitLogits::kRows; ++row) {
        max[row] = get(0, row, 0);
#pragma unroll
        for (int of = 1; of < kGroups; ++of) max[row] = fmaxf(max[row], get(0, row, of));
        float exps = 0.f, weighted = 0.f;
        z.for_each([&](int j, int member, int c) {
          float& u = z.at(j, member, row, c);
          u -= max[row];
          const float e = expf(u);
          exps += e;
          weighted = fmaf(e, u - shift(j, member, c), weighted);
        });
        put(1, row, quad_sum(exps));
        put(2, row, quad_sum(weighted));
      }
      __syncthreads();
#pragma unroll
      for (int row = 0; row < OrbitLogits::kRows; ++row) {
        sum[row] = total(1, row);
        mean[row] = total(2, row) / sum[row];
      }

      if constexpr (kForward) {
        // Near the uniform distribution the sum is T and a little, which is found apart (ecloss_rows.h).
        const auto count = static_cast<float>(f.templates);
#pragma unroll
        for (int row = 0; row < OrbitLogits::kRows; ++row) {
          float little = 0.f;
          if (sum[row] > 0.5f * count) z.for_each([&](int j, int member, int c) { little += expm1f(z.at(j, member, row, c)); });
          put(3, row, quad_sum(little));
        }
        __syncthreads();
#pragma unroll
        for (int row = 0; row < OrbitLogits::kRows; ++row) {
          const int channel = first_channel + own(row);
          if (group == 0 && lane % 4 == 0 && channel < m.channels)
            job.kl[image * m.channels + channel] =
                mean[row] - (sum[row] > 0.5f * count ? log1pf(total(3, row) / count) : logf(sum[row] / count));
        }
        // p over the warp's maps: of a thread's two, then over the eight lanes that have the same templates, which end with
        // four templates each.
        float inverse[OrbitLogits::kRows];
#pragma unroll
        for (int row = 0; row < OrbitLogits::kRows; ++row)
          inverse[row] = first_channel + own(row) < m.channels ? 1.f / sum[row] : 0.f;
        constexpr int kOfATile = kMirrorParts * 2;
        float halves[2][kOfATile];
#pragma unroll
        for (int j = 0; j < 2; ++j) {
          float p[2 * kOfATile];
#pragma unroll
          for (int i = 0; i < 2 * kOfATile; ++i) {
            const int tile_of = j + i / kOfATile * 2, member = i % kOfATile / 2, c = i % 2;
            p[i] = z.exists(tile_of, member, c)
                       ? fmaf(expf(z.at(tile_of, member, 0, c)), inverse[0], expf(z.at(tile_of, member, 1, c)) * inverse[1])
                       : 0.f;
          }
          halve_across_lanes<16>(p, halves[j]);
        }
        float all[2 * kOfATile], quarter[kOfATile], eighth[kOfATile / 2];
#pragma unroll
        for (int i = 0; i < 2 * kOfATile; ++i) all[i] = halves[i / kOfATile][i % kOfATile];
        halve_across_lanes<8>(all, quarter);
        halve_across_lanes<4>(quarter, eighth);
#pragma unroll
        for (int i = 0; i < kOfATile / 2; ++i) share[i] += eighth[i];
      }

      if constexpr (kGradient) {
#pragma unroll
        for (int row = 0; row < OrbitLogits::kRows; ++row) {
          const float factor = minus_dloss_per_map * (1.f / sum[row]) * scale[row];
          z.for_each([&](int j, int member, int c) {
            float& u = z.at(j, member, row, c);
            u = factor * expf(u) * (u - shift(j, member, c) - mean[row]);
          });
        }
        z.clear_what_is_not_there();
        z.mirror();
        // The barriers since the products have ended the reading of the maps.
        z.multiply_back(shared, f, place.templates, maps, map, group);
        float* dx = job.dx + image * f.pixels * m.channels + first_channel;
        for_upper_left_pixels(f, [&](int i, int j, int first_map) {
          if (first_channel + first_map >= m.channels) return;
          float4 v[kMirrorParts];
          load_parts(shared, maps, f, i, j, first_map, v);
          mirror_sums(v);
#pragma unroll
          for (int p = 0; p < kMirrorParts; ++p) {
            if (!f.parts.has(p, i, j)) continue;
            const int row = p & 2 ? f.parts.height - 1 - i : i;
            const int column = p & 1 ? f.parts.width - 1 - j : j;
            float* to = dx + int64_t{row * f.parts.width + column} * m.channels + first_map;
            if (m.vectorised) {
              store_vec4(to, v[p]);
            } else {
              const float values[4] = {v[p].x, v[p].y, v[p].z, v[p].w};
#pragma unroll
              for (int n = 0; n < 4; ++n)
                if (first_channel + first_map + n < m.channels) to[n] = values[n];
            }
          }
        });
      }

      __syncthreads();  // the maps' place is free
      if (stages == 2) {
        stage = 1 - stage;
      } else {
        if (more) copy_maps(shared, place.maps, f, m, tile + gridDim.x);
        commit_copies();
      }
    }

    if constexpr (kForward) {
      float* sums = job.sums + (int64_t{blockIdx.x} * kMapTiles + map_tile) * f.templates;
      const int j = (lane >> 4 & 1) * 2 + (lane >> 3 & 1);
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        const int t = f.template_of(z.slot(j, i % 2), (lane >> 2 & 1) * 2 + i / 2);
        if (t >= 0) sums[t] = share[i];
      }
    }
  } else {
    trap();
  }
}

size_t shared_bytes(const EcLossShape& s, int stages) {
  return static_cast<size_t>(FoldedShared(static_cast<int>(s.pixels()), static_cast<int>(pitch_of(s)), stages).floats) *
         sizeof(float);
}

template <bool kForward, bool kGradient>
Status launch_tiles(const EcLossShape& s, const EcLossRule& rule, const float* folded, const Job& job, Stream stream) {
  const Maps maps{job.x,
                  static_cast<int>(s.channels),
                  static_cast<int>(channel_tiles(s)),
                  s.images * channel_tiles(s),
                  rule.normalise,
                  s.channels % 4 == 0 && aligned_for_vec4(job.x, job.dx)};
  const int stages = shared_bytes(s, 2) <= device_shared_bytes() ? 2 : 1;
  return FACET_LAUNCH((ecloss_folded_tiles<kForward, kGradient>), static_cast<unsigned>(blocks_of(s)), kThreads,
                      shared_bytes(s, stages), stream, folding_of(s), maps, folded, job, rule.lambda,
                      static_cast<float>(std::log(static_cast<double>(s.templates))), stages);
}

// The workspace, in floats.
struct Layout {
  int64_t shares, folded, kl, terms, sums, end;

  explicit Layout(const EcLossShape& s) : shares(blocks_of(s) * kMapTiles) {
    folded = 0;
    kl = folded + s.pixels() * pitch_of(s);
    terms = kl + s.maps();
    sums = terms + s.templates;
    end = sums + shares * s.templates;
  }
};

// Without regard for the device.
bool has_folded_kernel(const EcLossShape& s, const EcLossRule& rule) {
  // Maps beyond 1024 pixels would not fit, and their bytes not be counted in an int.
  return s.orbits > 0 && !rule.per_channel_marginal && slots_of(s) <= kMostSlots && s.pixels() <= 1024;
}

}  // namespace

bool ecloss_folds(const EcLossShape& s, const EcLossRule& rule) {
  return has_folded_kernel(s, rule) && device_multiplies_tf32() && shared_bytes(s, 1) <= device_shared_bytes();
}

size_t ecloss_folded_workspace_bytes(const EcLossShape& s, const EcLossRule& rule) {
  return has_folded_kernel(s, rule) ? static_cast<size_t>(Layout(s).end) * sizeof(float) : 0;
}

Status ecloss_folded(const EcLossShape& s, const EcLossRule& rule, const EcLossTensors& t, void* workspace, int32_t* fault,
                     Stream stream) {
  const Layout layout(s);
  auto* base = static_cast<float*>(workspace);
  float* folded = base + layout.folded;
  const auto corner = static_cast<unsigned>((s.height + 1) / 2 * ((s.width + 1) / 2));
  FACET_TRY(FACET_LAUNCH(fold_templates, corner, kFoldThreads, 0, stream, folding_of(s), t.templates, folded, fault));

  const bool marginal_enters = rule.lambda != 0.f;
  Job loss{t.x, base + layout.kl, base + layout.sums, nullptr, nullptr, nullptr};
  const Job gradient{t.x, nullptr, nullptr, marginal_enters ? t.log_marginal : nullptr, t.dloss, t.dx};
  if (!t.loss) return launch_tiles<false, true>(s, rule, folded, gradient, stream);
  const bool both = t.dx && !marginal_enters;
  if (both) {
    loss.dloss = t.dloss;
    loss.dx = t.dx;
    FACET_TRY((launch_tiles<true, true>(s, rule, folded, loss, stream)));
  } else {
    FACET_TRY((launch_tiles<true, false>(s, rule, folded, loss, stream)));
  }
  FACET_TRY(ecloss_total(s, rule, loss.kl, {loss.sums, layout.shares, 1}, t.log_marginal, base + layout.terms, t.loss, stream));
  return !t.dx || both ? Status{} : launch_tiles<false, true>(s, rule, folded, gradient, stream);
}

}  // namespace facet::kernels::inline FACET_KERNELS_ABI
