#include "backend/cuda/plugin/rivals/policy.h"

#include "backend/cuda/plugin/environment.h"

namespace facet::cuda {
namespace {

void append(std::string& text, std::span<const TensorView> tensors) {
  for (const TensorView& t : tensors) {
    text += ' ';
    for (int i = 0; i < t.rank; ++i) text += (i == 0 ? "" : "x") + std::to_string(t.dims[i]);
  }
}

constexpr const char* kOpNames[] = {
#define FACET_OP(name, in_min, in_max, outs, params) #name,
#include "core/op_table.def"
#undef FACET_OP
};

}  // namespace

const char* refuse_rivals() {
  if (variable("FACET_DETERMINISTIC") == "1") return "FACET_DETERMINISTIC=1 keeps to kernels that the shape alone chooses";
  if (variable("FACET_RIVALS") == "0") return "FACET_RIVALS=0 keeps to Facet's own kernels";
  return nullptr;
}

bool rivals_always() { return variable("FACET_RIVALS") == "always"; }

bool tf32_wanted() { return variable("FACET_TF32") != "0"; }

std::string text_of_shape(const Step& step) {
  std::string text = kOpNames[static_cast<size_t>(step.op)];
  append(text, step.in);
  text += " ->";
  append(text, step.out);
  text += " params";
  for (const Param& param : step.params) text += " " + std::to_string(param.i);  // a float's bits, too
  return text + (tf32_wanted() ? " tf32" : " f32");
}

}  // namespace facet::cuda
