// The commands that change a size, as data.
#include "cli/spec_parts.h"

namespace ullage::cli {

namespace {

// grow
constexpr Positional grow_positionals[]{
    {.name = container.name, .kind = container.kind, .help = container.help, .unless = "host"},
    {.name = "SIZE", .kind = Kind::size, .help = "the new size: 64m, 2g, 2gb, 512MiB or 2147483648"}};
constexpr Option grow_options[]{
    {.name = "host", .help = "resize the host's own /dev/shm; no NAME then"},
    {.name = "shared", .help = "go on although others share the mount: it is resized for them too"},
    {.name = "over-ceiling", .help = "go on although memory can't back that size"},
    {.name = "dry-run", .help = "say what would be done, and change nothing"},
    json,
    quiet("print the name alone")};
constexpr Example grow_examples[]{{"ullage grow web 2g", "make web's /dev/shm 2 GiB, now, while it runs"},
                                  {"ullage grow web 2g --dry-run", "only say what would happen"},
                                  {"ullage grow --host 4g", "the host's own /dev/shm"}};
constexpr ExitCode grow_codes[]{done, usage, not_found, denied, refused, rolled_back, unreachable};

// apply
constexpr Positional apply_positionals[]{{.name = container.name,
                                          .kind = container.kind,
                                          .help = "a container's name, id or unique beginning of an id",
                                          .unless = "resume"}};
constexpr Option apply_options[]{
    {.name = "shm-size", .value = "SIZE", .kind = Kind::size, .help = "the size that it is to have from now on"},
    {.name = "health", .value = "URL", .kind = Kind::url, .help = "an http address that must answer with success"},
    {.name = "timeout",
     .value = "SECONDS",
     .kind = Kind::number,
     .help = "how long the new one may take to be well; 60 if not given"},
    {.name = "grow-now", .help = "grow the running one first, so that it has room until it is replaced"},
    {.name = "keep-layer", .help = "keep what it has changed of its own files: commits them to an image"},
    {.name = "discard-layer", .help = "lose what it has changed of its own files"},
    {.name = "with-dependents", .help = "make those again too that use its network, IPC, pids or links"},
    {.name = "accept-differences", .help = "go on although the engine can't give some fields back; it names them"},
    {.name = "keep-old", .help = "keep the old container, stopped and renamed: its log and its files stay"},
    {.name = "resume", .help = "finish, or undo, every apply that was cut off; no NAME then"},
    {.name = "dry-run", .help = "print the steps and what would differ, and change nothing"},
    json,
    quiet("print the name alone")};
constexpr Example apply_examples[]{
    {"ullage apply web --shm-size 2g", "web has 2 GiB from now on, also after a restart"},
    {"ullage apply web --shm-size 2g --health http://localhost:8308/health", "and goes back unless that answers"},
    {"ullage apply web --shm-size 2g --dry-run", "only say what would happen"},
    {"ullage apply --resume", "after a crash in the middle"}};
constexpr ExitCode apply_codes[]{done,        {"1", "neither done nor undone; the message says what is left to do"},
                                 usage,       not_found,
                                 denied,      refused,
                                 rolled_back, unreachable};

}  // namespace

const Command grow_command{
    .name = "grow",
    .summary = "resize a /dev/shm while everything in it goes on",
    .description =
        "Resizes the /dev/shm of a running container. Nothing restarts, no file is lost, and the processes "
        "notice only that there is room. The size is a limit: it takes no memory until it is used.\n\n"
        "It lasts until the container restarts; grow says how to make it last. It refuses to go below what "
        "is in use, above what memory can back, and to resize a mount that others share, unless told to.",
    .positionals = grow_positionals,
    .options = grow_options,
    .examples = grow_examples,
    .exit_codes = grow_codes};

const Command apply_command{
    .name = "apply",
    .summary = "make a size last: recreate a container, and lose nothing",
    .description =
        "Makes the container again with another --shm-size and everything else as it was: image, command, "
        "environment, "
        "ports, networks, volumes (anonymous ones too), limits, GPUs, restart policy. The new one is created and "
        "compared field by field while the old one still runs. Then the old one is stopped and renamed, the new one "
        "started, and the old one removed once the new one is well: by its own health check, by --health, or when it "
        "has run for two seconds. Any failure brings the old one back.\n\n"
        "What can't survive a restart is lost: what is in /dev/shm, the log, sessions of exec. It refuses, and names "
        "the option, where more would be lost. Containers of compose, swarm and Kubernetes are changed at their "
        "owner: it says how.",
    .positionals = apply_positionals,
    .options = apply_options,
    .examples = apply_examples,
    .exit_codes = apply_codes};

}  // namespace ullage::cli
