// The command that removes what leaked, as data.
#include "cli/spec_parts.h"

namespace ullage::cli {

namespace {

constexpr Positional positionals[]{container};
constexpr Option options[]{{.name = "older-than",
                            .value = "SECONDS",
                            .kind = Kind::number,
                            .help = "only what was touched no later than so long ago; 60 if not given"},
                           {.name = "dry-run", .help = "list what would be removed, and remove nothing"},
                           json,
                           quiet("print the names of what was removed alone, one a line")};
constexpr Example examples[]{{"ullage clean web --dry-run", "what leaked in web's /dev/shm"},
                             {"ullage clean web", "list it, and remove it"},
                             {"ullage clean host --older-than 3600", "the host's own, what is an hour old"}};
constexpr ExitCode codes[]{{"0", "done; also where there was nothing to remove"}, usage, not_found, denied};

}  // namespace

const Command clean_command{
    .name = "clean",
    .summary = "remove leaked segments: files that nothing holds",
    .description =
        "Lists the leaked segments of a mount and removes them. A segment is leaked when no process on this machine, "
        "in whatever namespace, has it open or mapped (the kernel itself is asked, by a write lease), the process "
        "that its name speaks of is gone, it is mounted nowhere, and no program is known to come back for it.\n\n"
        "Only what was last made, changed, mapped or read a minute ago or longer goes. A file that somebody opens "
        "while it is being removed stays where it was, and so does one of which it can't be known who holds it.",
    .positionals = positionals,
    .options = options,
    .examples = examples,
    .exit_codes = codes};

}  // namespace ullage::cli
