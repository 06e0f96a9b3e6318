// rehearse, as data.
#include "cli/spec_parts.h"
#include "cli/workload_options.h"

namespace ullage::cli {

namespace {

constexpr std::array own_options{
    Option{.name = "shm-size",
           .value = "SIZE",
           .kind = Kind::size,
           .help = "of a mount of its own; what the law says is needed, if not given"},
    Option{.name = "in",
           .value = "NAME",
           .kind = Kind::container,
           .help = "in this container's own /dev/shm and memory limit; with --shm-size or --find, the limit alone"},
    Option{.name = "find", .help = "search the smallest size that completes three times in a row"},
    Option{.name = "seconds",
           .value = "N",
           .kind = Kind::number,
           .help = "go on for so long, in place of as many batches as are needed"},
    Option{.name = "patience",
           .value = "N",
           .kind = Kind::number,
           .help = "seconds without any movement that count as stalled; 5 if not given"},
    Option{.name = "custom-collate",
           .help = "batches become shared in a thread that hides its errors, as with a collate_fn of one's own"},
    Option{.name = "over-ceiling", .help = "go on although this host's memory may not be enough"},
    Option{.name = "beside-service", .help = "go on although something uses that container's /dev/shm"},
    Option{.name = "dry-run", .help = "say what would be rehearsed and where, and start nothing"},
    json,
    quiet("print the outcome alone; with --find, the size in bytes")};
constexpr auto options = joined(workload_options, own_options);

constexpr Example examples[]{
    {"ullage rehearse --workers 4 --batch-bytes 48m --shm-size 64m", "does it survive in 64 MiB?"},
    {"ullage rehearse --workers 4 --batch-bytes 48m --find", "the smallest size that it survives in"},
    {"ullage rehearse --workers 4 --batch-bytes 48m --in web", "in web's own mount, under web's memory limit"}};
constexpr ExitCode codes[]{{"0", "it completed; with --find, a size was found"},
                           {"1", "bus error, no space, stalled or OOM"},
                           usage,
                           not_found,
                           denied,
                           {"5", "refused, nothing was started; the message names the option that overrides it"},
                           unreachable};

}  // namespace

const Command rehearse_command{
    .name = "rehearse",
    .summary = "try a size with real processes before relying on it",
    .description =
        "Starts real processes that load as a PyTorch DataLoader of these parameters does: workers, prefetched "
        "batches, "
        "semaphores, a consumer that keeps its batch. They fill a real mount of that size, and the outcome is told: "
        "completed, bus error, no space, stalled or OOM, with the peak, the throughput and a picture of use over "
        "time.\n\n"
        "The consumer is first as slow as it can be, so that all that can ever be in use at once really is; then as "
        "quick "
        "as it can be, which gives the throughput. All of it is for real: it needs the memory. It refuses where that "
        "could "
        "endanger the host or what runs in the container. Nothing stays behind, however it ends.",
    .options = options,
    .examples = examples,
    .exit_codes = codes};

}  // namespace ullage::cli
