// The pieces that JSON reports are made of.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "model/shm_mount.h"

namespace ullage::cli {

// Bytes that are no UTF-8 become U+FFFD each: nothing else is changed, since JSON's own escapes disarm the rest.
std::string valid_utf8(std::string_view text);

boost::json::value json_text(std::string_view text);
boost::json::array json_list(const std::vector<std::string>& texts);
boost::json::object json_mount(const model::ShmMount& mount);

inline boost::json::value json_number(std::optional<std::uint64_t> number) {
  return number ? boost::json::value(*number) : boost::json::value(nullptr);
}
inline boost::json::value json_bytes(std::optional<Bytes> bytes) {
  return bytes ? boost::json::value(bytes->value) : boost::json::value(nullptr);
}

}  // namespace ullage::cli
