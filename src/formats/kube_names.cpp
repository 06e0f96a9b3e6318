// Names, numbers and text as Kubernetes takes them.
#include <fmt/format.h>

#include <algorithm>

#include "formats/kube_parts.h"

namespace ullage::formats {

namespace {

constexpr std::string_view lower_case = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";
constexpr std::size_t longest = 63;

bool is_in(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_alphanumeric(char c) { return is_in(lower(c), lower_case) || is_in(c, digits); }

std::string shortened(std::string text, std::size_t most) {
  text.resize(std::min(text.size(), most));
  text.erase(text.find_last_not_of('-') + 1);
  return text;
}

}  // namespace

std::string dns_label(std::string_view name) {
  std::string label;
  for (const char c : name) {
    const char low = lower(c);
    if (is_alphanumeric(low))
      label += low;
    else if (!label.empty() && label.back() != '-')
      label += '-';
  }
  if (label.empty() || is_in(label.front(), digits)) label = "c-" + label;
  return shortened(std::move(label), longest);
}

std::string free_label(std::string_view name, std::set<std::string>& taken) {
  const std::string stem = dns_label(name);
  std::string label = stem;
  for (int n = 2; taken.contains(label); ++n) {
    const std::string number = fmt::format("-{}", n);
    label = shortened(stem, longest - number.size()) + number;
  }
  taken.insert(label);
  return label;
}

bool is_label_value(std::string_view text) {
  if (text.empty()) return true;
  return text.size() <= longest && is_alphanumeric(text.front()) && is_alphanumeric(text.back()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || is_in(c, "-_."); });
}

bool is_qualified_name(std::string_view text) {
  const auto slash = text.find('/');
  const std::string_view name = slash == std::string_view::npos ? text : text.substr(slash + 1);
  if (name.empty() || !is_label_value(name)) return false;
  if (slash == std::string_view::npos) return true;
  // The prefix is a DNS name, each part of it a label.
  const std::string_view prefix = text.substr(0, slash);
  bool after_dot = true;
  for (const char c : prefix) {
    if (!is_in(c, lower_case) && !is_in(c, digits) && (after_dot || !is_in(c, "-."))) return false;
    after_dot = c == '.';
  }
  return !prefix.empty() && prefix.size() <= 253 && !is_in(prefix.back(), "-.") &&
         prefix.find("-.") == std::string_view::npos;
}

std::string quantity(Bytes size) {
  constexpr std::string_view units = "KMGT";
  std::uint64_t value = size.value;
  std::size_t unit = 0;
  while (value != 0 && value % 1024 == 0 && unit < units.size()) value /= 1024, ++unit;
  return unit == 0 ? std::to_string(value) : fmt::format("{}{}i", value, units[unit - 1]);
}

std::string dollars_kept(std::string_view text, const model::Words& env) {
  // $(date) of a shell stays as it is: only names of variables are replaced, and those of services are in capitals.
  const auto is_variable = [&](std::string_view name) {
    constexpr std::string_view capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    return name.find_first_not_of(capitals) == std::string_view::npos ||
           std::any_of(env.begin(), env.end(),
                       [&](std::string_view entry) { return entry.substr(0, entry.find('=')) == name; });
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    const std::string_view rest = text.substr(i + 1);
    const auto closed = rest.find(')');
    const bool is_reference =
        rest.starts_with('(') && closed != std::string_view::npos && is_variable(rest.substr(1, closed - 1));
    if (text[i] == '$' && (is_reference || rest.starts_with('$'))) out += '$';
  }
  return out;
}

}  // namespace ullage::formats
