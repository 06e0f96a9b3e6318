// What the rows of the table of commands are made of; only for spec_*.cpp.
#pragma once

#include "cli/spec.h"

namespace ullage::cli {

inline constexpr Option json{.name = "json", .help = "print JSON for programs instead; docs/json.md has its schema"};

constexpr Option quiet(std::string_view help) { return {.name = "quiet", .letter = 'q', .help = help}; }

inline constexpr Positional container{
    .name = "NAME",
    .kind = Kind::container,
    .help = "a container's name, id or unique beginning of an id; pid:123 for a process; host for the host's own"};

inline constexpr ExitCode done{"0", "done"};
inline constexpr ExitCode usage{"2", "the command's words are off"};
inline constexpr ExitCode not_found{"3", "no such container or process"};
inline constexpr ExitCode denied{"4", "a privilege is missing; the message says which"};
inline constexpr ExitCode refused{"5", "refused, nothing was changed; the message names the option that overrides it"};
inline constexpr ExitCode rolled_back{"6", "failed half-way, and undone"};
inline constexpr ExitCode unreachable{"7", "the container engine does not answer"};

extern const Command ls_command, inspect_command, doctor_command, plan_command, rehearse_command, grow_command,
    apply_command, export_command, verify_command, clean_command, run_command, demo_command, version_command,
    help_command, completion_command, man_command;

}  // namespace ullage::cli
