// The commands that check a size and write it down, as data.
#include "cli/spec_parts.h"

namespace ullage::cli {

namespace {

// verify
constexpr Positional verify_positionals[]{container};
constexpr Option verify_options[]{
    {.name = "expect", .value = "SIZE", .kind = Kind::size, .help = "the size that it should have"},
    {.name = "health", .value = "URL", .kind = Kind::url, .help = "an http address that must answer with success"},
    {.name = "write", .help = "fill the expected size for real, and free it again"},
    {.name = "live", .help = "judge the running mount alone: another configured size is a note, not a failure"},
    json,
    quiet("print the names of the failed checks alone")};
constexpr Example verify_examples[]{
    {"ullage verify web --expect 2g", "is it 2 GiB, inside and in the engine's configuration?"},
    {"ullage verify web --expect 2g --health http://localhost:8308/health", "and does the service answer?"},
    {"ullage verify web --expect 2g --live", "right after grow, before it was made to last"}};
constexpr ExitCode verify_codes[]{
    {"0", "all checks passed"}, {"1", "a check failed"}, usage, not_found, denied, unreachable};

// export
constexpr Positional export_positionals[]{
    {.name = container.name,
     .kind = container.kind,
     .help = "a container's name, id or unique beginning of an id; several go into one file of compose, swarm or kube, "
             "and none is needed with --edit",
     .required = false,
     .many = true}};
constexpr Option export_options[]{
    {.name = "as",
     .value = "FORMAT",
     .kind = Kind::format,
     .help = "run (a command line; if not given), script, compose, swarm or kube"},
    {.name = "shm-size", .value = "SIZE", .kind = Kind::size, .help = "with this size of /dev/shm in place of its own"},
    {.name = "pretty", .help = "an option a line, of run"},
    {.name = "output", .letter = 'o', .value = "FILE", .kind = Kind::file, .help = "write it to this file"},
    {.name = "force", .help = "overwrite a file that is there"},
    {.name = "edit",
     .value = "FILE",
     .kind = Kind::file,
     .help = "change shm_size in this compose file in place; nothing else in it changes, the old one is kept as .bak"},
    {.name = "service", .value = "SERVICE", .help = "which one, with --edit; if not given: NAME's, or the only one"},
    {.name = "dry-run", .help = "say what --edit would change, and change nothing"},
    json,
    quiet("leave out the notes on what can't be said")};
constexpr Example export_examples[]{
    {"ullage export web --pretty", "the docker run line that makes web again"},
    {"ullage export web --as script --shm-size 2g -o start.sh", "a start script, with 2 GiB of /dev/shm"},
    {"ullage export web db --as compose -o compose.yaml", "both in one compose file"},
    {"ullage export --edit compose.yaml --service web --shm-size 2g", "only the size, in the file that is there"}};
constexpr ExitCode export_codes[]{done,   usage,   {"3", "no such container; with --edit, no such file or service"},
                                  denied, refused, unreachable};

}  // namespace

const Command verify_command{
    .name = "verify",
    .summary = "check that the size is right and the service answers",
    .description =
        "Checks the size inside the container, the size that the engine has configured for its next start, "
        "and, if asked for, the service's health address and a real allocation of the expected size.",
    .positionals = verify_positionals,
    .options = verify_options,
    .examples = verify_examples,
    .exit_codes = verify_codes};

const Command export_command{
    .name = "export",
    .summary = "write a container down as a command, script or file",
    .description =
        "Writes the definition that someone would have written by hand: what the image and the engine give by default "
        "is left out, and everything else is there, quoted for who reads it.\n\n"
        "What a format has no words for is listed on standard error and as comments at the top. Nothing is changed, "
        "but by --edit.",
    .positionals = export_positionals,
    .options = export_options,
    .examples = export_examples,
    .exit_codes = export_codes};

}  // namespace ullage::cli
