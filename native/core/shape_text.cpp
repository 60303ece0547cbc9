#include "core/shape_text.h"

#include "core/op_table.h"
#include "core/status.h"

namespace facet {
namespace {

std::string text(std::span<const TensorView> tensors) {
  std::string out = "(";
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (i > 0) out += ", ";
    out += facet::text(tensors[i]);
  }
  return out + ")";
}

}  // namespace

const char* name(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return "f32";
    case DType::f64:
      return "f64";
    case DType::i32:
      return "i32";
    case DType::bf16:
      return "bf16";
  }
  return "?";
}

std::string text(const TensorView& tensor) {
  std::string out = name(tensor.dtype);
  for (int i = 0; i < tensor.rank; ++i) out += (i == 0 ? " " : "x") + std::to_string(tensor.dims[i]);
  return out;
}

std::string text(const Step& step) { return text_of(op_info(step.op).name, " ", text(step.in), " -> ", text(step.out)); }

}  // namespace facet
