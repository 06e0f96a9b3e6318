// rehearse, as JSON.
#include "cli/json.h"
#include "cli/json_values.h"

namespace ullage::cli {

namespace {

namespace json = boost::json;
using operations::Outcome;

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::completed: return "completed";
    case Outcome::bus_error: return "bus_error";
    case Outcome::no_space: return "no_space";
    case Outcome::stalled: return "stalled";
    case Outcome::out_of_memory: return "oom";
  }
  return "unknown";
}

json::object law_json(const policy::LoaderNeed& need) {
  return {{"hard_bytes", need.hard.value},       {"usual_bytes", need.usual.value},
          {"hard_batches", need.hard_batches},   {"usual_batches", need.usual_batches},
          {"semaphores", need.semaphores.value}, {"largest_batch", need.largest_batch.value}};
}

json::object timeline_json(const model::UsageTimeline& timeline) {
  json::array used;
  for (std::size_t i = 0; i < timeline.count; ++i) used.push_back(timeline.highest[i].value);
  const auto step = std::chrono::duration_cast<std::chrono::microseconds>(timeline.step);
  return {{"step_microseconds", step.count()}, {"used", std::move(used)}};
}

void add_run(json::object& report, const std::optional<operations::Rehearsal>& run) {
  if (!run) {
    for (const auto* name : {"outcome", "detail", "before", "peak", "batches", "seconds", "batches_per_second",
                             "bytes_per_second", "timeline"})
      report[name] = nullptr;
    return;
  }
  report["outcome"] = word(run->outcome);
  report["detail"] = json_text(run->detail);
  report["before"] = run->before.value;
  report["peak"] = run->peak.value;
  report["batches"] = run->batches;
  report["seconds"] = run->seconds;
  report["batches_per_second"] = run->batches_per_second;
  report["bytes_per_second"] = run->bytes_per_second;
  report["timeline"] = timeline_json(run->timeline);
}

}  // namespace

std::string rehearse_json(const operations::RehearseReport& report) {
  json::object all{{"schema", "ullage.rehearse/1"},
                   {"where", json_text(report.where)},
                   {"size", report.size.value},
                   {"dry_run", report.dry_run},
                   {"law", law_json(report.need)}};
  add_run(all, report.run);
  all["found"] = nullptr;
  if (report.found)
    all["found"] = json::object{{"smallest", report.found->smallest.value},
                                {"runs", report.found->runs},
                                {"agreement", json_text(report.found->agreement)}};
  all["notes"] = json_list(report.notes);
  return json::serialize(all) + "\n";
}

}  // namespace ullage::cli
