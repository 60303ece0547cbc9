// Tensor copies as a convolution wants them, against plain loops, and what the shim says where a kernel breaks their rules.
#include "device/tensor_copy.cuh"

#include <string>
#include <vector>

#include "device/gemm_tile.cuh"
#include "device/wgmma.cuh"
#include "shim_tests.h"

namespace facet::test {

namespace {

using namespace kernels;

constexpr int kRows = 64, kDepth = kTensorBoxDepth, kWords = kDepth / 2;
constexpr int kBoxBytes = kRows * kDepth * 2, kBarrier = kRows * kWords;
constexpr size_t kSharedBytes = kBoxBytes + 8;

enum class Mistake {
  none,
  no_init,
  no_fence,
  no_barrier,
  no_wait,
  no_copy,
  fewer_bytes,
  more_bytes,
  another_arrival,
  stored_before,
  stored_before_and_fenced,
  copied_twice,
  left_under_way,
  misplaced
};

struct Place {
  int channel, x, y, image, offset_x, offset_y;  // as copy_pixels takes them
};

// One box of pixels, as it lies in shared memory, to y.
__global__ void copy_one_box(const __grid_constant__ TensorMap map, Place at, float* y, Mistake mistake) {
  FACET_DYNAMIC_SHARED(float, shared);
  const int thread = static_cast<int>(threadIdx.x);
  if (mistake == Mistake::stored_before || mistake == Mistake::stored_before_and_fenced) shared[thread] = 1.f;
  if (thread == 0 && mistake != Mistake::no_init) {
    init_barrier(shared, kBarrier, 1);
    if (mistake != Mistake::no_fence) publish_barriers();
  }
  if (mistake == Mistake::stored_before_and_fenced) wgmma_publish();
  if (mistake != Mistake::no_barrier) __syncthreads();
  if (thread == 1) {
    const int expected = kBoxBytes + (mistake == Mistake::more_bytes) * 16 - (mistake == Mistake::fewer_bytes) * 16;
    arrive_and_expect(shared, kBarrier, expected);
    if (mistake == Mistake::another_arrival) arrive(shared, kBarrier), arrive(shared, kBarrier);
    const int to = mistake == Mistake::misplaced ? 32 : 0;
    for (int copies = mistake == Mistake::copied_twice ? 2 : 1; copies > 0 && mistake != Mistake::no_copy; --copies)
      copy_pixels(shared, to, map, kBarrier, at.channel, at.x, at.y, at.image, at.offset_x, at.offset_y);
  }
  if (mistake == Mistake::left_under_way) return;
  if (mistake != Mistake::no_wait) wait_for_phase(shared, kBarrier, 0);
  for (int i = thread; i < kRows * kWords; i += 64) y[i] = shared[i];
}

struct Image {
  int images, height, width, channels;
  std::vector<Bf16> values;
};

Image numbered_image(int images, int height, int width, int channels) {
  Image image{images, height, width, channels, {}};
  for (int i = 0; i < images * height * width * channels; ++i) image.values.push_back({static_cast<uint16_t>(i % 32000 + 1)});
  return image;
}

// The bits of a number, 0 outside.
uint32_t at(const Image& m, int image, int y, int x, int channel) {
  if (image >= m.images || y < 0 || y >= m.height || x < 0 || x >= m.width || channel >= m.channels) return 0;
  return m.values[static_cast<size_t>(((image * m.height + y) * m.width + x) * m.channels + channel)].bits;
}

struct Window {
  PixelAxis vertical, horizontal;
};

// The box from result `first` on, of every tap and 64 channels, must be what the convolution's definition says.
void expect_boxes(const Image& image, const Window& window, int first, CUstream_st stream, Report& report) {
  const PixelAxis &v = window.vertical, &h = window.horizontal;
  TensorMap map;
  const Status encoded = encode_pixels(image.values.data(), image.images, v, h, image.channels, kRows, &map);
  report.expect(encoded.ok(), encoded.ok() ? "" : encoded.reason);
  const auto source_of = [&](int result, int& n, int& y, int& x) {
    n = result / (v.results * h.results);
    y = v.first + result / h.results % v.results * v.stride;
    x = h.first + result % h.results * h.stride;
  };
  for (int channel = 0; channel < image.channels; channel += kDepth)
    for (int tap = 0; tap < v.taps * h.taps; ++tap) {
      const int move_y = tap / h.taps * v.step, move_x = tap % h.taps * h.step;
      int n, y, x;
      source_of(first, n, y, x);
      std::vector<float> box(kRows * kWords);
      const Status status = FACET_LAUNCH(copy_one_box, 1, 64, kSharedBytes, &stream, map,
                                         Place{channel, x, y, n, move_x, move_y}, box.data(), Mistake::none);
      report.expect(status.ok(), status.ok() ? "" : status.reason);
      size_t wrong = 0;
      for (int row = 0; row < kRows; ++row)
        for (int word = 0; word < kWords; ++word) {
          source_of(first + row, n, y, x);
          const uint32_t expected = at(image, n, y + move_y, x + move_x, channel + 2 * word) |
                                    at(image, n, y + move_y, x + move_x, channel + 2 * word + 1) << 16;
          const int index = panel_index<kRows, PanelLayout::depth_contiguous, kWords>(row, word);
          wrong += __float_as_uint(box[static_cast<size_t>(index)]) != expected;
        }
      report.expect(wrong == 0, "a box of pixels, tap " + std::to_string(tap) + ": " + std::to_string(wrong) + " words wrong");
    }
}

void test_mistakes(const Image& image, const Window& window, Report& report) {
  TensorMap map;
  report.expect(
      encode_pixels(image.values.data(), image.images, window.vertical, window.horizontal, image.channels, kRows, &map).ok(),
      "the map of a window");
  std::vector<float> box(kRows * kWords);
  const Place origin{0, window.horizontal.first, window.vertical.first, 0, 0, 0};
  const auto run = [&](Mistake mistake, const Place& place) {
    return FACET_LAUNCH(copy_one_box, 1, 64, kSharedBytes + 1024, nullptr, map, place, box.data(), mistake);
  };
  const auto must_say = [&](Mistake mistake, const Place& place, const std::string& words) {
    const Status status = run(mistake, place);
    report.expect(!status.ok() && std::string(status.reason).find(words) != std::string::npos,
                  "a tensor copy without its rules shall be told: " + words +
                      (status.ok() ? "" : std::string(", not: ") + status.reason));
  };
  must_say(Mistake::no_init, origin, "was not initialised");
  must_say(Mistake::no_fence, origin, "without fence.mbarrier_init");
  must_say(Mistake::no_barrier, origin, "initialised by another thread, without a barrier between");
  must_say(Mistake::no_copy, origin, "8192 bytes that no copy brings");
  must_say(Mistake::more_bytes, origin, "16 bytes that no copy brings");
  must_say(Mistake::fewer_bytes, origin, "16 bytes more than it expected");
  must_say(Mistake::another_arrival, origin, "more threads arrive");
  must_say(Mistake::copied_twice, origin, "where another one is under way");
  must_say(Mistake::left_under_way, origin, "the block ends while 1 of its tensor copies");
  must_say(Mistake::misplaced, origin, "multiple of 1024 bytes");
  Place outside = origin;
  outside.x -= 1;
  must_say(Mistake::none, outside, "outside the bounding box");
#if !defined(__SANITIZE_THREAD__)  // which reports the race itself
  must_say(Mistake::stored_before, origin, "without fence.proxy.async");
  report.expect(run(Mistake::stored_before_and_fenced, origin).ok(), "stores that are fenced may precede a tensor copy");
  report.expect(!run(Mistake::no_wait, origin).ok(), "what nobody waited for reads as NaN");
#endif
}

}  // namespace

void test_tensor_copies(Report& report) {
  const Image image = numbered_image(3, 7, 9, 72);
  // As PixelAxis: places, results, first, stride, taps, step.
  const Window padded{{7, 7, -1, 1, 3, 1}, {9, 9, -1, 1, 3, 1}};
  const Window strided{{7, 4, -1, 2, 3, 1}, {9, 3, 0, 3, 2, 1}};
  const Window dilated{{7, 5, -1, 1, 2, 4}, {9, 13, -4, 1, 3, 2}};
  for (const auto order : {simt::LaneOrder::forward, simt::LaneOrder::reverse, simt::LaneOrder::shuffled}) {
    expect_boxes(image, padded, 0, {order, 3}, report);
    expect_boxes(image, padded, 128, {order, 3}, report);  // from the second image into what is behind the last
    expect_boxes(image, strided, 5, {order, 3}, report);
    expect_boxes(image, dilated, 64, {order, 3}, report);
  }
  report.expect(takes_pixels({99, 100, -128, 1, 1, 1}), "a first pixel at the edge of im2col mode's range");
  report.expect(!takes_pixels({99, 100, -129, 1, 1, 1}), "a first pixel before it");
  report.expect(!takes_pixels({300, 100, 0, 1, 1, 1}), "a last pixel far before the image's end");
  report.expect(!takes_pixels({1, 200, 0, 1, 1, 1}), "a last pixel far behind it");
  report.expect(!takes_pixels({9, 1, 0, 9, 1, 1}), "a stride above 8");
  report.expect(!takes_pixels({9, 1, 0, 1, 2, 256}), "a tap more than 255 away");
  test_mistakes(image, padded, report);
}

}  // namespace facet::test
