// Thresholds of the verdict.
#include "policy/verdict.h"

namespace ullage::policy {

bool is_out_of_space(const model::Usage& usage) {
  return usage.size.value > 0 && usage.free.value <= usage.size.value / 64;
}

bool is_short_of_space(const model::Usage& usage) {
  return usage.size.value > 0 && usage.free.value < usage.size.value / 4;
}

model::Verdict judge(const model::Usage& usage) {
  using model::Verdict;
  if (usage.inodes > 0 && usage.inodes_free == 0) return Verdict::full;
  if (is_out_of_space(usage)) return Verdict::full;
  if (is_short_of_space(usage)) return Verdict::tight;
  return judge_size(usage.size).value_or(Verdict::ok);
}

std::optional<model::Verdict> judge_size(Bytes size) {
  if (size == default_shm_size || size == podman_default_shm_size) return model::Verdict::default_size;
  return std::nullopt;
}

}  // namespace ullage::policy
