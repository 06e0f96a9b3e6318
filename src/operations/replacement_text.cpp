// Plans as JSON.
#include "operations/replacement_text.h"

#include <array>
#include <boost/json/serialize.hpp>
#include <utility>

namespace ullage::operations {

namespace {

namespace json = boost::json;

constexpr int version = 1;
constexpr std::array<std::pair<Phase, std::string_view>, 4> phases{{{Phase::preparing, "preparing"},
                                                                    {Phase::switching, "switching"},
                                                                    {Phase::judging, "judging"},
                                                                    {Phase::removing, "removing"}}};

json::object map_json(const std::map<std::string, std::string>& map) {
  json::object out;
  for (const auto& [key, value] : map) out[key] = value;
  return out;
}

std::map<std::string, std::string> map_of(const json::value& value) {
  std::map<std::string, std::string> out;
  if (const auto* object = value.if_object())
    for (const auto& [key, text] : *object) out[std::string(key)] = engine::text_at(text, {});
  return out;
}

json::object replacement_json(const Replacement& each) {
  const auto& wishes = each.wishes;
  return {{"name", each.name},
          {"old_id", each.old_id},
          {"new_id", each.new_id},
          {"runs", each.runs},
          {"paused", each.paused},
          {"was_unwell", each.was_unwell},
          {"kept_image", each.kept_image},
          {"before", each.before},
          {"podman", wishes.podman},
          {"image", wishes.image},
          {"image_id", wishes.image_id},
          {"shm_size", wishes.shm_size ? json::value(wishes.shm_size->value) : json::value()},
          {"instead", map_json(wishes.instead)},
          {"link_names", map_json(wishes.link_names)},
          {"inherited", json::array(wishes.inherited.begin(), wishes.inherited.end())}};
}

Replacement replacement_of(const json::value& value) {
  using engine::text_at;
  Replacement out;
  out.name = text_at(value, {"name"});
  out.old_id = text_at(value, {"old_id"});
  out.new_id = text_at(value, {"new_id"});
  out.runs = engine::is_true_at(value, {"runs"});
  out.paused = engine::is_true_at(value, {"paused"});
  out.was_unwell = engine::is_true_at(value, {"was_unwell"});
  out.kept_image = text_at(value, {"kept_image"});
  out.before = engine::at(value, {"before"});
  out.wishes.podman = engine::is_true_at(value, {"podman"});
  out.wishes.image = text_at(value, {"image"});
  out.wishes.image_id = text_at(value, {"image_id"});
  if (const auto size = engine::number_at(value, {"shm_size"}))
    out.wishes.shm_size = Bytes{static_cast<std::uint64_t>(*size)};
  out.wishes.instead = map_of(engine::at(value, {"instead"}));
  out.wishes.link_names = map_of(engine::at(value, {"link_names"}));
  for (const auto& name : engine::elements_at(value, {"inherited"})) out.wishes.inherited.insert(text_at(name, {}));
  return out;
}

}  // namespace

std::string serialize(const ReplacementPlan& plan) {
  json::object out{{"version", version},
                   {"health_url", plan.health_url},
                   {"patience", plan.patience.count()},
                   {"accept_differences", plan.accept_differences},
                   {"keep_old", plan.keep_old}};
  for (const auto& [phase, word] : phases)
    if (phase == plan.phase) out["phase"] = word;
  json::array replacements;
  for (const auto& each : plan.replacements) replacements.push_back(replacement_json(each));
  out["replacements"] = std::move(replacements);
  return json::serialize(out);
}

Result<ReplacementPlan> parse_plan(std::string_view text) {
  const auto value = engine::parse_json(text, "the journal of apply");
  if (!value) return tl::unexpected(value.error());
  const auto unknown = [] {
    return fail(ErrorKind::failed, "the journal of apply is not one that this version wrote",
                "finish it with the version that began it");
  };
  if (engine::number_at(*value, {"version"}) != version) return unknown();
  ReplacementPlan plan;
  const std::string phase = engine::text_at(*value, {"phase"});
  const auto* found =
      std::find_if(phases.begin(), phases.end(), [&](const auto& each) { return each.second == phase; });
  if (found == phases.end()) return unknown();
  plan.phase = found->first;
  plan.health_url = engine::text_at(*value, {"health_url"});
  plan.patience = std::chrono::seconds(engine::number_at(*value, {"patience"}).value_or(plan.patience.count()));
  plan.accept_differences = engine::is_true_at(*value, {"accept_differences"});
  plan.keep_old = engine::is_true_at(*value, {"keep_old"});
  for (const auto& each : engine::elements_at(*value, {"replacements"})) {
    plan.replacements.push_back(replacement_of(each));
    if (plan.replacements.back().old_id.size() < 12 || plan.replacements.back().name.empty()) return unknown();
  }
  if (plan.replacements.empty()) return unknown();
  return plan;
}

}  // namespace ullage::operations
