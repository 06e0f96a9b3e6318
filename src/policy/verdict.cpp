// Thresholds of the verdict.
#include "policy/verdict.h"

namespace ullage::policy {

model::Verdict judge(const model::Usage& usage) {
  using model::Verdict;
  if (usage.inodes > 0 && usage.inodes_free == 0) return Verdict::full;
  if (usage.size.value == 0) return Verdict::ok;
  if (usage.free.value <= usage.size.value / 64) return Verdict::full;
  if (usage.free.value < usage.size.value / 4) return Verdict::tight;
  return judge_size(usage.size).value_or(Verdict::ok);
}

std::optional<model::Verdict> judge_size(Bytes size) {
  if (size == default_shm_size || size == podman_default_shm_size) return model::Verdict::default_size;
  return std::nullopt;
}

}  // namespace ullage::policy
