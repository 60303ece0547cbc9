#include "backend/cpu/mirror_orbits.h"

#include "core/op_params.h"

namespace facet::cpu {
namespace {

template <typename T>
bool is_mirrored(const T* picture, const T* mirrored, int64_t height, int64_t width, bool left_right, bool top_bottom) {
  for (int64_t y = 0; y < height; ++y) {
    const T* row = picture + (top_bottom ? height - 1 - y : y) * width;
    for (int64_t x = 0; x < width; ++x) {
      if (mirrored[y * width + x] != row[left_right ? width - 1 - x : x]) return false;
    }
  }
  return true;
}

template <typename T>
KernelError check(const Step& step) {
  const int64_t height = step.in[0].dims[1], width = step.in[0].dims[2], cells = height * width;
  const T* first = step.in[1].as<T>();
  for (int64_t orbit = EcLossParams::of(step).orbits; orbit > 0; --orbit, first += 4 * cells) {
    for (int image = 1; image < 4; ++image) {
      if (!is_mirrored(first, first + image * cells, height, width, (image & 1) != 0, (image & 2) != 0)) {
        return "the templates do not begin with the orbits of mirror images that the step names";
      }
    }
  }
  return nullptr;
}

}  // namespace

KernelError check_orbits(const Step& step) { return step.in[1].dtype == DType::f64 ? check<double>(step) : check<float>(step); }

}  // namespace facet::cpu
