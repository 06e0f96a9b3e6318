// Checked access to parsed JSON.
#include "engine/json.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <cmath>

#include "base/text.h"

namespace ullage::engine {

Result<json::value> parse_json(std::string_view text, std::string_view source) {
  boost::system::error_code error;
  json::value value = json::parse(json::string_view(text.data(), text.size()), error);
  if (error)
    return fail(ErrorKind::failed, fmt::format("{} is not valid JSON: {}", printable(source), error.message()));
  return value;
}

const json::value& at(const json::value& from, JsonPath path) {
  static const json::value nothing;
  const json::value* here = &from;
  for (const auto key : path) {
    const auto* object = here->if_object();
    here = object ? object->if_contains(json::string_view(key.data(), key.size())) : nullptr;
    if (!here) return nothing;
  }
  return *here;
}

std::string text_at(const json::value& from, JsonPath path) {
  const auto* text = at(from, path).if_string();
  return text ? std::string(text->data(), text->size()) : std::string();
}

std::optional<std::int64_t> number_at(const json::value& from, JsonPath path) {
  const json::value& value = at(from, path);
  if (const auto* number = value.if_int64()) return *number;
  if (const auto* large = value.if_uint64(); large && *large <= INT64_MAX) return static_cast<std::int64_t>(*large);
  if (const auto* text = value.if_string()) return parse_number<std::int64_t>({text->data(), text->size()});
  const auto* real = value.if_double();
  if (!real || std::trunc(*real) != *real || std::abs(*real) > 9e15) return std::nullopt;
  return static_cast<std::int64_t>(*real);
}

bool is_true_at(const json::value& from, JsonPath path) {
  const auto* flag = at(from, path).if_bool();
  return flag && *flag;
}

const json::array& elements_at(const json::value& from, JsonPath path) {
  static const json::array none;
  const auto* array = at(from, path).if_array();
  return array ? *array : none;
}

std::vector<std::string> texts_at(const json::value& from, JsonPath path) {
  std::vector<std::string> texts;
  for (const auto& element : elements_at(from, path))
    if (element.is_string()) texts.push_back(text_at(element, {}));
  return texts;
}

std::map<std::string, std::string> text_map_at(const json::value& from, JsonPath path) {
  std::map<std::string, std::string> texts;
  if (const auto* object = at(from, path).if_object())
    for (const auto& [key, value] : *object)
      if (value.is_string()) texts.emplace(key, text_at(value, {}));
  return texts;
}

std::vector<std::string> keys_at(const json::value& from, JsonPath path) {
  std::vector<std::string> keys;
  if (const auto* object = at(from, path).if_object())
    for (const auto& [key, value] : *object) keys.emplace_back(key);
  return keys;
}

}  // namespace ullage::engine
