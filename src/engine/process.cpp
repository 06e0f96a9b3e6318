// Reads /proc/PID for state files.
#include "engine/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/text.h"
#include "engine/file.h"
#include "kernel/stat_fields.h"

namespace ullage::engine {

std::optional<std::uint64_t> parse_start_time(std::string_view stat) {
  const auto fields = kernel::stat_fields(stat);
  return fields.size() > 19 ? parse_number<std::uint64_t>(fields[19]) : std::nullopt;
}

std::optional<std::uint64_t> start_time(pid_t pid) {
  const auto stat = read_small_file(AT_FDCWD, fmt::format("/proc/{}/stat", pid), 4096);
  return stat ? parse_start_time(stat->text) : std::nullopt;
}

std::optional<uid_t> owner_of_process(pid_t pid) {
  struct stat status = {};
  if (::stat(fmt::format("/proc/{}", pid).c_str(), &status) != 0) return std::nullopt;
  return status.st_uid;
}

std::optional<ino_t> mount_namespace_of(pid_t pid) {
  struct stat status = {};
  if (::stat(fmt::format("/proc/{}/ns/mnt", pid).c_str(), &status) != 0) return std::nullopt;
  return status.st_ino;
}

std::optional<pid_t> parse_pid(std::string_view text) {
  const auto pid = parse_number<pid_t>(trim(text));
  return pid && *pid > 0 ? pid : std::nullopt;
}

}  // namespace ullage::engine
