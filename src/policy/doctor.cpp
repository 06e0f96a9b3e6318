// All rules in turn, the worst first; and what the rules share.
#include "policy/doctor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/doctor_rules.h"
#include "policy/verdict.h"

namespace ullage::policy {

std::vector<Finding> diagnose(const DoctorFacts& facts) {
  Findings findings;
  judge_mount(facts, findings);
  judge_memory(facts, findings);
  judge_ends(facts, findings);
  judge_logs(facts, findings);
  judge_limits(facts, findings);
  judge_settings(facts, findings);
  std::ranges::stable_sort(findings, {}, &Finding::severity);
  return findings;
}

bool is_bad(const std::vector<Finding>& findings) { return std::ranges::any_of(findings, &Finding::is_bad); }

bool is_full(const DoctorFacts& facts) {
  return facts.mount && facts.mount->usage && is_out_of_space(*facts.mount->usage);
}

bool is_nearly_full(const DoctorFacts& facts) {
  return facts.mount && facts.mount->usage && is_short_of_space(*facts.mount->usage);
}

bool has_torch(const DoctorFacts& facts) {
  const auto is_python = [](const model::Holder& holder) {
    return holder.command.starts_with("python") || holder.command.starts_with("pt_");
  };
  const auto made_by_torch = [&](const model::Segment& segment) {
    return segment.name.starts_with("torch_") && std::ranges::any_of(segment.holders, is_python);
  };
  const auto is_worker = [](const model::ProcessUse& process) { return process.command == "pt_data_worker"; };
  return std::ranges::any_of(facts.segments, made_by_torch) || std::ranges::any_of(facts.processes, is_worker);
}

std::string holders_of(const model::Segment& segment) {
  constexpr std::size_t most = 2;
  std::string text;
  for (std::size_t i = 0; i < std::min(most, segment.holders.size()); ++i)
    text += fmt::format("{}{}({})", i == 0 ? "" : ", ", whole(segment.holders[i].command), segment.holders[i].pid);
  if (segment.holders.size() > most) text += fmt::format(" and {} more", segment.holders.size() - most);
  return text.empty() ? "nobody" : text;
}

}  // namespace ullage::policy
