// The table of commands. To add one: a row here, and its function in commands.cpp.
#include "cli/spec.h"

namespace ullage::cli {

namespace {

constexpr Option json{.name = "json", .help = "print JSON for programs instead; docs/json.md has its schema"};

constexpr Option quiet(std::string_view help) { return {.name = "quiet", .letter = 'q', .help = help}; }

constexpr Positional container{
    .name = "NAME",
    .kind = Kind::container,
    .help = "a container's name, id or unique beginning of an id; pid:123 for a process; host for the host's own"};

constexpr ExitCode done{"0", "done"};
constexpr ExitCode usage{"2", "the command's words are off"};
constexpr ExitCode not_found{"3", "no such container or process"};
constexpr ExitCode denied{"4", "a privilege is missing; the message says which"};
constexpr ExitCode refused{"5", "refused, nothing was changed; the message names the option that overrides it"};
constexpr ExitCode rolled_back{"6", "failed half-way, and undone"};
constexpr ExitCode unreachable{"7", "the container engine does not answer"};

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

// version, help, completion, man
constexpr Option version_options[]{json, quiet("print the number alone")};
constexpr Positional help_positionals[]{
    {.name = "COMMAND", .kind = Kind::command, .help = "the command to explain", .required = false}};
constexpr Positional completion_positionals[]{{.name = "SHELL", .kind = Kind::shell, .help = "bash, zsh or fish"}};
constexpr Example completion_examples[]{
    {"ullage completion bash > /etc/bash_completion.d/ullage", "for bash, all users"},
    {"ullage completion zsh > /usr/local/share/zsh/site-functions/_ullage", "for zsh, all users"},
    {"ullage completion fish > ~/.config/fish/completions/ullage.fish", "for fish, this user"}};
constexpr Example man_examples[]{{"ullage man | man -l -", "read it"},
                                 {"ullage man > /usr/local/share/man/man1/ullage.1", "install it"}};
constexpr ExitCode plain_codes[]{done, usage};

constexpr Command table[]{
    {.name = "ls",
     .summary = "show every container's /dev/shm, and which are full",
     .description = "Shows one row for each shared-memory mount on this host, whatever made it: its containers, size, "
                    "use, files, leaked files (that nothing holds any more), and a verdict.\n\n"
                    "The verdict is full, tight (nearly full), default (the 64 MiB that engines give when nothing is "
                    "asked for) or ok. The mode says who sees the mount: private, shareable, joined, pod, volume or "
                    "host. Notes on what could not be seen go to standard error. No engine is needed, nor root: "
                    "without root, it shows what you may see.",
     .options = ls_options,
     .examples = ls_examples,
     .exit_codes = ls_codes},
    {.name = "inspect",
     .summary = "show what fills a /dev/shm, and who holds it",
     .description = "Shows one mount in full: its options, the memory limit above it, and its segments, the largest "
                    "first: size, what it takes, age, and the processes that hold it.\n\n"
                    "A segment is linked (a file), unlinked (its file is gone, but a process still holds the memory) "
                    "or leaked (a file that nothing holds, of a process that is gone).",
     .positionals = inspect_positionals,
     .options = inspect_options,
     .examples = inspect_examples,
     .exit_codes = inspect_codes},
    {.name = "grow",
     .summary = "resize a /dev/shm while everything in it goes on",
     .description = "Resizes the /dev/shm of a running container. Nothing restarts, no file is lost, and the processes "
                    "notice only that there is room. The size is a limit: it takes no memory until it is used.\n\n"
                    "It lasts until the container restarts; grow says how to make it last. It refuses to go below what "
                    "is in use, above what memory can back, and to resize a mount that others share, unless told to.",
     .positionals = grow_positionals,
     .options = grow_options,
     .examples = grow_examples,
     .exit_codes = grow_codes},
    {.name = "apply",
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
     .exit_codes = apply_codes},
    {.name = "verify",
     .summary = "check that the size is right and the service answers",
     .description = "Checks the size inside the container, the size that the engine has configured for its next start, "
                    "and, if asked for, the service's health address and a real allocation of the expected size.",
     .positionals = verify_positionals,
     .options = verify_options,
     .examples = verify_examples,
     .exit_codes = verify_codes},
    {.name = "export",
     .summary = "write a container down as a command, script or file",
     .description =
         "Writes the definition that someone would have written by hand: what the image and the engine give by default "
         "is left out, and everything else is there, quoted for who reads it.\n\n"
         "What a format has no words for is listed on standard error and as comments at the top. Nothing is changed, "
         "but by --edit.",
     .positionals = export_positionals,
     .options = export_options,
     .examples = export_examples,
     .exit_codes = export_codes},
    {.name = "run",
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
     .exit_codes = run_codes},
    {.name = "demo",
     .summary = "play the whole story: it fails, is grown, recovers",
     .description =
         "Starts an example service with 64 MiB of shared memory and lets it fail. Then it is seen with ls, "
         "grown with grow, recovers without a restart, is made to last with apply (on Docker and Podman), and "
         "is checked with verify. Each command is shown as "
         "you would type it. What the demo started, it stops.",
     .options = demo_options,
     .examples = demo_examples,
     .exit_codes = demo_codes},
    {.name = "version",
     .summary = "print the version",
     .description = "Prints the version of this program.",
     .options = version_options,
     .exit_codes = plain_codes},
    {.name = "help",
     .summary = "explain a command",
     .description = "Explains a command, or lists them all.",
     .positionals = help_positionals,
     .exit_codes = plain_codes},
    {.name = "completion",
     .summary = "print a completion script for bash, zsh or fish",
     .description = "Prints a script that completes commands, options and the names of containers.",
     .positionals = completion_positionals,
     .examples = completion_examples,
     .exit_codes = plain_codes},
    {.name = "man",
     .summary = "print the manual page",
     .description = "Prints the manual page, for man(1) to show.",
     .examples = man_examples,
     .exit_codes = plain_codes},
};

}  // namespace

std::span<const Command> commands() { return table; }

}  // namespace ullage::cli
