// The commands that look, as data.
#include "cli/spec_parts.h"

namespace ullage::cli {

namespace {

// ls
constexpr Option ls_options[]{json, quiet("print names alone, one a line")};
constexpr Example ls_examples[]{
    {"ullage ls", "every /dev/shm on this host, and which of them are full"},
    {"ullage ls --json | jq '.mounts[] | select(.verdict == \"full\")'", "the full ones, for a program"}};
constexpr ExitCode ls_codes[]{{"0", "listed, whatever the verdicts are"}, usage};

// inspect
constexpr Positional inspect_positionals[]{container};
constexpr Option inspect_options[]{{.name = "all", .help = "show every segment, not only the 50 largest"},
                                   json,
                                   quiet("print the segments' names alone, one a line")};
constexpr Example inspect_examples[]{{"ullage inspect web", "what fills web's /dev/shm, and who holds it"},
                                     {"ullage inspect host", "the same for the host's own"}};
constexpr ExitCode inspect_codes[]{done, usage, not_found, denied};

}  // namespace

const Command ls_command{
    .name = "ls",
    .summary = "show every container's /dev/shm, and which are full",
    .description =
        "Shows one row for each shared-memory mount on this host, whatever made it: its containers, size, "
        "use, files, leaked files (that nothing holds any more), and a verdict.\n\n"
        "The verdict is full, tight (nearly full), default (the 64 MiB that engines give when nothing is "
        "asked for) or ok. The mode says who sees the mount: private, shareable, joined, pod, volume or "
        "host. Notes on what could not be seen go to standard error. No engine is needed, nor root: "
        "without root, it shows what you may see.",
    .options = ls_options,
    .examples = ls_examples,
    .exit_codes = ls_codes};

const Command inspect_command{
    .name = "inspect",
    .summary = "show what fills a /dev/shm, and who holds it",
    .description =
        "Shows one mount in full: its options, the memory limit above it, and its segments, the largest "
        "first: size, what it takes, age, and the processes that hold it.\n\n"
        "A segment is linked (a file), unlinked (its file is gone, but a process still holds the memory) "
        "or leaked (a file that nothing holds, of a process that is gone).",
    .positionals = inspect_positionals,
    .options = inspect_options,
    .examples = inspect_examples,
    .exit_codes = inspect_codes};

}  // namespace ullage::cli
