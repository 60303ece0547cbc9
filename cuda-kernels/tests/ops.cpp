#include "ops.h"

namespace facet::test {

std::vector<OpUnderTest> ops() {
  std::vector<OpUnderTest> all;
  for (const auto& family : {elementwise_ops(), movement_ops(), matrix_ops(), pool_ops(), norm_ops(), reduction_ops(),
                             loss_ops(), ecloss_ops(), feature_ops(), stored_bf16_ops(), winograd_ops()})
    all.insert(all.end(), family.begin(), family.end());
  return all;
}

}  // namespace facet::test
