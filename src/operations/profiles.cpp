// Looks through the folders in their order.
#include "operations/profiles.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "base/text.h"
#include "config/profile_file.h"
#include "engine/file.h"

namespace ullage::operations {

namespace {

constexpr std::size_t most_bytes = 1 << 20;
constexpr std::size_t most_files = 1000;
constexpr std::string_view ending = ".yaml";

std::vector<std::string> folders() {
  std::vector<std::string> out;
  const char* config = std::getenv("XDG_CONFIG_HOME");
  const char* home = std::getenv("HOME");
  if (config && *config == '/')
    out.push_back(fmt::format("{}/ullage/profiles", config));
  else if (home && *home == '/')
    out.push_back(fmt::format("{}/.config/ullage/profiles", home));
  out.emplace_back("/etc/ullage/profiles");
  return out;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos;
}

Result<model::Profile> read_profile(const std::string& path) {
  const auto file = engine::read_small_file(AT_FDCWD, path, most_bytes, true);
  if (!file) return tl::unexpected(file.error());
  return config::parse_profile(file->text, path);
}

bool is_missing(const Error& error) { return error.code == std::errc::no_such_file_or_directory; }

tl::unexpected<Error> no_such_profile(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& profile : all_profiles().profiles) names.push_back(printable(profile.name, 64));
  return fail(ErrorKind::usage, fmt::format("there is no profile \"{}\"", printable(name)),
              fmt::format("use one of {}, or a file of your own: --profile ./mine.yaml", fmt::join(names, ", ")));
}

// The names that a folder has, without the ending.
std::vector<std::string> names_of(const std::string& folder) {
  std::vector<std::string> out;
  auto files = engine::names_in(folder, most_files);
  if (!files) return out;
  std::sort(files->begin(), files->end());
  for (const auto& file : *files)
    if (file.ends_with(ending) && is_name(file)) out.push_back(file.substr(0, file.size() - ending.size()));
  return out;
}

}  // namespace

Result<model::Profile> find_profile(std::string_view name) {
  if (name.find('/') != std::string_view::npos) {
    auto profile = read_profile(std::string(name));
    if (!profile && profile.error().kind != ErrorKind::usage)
      return fail(ErrorKind::usage, profile.error().what, "--profile takes a profile's name or a file");
    return profile;
  }
  if (!is_name(name)) return no_such_profile(name);
  for (const auto& folder : folders()) {
    auto profile = read_profile(fmt::format("{}/{}{}", folder, name, ending));
    if (profile || !is_missing(profile.error())) return profile;
  }
  for (const auto& [file_name, text] : built_in_profiles())
    if (file_name == fmt::format("{}{}", name, ending)) return config::parse_profile(text, file_name);
  return no_such_profile(name);
}

ProfileList all_profiles() {
  ProfileList list;
  std::vector<std::string> seen;
  const auto add = [&](const std::string& name, Result<model::Profile> profile) {
    if (std::ranges::find(seen, name) != seen.end()) return;
    seen.push_back(name);
    if (profile)
      list.profiles.push_back(std::move(*profile));
    else
      list.notes.push_back(profile.error().what);
  };
  for (const auto& folder : folders())
    for (const auto& name : names_of(folder)) add(name, read_profile(fmt::format("{}/{}{}", folder, name, ending)));
  for (const auto& [file_name, text] : built_in_profiles())
    add(std::string(file_name.substr(0, file_name.size() - ending.size())), config::parse_profile(text, file_name));
  return list;
}

}  // namespace ullage::operations
