// The mountinfo parser.
#include "kernel/mountinfo.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace ullage::kernel {

namespace {

// The kernel writes space, tab, newline and backslash as \040 and so on (fs/proc_namespace.c, mangle).
std::string unescape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto code =
        text.front() == '\\' && text.size() >= 4 ? parse_number<unsigned>(text.substr(1, 3), 8) : std::nullopt;
    if (code && *code < 256) {
      out += static_cast<char>(*code);
      text.remove_prefix(4);
    } else {
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return out;
}

std::optional<model::DeviceId> parse_device(std::string_view text) {
  const auto parts = split(text, ':');
  if (parts.size() != 2) return std::nullopt;
  const auto major = parse_number<unsigned>(parts[0]);
  const auto minor = parse_number<unsigned>(parts[1]);
  if (!major || !minor) return std::nullopt;
  return model::DeviceId{*major, *minor};
}

std::optional<MountEntry> parse_line(std::string_view line) {
  const auto fields = split(line, ' ');
  // Any number of optional fields (shared:1 master:2 …) ends with a single hyphen.
  const auto hyphen = std::find(fields.begin() + std::min<std::ptrdiff_t>(6, std::ssize(fields)), fields.end(), "-");
  if (std::distance(hyphen, fields.end()) < 4) return std::nullopt;
  const auto id = parse_number<int>(fields[0]);
  const auto parent = parse_number<int>(fields[1]);
  const auto device = parse_device(fields[2]);
  if (!id || !parent || !device) return std::nullopt;
  return MountEntry{*id,
                    *parent,
                    *device,
                    unescape(fields[3]),
                    unescape(fields[4]),
                    std::string(hyphen[1]),
                    unescape(hyphen[2]),
                    std::string(hyphen[3])};
}

}  // namespace

std::vector<MountEntry> parse_mountinfo(std::string_view text) {
  std::vector<MountEntry> mounts;
  for (const auto line : split(text, '\n'))
    if (auto entry = parse_line(line)) mounts.push_back(std::move(*entry));
  return mounts;
}

const MountEntry* shm_entry(const std::vector<MountEntry>& mounts) {
  const auto last = std::find_if(mounts.rbegin(), mounts.rend(),
                                 [](const MountEntry& entry) { return entry.mount_point == "/dev/shm"; });
  return last == mounts.rend() ? nullptr : &*last;
}

std::optional<Bytes> size_option(std::string_view superblock_options) {
  for (const auto option : split(superblock_options, ',')) {
    // shmem_show_options prints kibibytes: size=65536k
    if (!option.starts_with("size=")) continue;
    if (const auto size = parse_size(option.substr(5))) return *size;
  }
  return std::nullopt;
}

}  // namespace ullage::kernel
