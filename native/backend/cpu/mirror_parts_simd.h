// Maps split into their parts even or odd under left-right and top-bottom mirroring: in these parts the products with the four
// mirror images of a template are four combinations of the same four products, of a quarter of the cells each (docs/ops.md).
//
// A folded map lists the parts one after the other, as many values as the map has cells. Part p is odd left-right if bit 0 of p
// is set, odd top-bottom if bit 1 is; where a size is odd, the middle row or column belongs to the even parts alone.
#pragma once

#include "backend/cpu/simd.h"

namespace facet::cpu::FACET_ISA_NS {

inline constexpr int kMirrorParts = 4;

// The four combinations of signs of four values, in the order of the parts. Twice gives four times the values.
template <typename V>
inline void combine_signs(V (&v)[kMirrorParts]) {
  const V left = v[0] + v[1], odd_left = v[0] - v[1], right = v[2] + v[3], odd_right = v[2] - v[3];
  v[0] = left + right;
  v[1] = odd_left + odd_right;
  v[2] = left - right;
  v[3] = odd_left - odd_right;
}

// A cell and its mirror images, and where the combinations of their values lie in a folded map; -1 for images that are not
// cells of their own.
struct MirrorCells {
  int64_t cell[kMirrorParts], place[kMirrorParts];

  int64_t images() const { return 1 + (cell[1] >= 0) + (cell[2] >= 0) + (cell[3] >= 0); }
};

struct MirrorParts {
  int64_t height, width;
  bool folds;  // or part 0 is the whole map as it is

  int64_t rows(int part) const {
    if (!folds) return part == 0 ? height : 0;
    return (part & 2) != 0 ? height / 2 : (height + 1) / 2;
  }
  int64_t columns(int part) const {
    if (!folds) return part == 0 ? width : 0;
    return (part & 1) != 0 ? width / 2 : (width + 1) / 2;
  }
  int64_t cells(int part) const { return rows(part) * columns(part); }
  // The place of the part's first value in a folded map.
  int64_t first(int part) const {
    int64_t before = 0;
    for (int p = 0; p < part; ++p) before += cells(p);
    return before;
  }

  // body(MirrorCells) for every cell that is not the mirror image of an earlier one.
  template <typename F>
  void for_cells(F&& body) const {
    for (int64_t y = 0; y < rows(0); ++y) {
      for (int64_t x = 0; x < columns(0); ++x) {
        MirrorCells at;
        for (int p = 0; p < kMirrorParts; ++p) {
          const bool exists = y < rows(p) && x < columns(p);
          at.cell[p] = exists ? ((p & 2) != 0 ? height - 1 - y : y) * width + ((p & 1) != 0 ? width - 1 - x : x) : -1;
          at.place[p] = exists ? first(p) + y * columns(p) + x : -1;
        }
        body(at);
      }
    }
  }

  // Folds a template so that its product with a folded map is the product of the two.
  void fold_template(const float* from, float* to) const {
    for_cells([&](const MirrorCells& at) {
      double v[kMirrorParts] = {};
      for (int p = 0; p < kMirrorParts; ++p) {
        if (at.cell[p] >= 0) v[p] = static_cast<double>(from[at.cell[p]]) / static_cast<double>(at.images());
      }
      combine_signs(v);
      for (int p = 0; p < kMirrorParts; ++p) {
        if (at.place[p] >= 0) to[at.place[p]] = static_cast<float>(v[p]);
      }
    });
  }
};

}  // namespace facet::cpu::FACET_ISA_NS
