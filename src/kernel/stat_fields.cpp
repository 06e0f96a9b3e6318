// One place that knows how the name ends.
#include "kernel/stat_fields.h"

#include "base/text.h"

namespace ullage::kernel {

std::vector<std::string_view> stat_fields(std::string_view stat) {
  const auto end = stat.rfind(')');
  return end == std::string_view::npos ? std::vector<std::string_view>() : split(trim(stat.substr(end + 1)), ' ');
}

}  // namespace ullage::kernel
