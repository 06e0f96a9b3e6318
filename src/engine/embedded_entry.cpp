// Entries to JSON and back.
#include "engine/embedded_entry.h"

#include <boost/json/serialize.hpp>
#include <limits>

#include "engine/json.h"
#include "engine/lookup.h"

namespace ullage::engine {

namespace {

constexpr std::size_t name_limit = 128;

std::optional<std::uint64_t> natural_at(const json::value& from, std::string_view key) {
  const auto number = number_at(from, {key});
  if (!number || *number <= 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

}  // namespace

bool is_run_name(std::string_view name) { return name.size() <= name_limit && is_container_name(name); }

std::string serialize(const RunEntry& entry) {
  return json::serialize(json::object{
      {"name", entry.name},
      {"pid", entry.pid},
      {"start_time", entry.start_time},
      {"mount_namespace", entry.mount_namespace},
      {"command", entry.command},
      {"size", entry.size.value},
  });
}

Result<RunEntry> parse_run_entry(std::string_view text) {
  const auto value = parse_json(text, "a state file of ullage run");
  if (!value) return tl::unexpected(value.error());
  const auto pid = natural_at(*value, "pid");
  const auto start = natural_at(*value, "start_time");
  const auto space = natural_at(*value, "mount_namespace");
  const auto size = number_at(*value, {"size"});
  std::string name = text_at(*value, {"name"});
  const bool whole = pid && *pid <= std::numeric_limits<pid_t>::max() && start && space && size && *size >= 0;
  if (!whole || !is_run_name(name)) return fail(ErrorKind::failed, "a state file of ullage run is not whole");
  return RunEntry{std::move(name), static_cast<pid_t>(*pid),     *start,
                  *space,          text_at(*value, {"command"}), Bytes{static_cast<std::uint64_t>(*size)}};
}

}  // namespace ullage::engine
