// Reading the options of mounts.
#include "formats/mounts.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ullage::formats {

bool mounts_shm(const model::Definition& definition) {
  return std::any_of(definition.mounts.begin(), definition.mounts.end(), model::is_at_shm);
}

std::optional<Bytes> tmpfs_size(const model::Mount& mount) {
  if (mount.size) return mount.size;
  for (const auto option : split(mount.options, ',')) {
    if (!option.starts_with("size=")) continue;
    if (const auto size = parse_size(option.substr(5))) return *size;
  }
  return std::nullopt;
}

std::string other_tmpfs_options(const model::Mount& mount) {
  std::string others = mount.mode ? fmt::format("mode={:o}", *mount.mode) : "";
  for (const auto option : split(mount.options, ',')) {
    const bool is_size = option.starts_with("size=") && parse_size(option.substr(5));
    if (!option.empty() && !is_size) (others += others.empty() ? "" : ",") += option;
  }
  return others;
}

std::string short_options(const model::Mount& mount) {
  const std::string_view read_only = mount.read_only ? "ro" : "";
  return fmt::format("{}{}{}", read_only, mount.read_only && !mount.options.empty() ? "," : "", mount.options);
}

}  // namespace ullage::formats
