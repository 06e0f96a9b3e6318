// Thresholds of the verdict.
#include "policy/verdict.h"

namespace ullage::policy {

model::Verdict judge(const model::Usage& usage) {
  using model::Verdict;
  if (usage.inodes > 0 && usage.inodes_free == 0) return Verdict::full;
  if (usage.size.value == 0) return Verdict::ok;
  if (usage.free.value <= usage.size.value / 64) return Verdict::full;
  if (usage.free.value < usage.size.value / 4) return Verdict::tight;
  return judge_size(usage.size);
}

model::Verdict judge_size(Bytes size) {
  const bool nobody_asked = size == default_shm_size || size == podman_default_shm_size;
  return nobody_asked ? model::Verdict::default_size : model::Verdict::ok;
}

}  // namespace ullage::policy
