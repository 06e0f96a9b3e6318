// Names, ids and id prefixes.
#include "engine/lookup.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ullage::engine {

using model::Container;

namespace {

bool is_letter_or_digit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

template <class Fits>
std::vector<const Container*> all_that(const std::vector<Container>& containers, Fits fits) {
  std::vector<const Container*> out;
  for (const auto& container : containers)
    if (fits(container)) out.push_back(&container);
  return out;
}

}  // namespace

bool is_container_name(std::string_view name) {
  if (name.empty() || !is_letter_or_digit(name.front())) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter_or_digit(c) || c == '_' || c == '.' || c == '-'; });
}

Result<Container> pick(const std::vector<Container>& containers, std::string_view name) {
  auto fit = all_that(containers, [&](const auto& c) { return c.id == name; });
  if (fit.empty()) fit = all_that(containers, [&](const auto& c) { return c.name == name; });
  if (fit.empty() && !name.empty()) fit = all_that(containers, [&](const auto& c) { return c.id.starts_with(name); });
  if (fit.empty()) return no_such_container(name);
  if (fit.size() > 1) return ambiguous(name);
  return *fit.front();
}

tl::unexpected<Error> no_such_container(std::string_view name) {
  return fail(ErrorKind::not_found, fmt::format("there is no container \"{}\"", printable(name)),
              "ullage ls shows those that run");
}

tl::unexpected<Error> ambiguous(std::string_view name) {
  return fail(ErrorKind::usage, fmt::format("\"{}\" is ambiguous: it fits several containers", printable(name)),
              "give the whole name, or more of the id");
}

}  // namespace ullage::engine
