// Sums of products.
#include "policy/profile_need.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace ullage::policy {

namespace {

constexpr double most = 4.6e18;  // 2^62

std::vector<std::string> names_of(const model::Profile& profile) {
  std::vector<std::string> names;
  for (const auto& parameter : profile.parameters) names.push_back(printable(parameter.name, 64));
  return names;
}

Result<> all_are_known(const model::Profile& profile, const ProfileNumbers& given) {
  for (const auto& [name, value] : given) {
    if (std::ranges::find(profile.parameters, name, &model::ProfileParameter::name) != profile.parameters.end())
      continue;
    const auto names = names_of(profile);
    return fail(ErrorKind::usage,
                fmt::format("profile {} has no parameter \"{}\"", printable(profile.name), printable(name)),
                names.empty() ? "leave --set out" : fmt::format("it has {}", fmt::join(names, ", ")));
  }
  return {};
}

Result<double> value_of(const model::Profile& profile, const std::string& name, const ProfileNumbers& known,
                        const ProfileNumbers& given) {
  if (const auto found = given.find(name); found != given.end()) return found->second;
  if (const auto found = known.find(name); found != known.end()) return found->second;
  const auto parameter = std::ranges::find(profile.parameters, name, &model::ProfileParameter::name);
  if (parameter != profile.parameters.end() && parameter->preset) return *parameter->preset;
  return fail(ErrorKind::usage,
              fmt::format("profile {} needs to know its {}", printable(profile.name), printable(name)),
              fmt::format("give it: --set {}=NUMBER", printable(name)));
}

std::string amount(double value) {
  if (value >= 1 << 20) return to_string(Bytes{static_cast<std::uint64_t>(value)});
  return fmt::format("{:.12g}", value);
}

}  // namespace

Result<ProfileNeed> profile_need(const model::Profile& profile, const ProfileNumbers& known,
                                 const ProfileNumbers& given) {
  if (auto good = all_are_known(profile, given); !good) return tl::unexpected(good.error());
  ProfileNeed need;
  for (const auto& term : profile.terms) {
    double bytes = term.bytes;
    std::string product = amount(term.bytes);
    for (const auto& name : term.times) {
      const auto value = value_of(profile, name, known, given);
      if (!value) return tl::unexpected(value.error());
      bytes *= *value;
      product += fmt::format(" x {} {}", amount(*value), printable(name, 64));
    }
    if (!std::isfinite(bytes) || bytes > most || static_cast<double>(need.bytes.value) + bytes > most)
      return fail(ErrorKind::usage, "these parameters need more memory than any machine has", "check --set");
    const Bytes whole{static_cast<std::uint64_t>(std::ceil(bytes))};
    need.bytes += whole;
    need.lines.push_back({fmt::format("{}: {} ({})", printable(term.what), product, printable(term.source)), whole});
  }
  return need;
}

Result<ProfileNumbers> parse_settings(std::string_view text) {
  ProfileNumbers numbers;
  if (text.empty()) return numbers;
  for (const auto setting : split(text, ',')) {
    const auto equals = setting.find('=');
    const auto name = trim(setting.substr(0, equals));
    const auto value = equals == std::string_view::npos ? std::string_view{} : trim(setting.substr(equals + 1));
    double number = 0;
    const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    bool good = error == std::errc{} && stop == value.data() + value.size();
    if (const auto size = parse_size(value); !good && size) {
      number = static_cast<double>(size->value);
      good = true;
    }
    if (name.empty() || !good || !std::isfinite(number) || number < 0)
      return fail(ErrorKind::usage, fmt::format("\"{}\" is no setting", printable(setting)),
                  "write --set NAME=NUMBER, with commas between several; sizes like 10g are numbers too");
    numbers.insert_or_assign(std::string(name), number);
  }
  return numbers;
}

}  // namespace ullage::policy
