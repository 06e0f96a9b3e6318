// doctor, as data.
#include "cli/spec_parts.h"

namespace ullage::cli {

namespace {

constexpr Positional positionals[]{
    {.name = container.name, .kind = container.kind, .help = container.help, .required = false}};
constexpr Option options[]{{.name = "logs",
                            .value = "FILE",
                            .kind = Kind::file,
                            .help = "read this log in place of the container's own; - is standard input"},
                           json,
                           quiet("print the findings' words alone; without NAME, the names of those that have some")};
constexpr Example examples[]{{"ullage doctor", "is anything wrong with any /dev/shm on this host?"},
                             {"ullage doctor web", "why web fails, and what to type"},
                             {"ullage doctor host", "the same of the host's own"},
                             {"docker logs web 2>&1 | ullage doctor --logs -", "what a log says, wherever it is from"}};
constexpr ExitCode codes[]{{"0", "nothing bad was found"},
                           {"1", "something is wrong; the findings say what"},
                           {"2", "the command's words are off, or the log can't be read"},
                           not_found,
                           denied,
                           unreachable};

}  // namespace

const Command doctor_command{
    .name = "doctor",
    .summary = "say why shared memory fails, and what to type",
    .description =
        "Looks at the mount and what fills it, the memory limit and its OOM kills, the limits that are mistaken for a "
        "shortage (file descriptors, inodes, locked memory, System V), the engine's settings, how the container ended, "
        "and the last 2000 lines of its log. Prints findings, the worst first: what is wrong, the evidence, and the "
        "remedy as a command. It says so where it is not shared memory. A stopped container is judged by its engine's "
        "word and its log.\n\n"
        "Without NAME it looks at every mount of this host in brief, without logs. Nothing is changed.",
    .positionals = positionals,
    .options = options,
    .examples = examples,
    .exit_codes = codes};

}  // namespace ullage::cli
