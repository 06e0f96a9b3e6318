// The program as data: its commands, what each takes, and the words that explain them.
// The parser, the help, the completions and the man page are all made from this; nothing else knows an option's name.
#pragma once

#include <span>
#include <string_view>

namespace ullage::cli {

// What a word on the command line stands for; completions ask this.
enum class Kind { text, container, size, url, engine, shell, command, number, format, file, strategy };

struct Option {
  std::string_view name;        // without dashes
  char letter = 0;              // the one-letter form, if there is one
  std::string_view value = {};  // what the value is called; empty: a flag
  Kind kind = Kind::text;
  std::string_view help = {};
};

struct Positional {
  std::string_view name;
  Kind kind = Kind::text;
  std::string_view help = {};
  bool required = true;
  std::string_view unless = {};  // the flag that stands in its place
  bool many = false;             // takes all further words; only the last one can
};

struct Example {
  std::string_view line;  // begins with "ullage "
  std::string_view meaning;
};

struct ExitCode {
  std::string_view code;
  std::string_view meaning;
};

struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view description = {};  // paragraphs, an empty line between two
  std::span<const Positional> positionals = {};
  std::string_view rest =
      {};  // what the words from the first that is no option on are called; empty: there is no such rest
  std::span<const Option> options = {};
  std::span<const Example> examples = {};
  std::span<const ExitCode> exit_codes = {};
};

std::span<const Command> commands();
const Command* find_command(std::string_view name);

// Every command has it; it is in no command's own list.
extern const Option help_option;

const Option* find_option(const Command& command, std::string_view name);

// The only words that a kind allows; empty: anything goes.
std::span<const std::string_view> choices(Kind kind);

}  // namespace ullage::cli
