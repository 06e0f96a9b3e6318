// The commands that start something, as data.
#include "cli/spec_parts.h"

namespace ullage::cli {

namespace {

// run
constexpr Option run_options[]{
    {.name = "shm-size", .value = "SIZE", .kind = Kind::size, .help = "the size of its /dev/shm; 64m if not given"},
    {.name = "name", .value = "NAME", .help = "what ls and grow will call it; made up if not given"}};
constexpr Example run_examples[]{
    {"ullage run --shm-size 2g python train.py --workers 4", "with 2 GiB, and grow can change that while it trains"},
    {"ullage run --name train -- ./train.sh", "with a name to call it by"}};
constexpr ExitCode run_codes[]{{"*", "the command's own, once it has started"},
                               {"126", "the command was found, but can't be executed"},
                               {"127", "the command was not found"},
                               usage,
                               denied};

// demo
constexpr Option demo_options[]{
    {.name = "engine", .value = "ENGINE", .kind = Kind::engine, .help = "ullage (needs nothing), docker or podman"},
    {.name = "port",
     .value = "N",
     .kind = Kind::number,
     .help = "where the example service listens; 8308 if not given"}};
constexpr Example demo_examples[]{{"ullage demo", "a few seconds, nothing installed"},
                                  {"ullage demo --engine docker", "the same in a Docker container"}};
constexpr ExitCode demo_codes[]{{"0", "every step went as told"}, {"1", "a step did not"}, usage, denied, unreachable};

}  // namespace

const Command run_command{
    .name = "run",
    .summary = "run a command with a /dev/shm of its own",
    .description =
        "Runs a command in a mount and IPC namespace of its own, with a new /dev/shm of the size asked for. "
        "No container engine is needed, nor root. The command takes this process's place: signals reach "
        "it, and its exit status is yours. ls shows it and grow resizes it.\n\n"
        "The first word that is no option of run begins the command; everything after it, or after --, is "
        "left to the command.",
    .rest = "COMMAND",
    .options = run_options,
    .examples = run_examples,
    .exit_codes = run_codes};

const Command demo_command{
    .name = "demo",
    .summary = "play the whole story: it fails, is grown, recovers",
    .description =
        "Starts an example service with 64 MiB of shared memory and lets it fail. Then it is seen with ls, "
        "grown with grow, recovers without a restart, is made to last with apply (on Docker and Podman), and "
        "is checked with verify. Each command is shown as "
        "you would type it. What the demo started, it stops.",
    .options = demo_options,
    .examples = demo_examples,
    .exit_codes = demo_codes};

}  // namespace ullage::cli
