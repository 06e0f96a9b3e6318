// help, completion, man: the commands that only tell of the table.
#include "cli/commands.h"
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/man.h"

namespace ullage::cli {

Result<int> command_help(const ParsedArguments& arguments, Output& out) {
  const Command* command = find_command(arguments.value("COMMAND"));
  out.write(command == nullptr ? first_page(out.program()) : command_page(*command, out.program()));
  return 0;
}

Result<int> command_completion(const ParsedArguments& arguments, Output& out) {
  const std::string shell = arguments.value("SHELL");
  out.write(shell == "bash" ? bash_completion() : shell == "zsh" ? zsh_completion() : fish_completion());
  return 0;
}

Result<int> command_man(const ParsedArguments&, Output& out) {
  out.write(man_page(version()));
  return 0;
}

}  // namespace ullage::cli
