// plan, as data.
#include "cli/spec_parts.h"
#include "cli/workload_options.h"

namespace ullage::cli {

namespace {

constexpr Positional positionals[]{
    {.name = container.name,
     .kind = container.kind,
     .help = "a running container, pid:123 or host: what it does is looked at instead of asked for",
     .required = false}};
constexpr std::array own_options{
    Option{.name = "gpus", .value = "N", .kind = Kind::number, .help = "GPUs of the container"},
    Option{.name = "large-model", .help = "a large model with workers, where no more than that is known"},
    Option{.name = "profile",
           .value = "PROFILE",
           .help = "a program whose need is known: pytorch, nccl, ray, triton, vllm, postgres, chrome, …; or a file"},
    Option{.name = "profiles", .help = "list the profiles that there are"},
    Option{.name = "set", .value = "NAME=NUMBER,…", .help = "a profile's parameters: cameras=4,width=1920"},
    Option{.name = "watch",
           .value = "SECONDS",
           .kind = Kind::number,
           .help = "how long NAME is looked at; 2 if not given"},
    json,
    quiet("print the recommended size alone, as --shm-size takes it")};
constexpr auto options = joined(workload_options, own_options);
constexpr Example examples[]{
    {"ullage plan --workers 4 --batch 16 --sample 3x512x512:float32", "the size that this loader needs, and why"},
    {"ullage plan web", "what the running container web needs, from what it does"},
    {"ullage plan web --watch 60 --prefetch 4", "watch it for a minute; and it prefetches 4"},
    {"ullage plan --profile frigate --set cameras=4,width=1920,height=1080", "another program's need"},
    {"docker run --shm-size=$(ullage plan -q --workers 8 --batch-bytes 48m) …", "the size alone, for a script"}};
constexpr ExitCode codes[]{done, usage, not_found, denied, unreachable};

}  // namespace

const Command plan_command{
    .name = "plan",
    .summary = "say how large /dev/shm should be, with the arithmetic",
    .description =
        "Says which size to use, the arithmetic that leads to it line by line, the margin, and whether memory limits "
        "and the host can back it. For a PyTorch DataLoader the hard bound is never exceeded; the usual value is what "
        "it reaches nearly always.\n\n"
        "With a NAME it looks at the running container: its processes, its segments and what is in use while it is "
        "watched; options that are given count more than what is seen. Where only the kind of use is known, the answer "
        "is the starting table's, and says so. Profiles are files: docs/profiles.md says how to add one.",
    .positionals = positionals,
    .options = options,
    .examples = examples,
    .exit_codes = codes};

}  // namespace ullage::cli
