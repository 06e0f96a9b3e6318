// The JSON of plan.
#include <fmt/format.h>

#include "cli/json.h"
#include "cli/json_values.h"

namespace ullage::cli {

namespace {

namespace json = boost::json;

// Each line as a person reads it; one without a number is a reason.
json::array line_list(const policy::Plan& plan) {
  json::array all;
  for (const auto& line : plan.lines)
    all.push_back(json_text(line.bytes.value ? fmt::format("{}: {}", line.text, to_string(line.bytes)) : line.text));
  return all;
}

json::array check_list(const std::vector<policy::PlanCheck>& checks) {
  json::array all;
  for (const auto& check : checks)
    all.push_back(json::object{{"name", json_text(check.name)},
                               {"good", check.good},
                               {"found", json_text(check.found)},
                               {"remedy", json_text(check.remedy)}});
  return all;
}

}  // namespace

std::string plan_json(const policy::Plan& plan) {
  const json::object out{{"schema", "ullage.plan/1"},
                         {"recommended_bytes", json_bytes(plan.recommended)},
                         {"up_to_bytes", json_bytes(plan.up_to)},
                         {"hard_bytes", json_bytes(plan.hard)},
                         {"usual_bytes", json_bytes(plan.usual)},
                         {"margin_bytes", plan.margin.value},
                         {"basis", json_text(policy::to_string(plan.basis))},
                         {"sure", json_text(plan.sure)},
                         {"lines", line_list(plan)},
                         {"checks", check_list(plan.checks)},
                         {"next", json_list(plan.next)},
                         {"notes", json_list(plan.notes)}};
  return json::serialize(out) + "\n";
}

std::string profiles_json(const operations::ProfileList& list) {
  json::array all;
  for (const auto& profile : list.profiles) {
    std::vector<std::string> parameters;
    for (const auto& parameter : profile.parameters) parameters.push_back(parameter.name);
    all.push_back(json::object{
        {"name", json_text(profile.name)}, {"about", json_text(profile.about)}, {"parameters", json_list(parameters)}});
  }
  return json::serialize(json::object{
             {"schema", "ullage.profiles/1"}, {"profiles", std::move(all)}, {"notes", json_list(list.notes)}}) +
         "\n";
}

}  // namespace ullage::cli
