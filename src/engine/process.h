// The few facts about a process that tell whether what a state file says is still so.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace ullage::engine {

// When it started, in clock ticks since boot (field 22 of /proc/PID/stat): a pid with it is never reused.
std::optional<std::uint64_t> start_time(pid_t pid);

// Takes a command name that holds blanks, parentheses or line breaks for what it is.
std::optional<std::uint64_t> parse_start_time(std::string_view stat);

// The user that it runs as; root's for one that may not be looked into.
std::optional<uid_t> owner_of_process(pid_t pid);

// Inode number of its mount namespace; none where this user may not look.
std::optional<ino_t> mount_namespace_of(pid_t pid);

// A whole positive number that fits.
std::optional<pid_t> parse_pid(std::string_view text);

}  // namespace ullage::engine
