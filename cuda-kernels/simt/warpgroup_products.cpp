#include "simt/warpgroup_products.h"

#include <bit>

#include "simt/block.h"

namespace facet::simt {

void WarpgroupProducts::need_hidden(const Sum& sum) const {
  for (size_t i = 0; i < sum.value.size(); ++i)
    if (std::bit_cast<uint32_t>(sum.d[i]) != 0xffffffffu) Block::current().fault("sums of wgmma were changed under way");
}

}  // namespace facet::simt
