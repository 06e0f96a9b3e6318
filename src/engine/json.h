// Reading JSON that others wrote: nothing throws, and what is missing or of another type is simply not there.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ullage::engine {

namespace json = boost::json;
using JsonPath = std::initializer_list<std::string_view>;

// `source` says in the error whose text it is.
Result<json::value> parse_json(std::string_view text, std::string_view source);

// The value at the end of a path of object keys, or null (as a value too).
const json::value& at(const json::value& from, JsonPath path);

// Empty where there is no string.
std::string text_at(const json::value& from, JsonPath path);

// Whole numbers of any JSON spelling ("12" too, as some engines have it); nothing where there is none.
std::optional<std::int64_t> number_at(const json::value& from, JsonPath path);

bool is_true_at(const json::value& from, JsonPath path);

// The elements of an array; none where there is no array.
const json::array& elements_at(const json::value& from, JsonPath path);

// The texts of an array, and of an object's values; what is no text among them is left out.
std::vector<std::string> texts_at(const json::value& from, JsonPath path);
std::map<std::string, std::string> text_map_at(const json::value& from, JsonPath path);

// The names of an object's members, in their order.
std::vector<std::string> keys_at(const json::value& from, JsonPath path);

}  // namespace ullage::engine
