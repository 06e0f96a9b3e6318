// Which function is which command's, and what every command has in common: parsing before, errors after.
#include "cli/commands.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "cli/error_print.h"

namespace ullage::cli {

namespace {

constexpr std::pair<std::string_view, CommandFunction> functions[]{
    {"ls", command_ls},           {"inspect", command_inspect},   {"doctor", command_doctor},
    {"plan", command_plan},       {"rehearse", command_rehearse}, {"grow", command_grow},
    {"apply", command_apply},     {"export", command_export},     {"verify", command_verify},
    {"clean", command_clean},     {"run", command_run},           {"demo", command_demo},
    {"version", command_version}, {"help", command_help},         {"completion", command_completion},
    {"man", command_man},
};

// For errors that come before the words are understood.
bool asks_for_json(const std::vector<std::string>& words) {
  const bool runs_another = !words.empty() && words[0] == "run";
  return !runs_another && std::ranges::find(words, "--json") < std::ranges::find(words, "--");
}

// A shell's own convention: 127 for a command that is not there, 126 for one that can't be executed.
int status_of(const Error& error, bool of_run) {
  const bool not_executable = error.code == std::errc::permission_denied ||
                              error.code == std::errc::executable_format_error ||
                              error.code == std::errc::is_a_directory;
  if (of_run && error.kind == ErrorKind::not_found) return 127;
  if (of_run && not_executable) return 126;
  return exit_code(error.kind);
}

}  // namespace

CommandFunction function_of(std::string_view command) {
  for (const auto& [name, function] : functions)
    if (name == command) return function;
  return nullptr;
}

int run_program(const std::vector<std::string>& words, std::string program) {
  const bool json = asks_for_json(words);
  const auto failed = [&](const Error& error, bool of_run) {
    const int status = status_of(error, of_run);
    print_error(error, status, json);
    return status;
  };
  const auto arguments = parse(words);
  if (!arguments) return failed(arguments.error(), false);

  Output out(std::move(program));
  const auto status = function_of(arguments->command->name)(*arguments, out);
  if (auto flushed = out.flush(); !flushed) {
    const bool reader_has_gone = flushed.error().code == std::errc::broken_pipe;
    return reader_has_gone ? exit_code(ErrorKind::failed) : failed(flushed.error(), false);
  }
  return status ? *status : failed(status.error(), arguments->command->name == "run");
}

}  // namespace ullage::cli
