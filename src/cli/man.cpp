// roff with the man macros.
#include "cli/man.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/help.h"

namespace ullage::cli {

namespace {

// Text that roff prints as it is: a dash stays a dash to copy, and no line begins a request.
std::string roff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) out = "\\&";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      out += "\\e";
    else if (text[i] == '-')
      out += "\\-";
    else if (text[i] == '\'')
      out += "\\(aq";
    else if (text.substr(i).starts_with("…"))
      out += "...", i += std::string_view("…").size() - 1;
    else
      out += text[i];
  }
  return out;
}

std::string paragraphs(std::string_view text) {
  std::string out;
  for (const std::string_view line : split(text, '\n')) out += line.empty() ? ".PP\n" : roff(line) + "\n";
  return out;
}

std::string item(std::string_view term, std::string_view text) {
  return fmt::format(".TP\n\\fB{}\\fR\n{}\n", roff(term), roff(text));
}

std::string command_part(const Command& command) {
  std::string text = fmt::format(".SS {}\n.B ullage {}\n.PP\n", roff(command.name), roff(synopsis(command)));
  text += paragraphs(command.description);
  for (const Positional& positional : command.positionals) text += item(positional.name, positional.help);
  for (const Option& option : command.options) text += item(spelling(option), option.help);
  for (const Example& example : command.examples)
    text += fmt::format(".PP\n{}:\n.PP\n.nf\n.RS\n{}\n.RE\n.fi\n", roff(example.meaning), roff(example.line));
  text += ".PP\nExit status:\n";
  for (const ExitCode& code : command.exit_codes) text += item(code.code, code.meaning);
  return text;
}

}  // namespace

std::string man_page(std::string_view version) {
  std::string text = fmt::format(".TH ULLAGE 1 \"\" \"ullage {}\" \"User Commands\"\n", version);
  text += ".SH NAME\nullage \\- see and resize the shared memory of running containers\n";
  text += ".SH SYNOPSIS\n.B ullage\n.I COMMAND\n[\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n";
  text += ".SH DESCRIPTION\n" +
          paragraphs(
              "Container engines make /dev/shm 64 MiB. Programs that share memory between processes fill it, "
              "and fail with bus errors, \"No space left on device\" or time-outs. ullage shows which container "
              "it is, and makes its /dev/shm larger while it runs.");
  text += ".SH COMMANDS\n";
  for (const Command& command : commands()) text += command_part(command);
  text += ".SH ENVIRONMENT\n";
  text += item("DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG", "Where Docker is, as for docker(1).");
  text += item("NO_COLOR", "If set and not empty, nothing is coloured.");
  return text;
}

}  // namespace ullage::cli
