// Walks two JSON values side by side.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "engine/comparison_parts.h"

namespace ullage::engine {

namespace {

// Nothing said: null, "", [] and {} mean the same to an engine, but for the fields of `where_empty_differs`.
bool is_nothing(const json::value& value) {
  if (const auto* array = value.if_array()) return array->empty();
  if (const auto* object = value.if_object()) return object->empty();
  if (const auto* text = value.if_string()) return text->empty();
  return value.is_null();
}

bool empty_differs(std::string_view field) {
  return field == "Config.Entrypoint" || field == "Config.Cmd" || field == "HostConfig.MaskedPaths" ||
         field == "HostConfig.ReadonlyPaths";
}

std::string text_of(const json::value& value) { return value.is_null() ? std::string() : json::serialize(value); }

void walk_objects(const json::object& before, const json::object& after, const std::string& field,
                  std::vector<Difference>& out) {
  static const json::value nothing;
  const auto name = [&](json::string_view key) {
    return field.empty() ? std::string(key) : fmt::format("{}.{}", field, std::string_view(key.data(), key.size()));
  };
  for (const auto& [key, value] : before) {
    const auto* other = after.if_contains(key);
    compare(value, other ? *other : nothing, name(key), out);
  }
  for (const auto& [key, value] : after)
    if (!before.contains(key)) compare(nothing, value, name(key), out);
}

}  // namespace

void compare(const json::value& before, const json::value& after, const std::string& field,
             std::vector<Difference>& out) {
  if (before == after || (!empty_differs(field) && is_nothing(before) && is_nothing(after))) return;
  if (before.is_object() && after.is_object()) return walk_objects(before.get_object(), after.get_object(), field, out);
  if (before.is_array() && after.is_array() && before.get_array().size() == after.get_array().size()) {
    for (std::size_t i = 0; i < before.get_array().size(); ++i)
      compare(before.get_array()[i], after.get_array()[i], fmt::format("{}[{}]", field, i), out);
    return;
  }
  out.push_back({field, text_of(before), text_of(after)});
}

}  // namespace ullage::engine
