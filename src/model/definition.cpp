// What a definition tells without being understood any further.
#include "model/definition.h"

#include <string_view>

namespace ullage::model {

bool is_at_shm(const Mount& mount) {
  std::string_view target = mount.target;
  while (target.size() > 1 && target.ends_with('/')) target.remove_suffix(1);
  return target == "/dev/shm";
}

}  // namespace ullage::model
