// The commands about the program itself, as data.
#include "cli/spec_parts.h"

namespace ullage::cli {

namespace {

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

}  // namespace

const Command version_command{.name = "version",
                              .summary = "print the version",
                              .description = "Prints the version of this program.",
                              .options = version_options,
                              .exit_codes = plain_codes};

const Command help_command{.name = "help",
                           .summary = "explain a command",
                           .description = "Explains a command, or lists them all.",
                           .positionals = help_positionals,
                           .exit_codes = plain_codes};

const Command completion_command{
    .name = "completion",
    .summary = "print a completion script for bash, zsh or fish",
    .description = "Prints a script that completes commands, options and the names of containers.",
    .positionals = completion_positionals,
    .examples = completion_examples,
    .exit_codes = plain_codes};

const Command man_command{.name = "man",
                          .summary = "print the manual page",
                          .description = "Prints the manual page, for man(1) to show.",
                          .examples = man_examples,
                          .exit_codes = plain_codes};

}  // namespace ullage::cli
