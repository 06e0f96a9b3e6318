// The JSON of apply.
#include "cli/json.h"
#include "cli/json_values.h"

namespace ullage::cli {

namespace {

namespace json = boost::json;

json::array change_list(const std::vector<operations::FieldChange>& changes) {
  json::array all;
  for (const auto& change : changes)
    all.push_back(json::object{{"container", json_text(change.container)},
                               {"field", json_text(change.field)},
                               {"before", json_text(change.before)},
                               {"after", json_text(change.after)}});
  return all;
}

}  // namespace

std::string apply_json(const operations::ApplyReport& report) {
  const json::object out{
      {"schema", "ullage.apply/1"},
      {"name", json_text(report.name)},
      {"before", report.before.value},
      {"after", report.after.value},
      {"dry_run", report.dry_run},
      {"changed", report.changed},
      {"down_milliseconds", report.down_for ? json::value(report.down_for->count()) : json::value(nullptr)},
      {"steps", json_list(report.steps)},
      {"changes", change_list(report.changes)},
      {"lost", json_list(report.lost)},
      {"recreated", json_list(report.recreated)},
      {"kept_old", json_text(report.kept_old)},
      {"kept_image", json_text(report.kept_image)},
      {"notes", json_list(report.notes)}};
  return json::serialize(out) + "\n";
}

std::string resume_json(const std::vector<operations::ResumeReport>& reports) {
  json::array all;
  for (const auto& report : reports)
    all.push_back(json::object{{"name", json_text(report.name)}, {"finished", report.finished}});
  return json::serialize(json::object{{"schema", "ullage.apply-resume/1"}, {"resumed", std::move(all)}}) + "\n";
}

}  // namespace ullage::cli
