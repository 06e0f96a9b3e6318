// bash and zsh share one shape, a case for each command; fish has a line for each option.
#include "cli/completion.h"

#include <fmt/format.h>

#include "cli/spec.h"

namespace ullage::cli {

namespace {

std::string command_names() {
  std::string names;
  for (const Command& command : commands()) names += fmt::format("{}{}", names.empty() ? "" : " ", command.name);
  return names;
}

std::string option_words(const Command& command) {
  std::string words = "--help";
  for (const Option& option : command.options) words += fmt::format(" --{}", option.name);
  return words;
}

// "--output" or "--output|-o": a pattern for case.
std::string option_pattern(const Option& option) {
  return option.letter == 0 ? fmt::format("--{}", option.name) : fmt::format("--{}|-{}", option.name, option.letter);
}

// As a pattern for case: no option of the table takes a value in one command and none in another.
std::string options_with_value() {
  std::string pattern;
  for (const Command& command : commands())
    for (const Option& option : command.options)
      if (!option.value.empty()) pattern += fmt::format("{}{}", pattern.empty() ? "" : "|", option_pattern(option));
  return pattern;
}

// The words to offer for a kind, as one shell word list; empty: none but what `special` says.
std::string fixed_words(Kind kind) {
  if (kind == Kind::command) return command_names();
  if (kind == Kind::size) return "64m 512m 1g 2g 4g 8g";
  return fmt::format("{}", fmt::join(choices(kind), " "));
}

std::string shell_action(Kind kind) {
  if (kind == Kind::container) return "_ullage_containers";
  if (kind == Kind::file) return "_ullage_files";
  const std::string words = fixed_words(kind);
  return words.empty() ? ":" : fmt::format("_ullage_words {}", words);
}

// For the words behind the positionals that were counted.
std::string further_action(const Command& command) {
  if (!command.rest.empty()) return "_ullage_files";
  const bool many = !command.positionals.empty() && command.positionals.back().many;
  return many ? shell_action(command.positionals.back().kind) : ":";
}

// A function body that both shells can run: $previous, $current and $place (how many words the command has already).
std::string shell_cases() {
  std::string text = "  case $command in\n";
  for (const Command& command : commands()) {
    text += fmt::format("    {})\n      case $previous in\n", command.name);
    for (const Option& option : command.options)
      if (!option.value.empty())
        text += fmt::format("        {}) {}; return ;;\n", option_pattern(option), shell_action(option.kind));
    text += fmt::format("      esac\n      if [[ $current == -* ]]; then _ullage_words {}; return; fi\n",
                        option_words(command));
    text += "      case $place in\n";
    for (std::size_t i = 0; i < command.positionals.size(); ++i)
      text += fmt::format("        {}) {} ;;\n", i, shell_action(command.positionals[i].kind));
    text += fmt::format("        *) {} ;;\n      esac ;;\n", further_action(command));
  }
  return text + "  esac\n";
}

// Counts which positional the cursor is at, then offers what fits: the same in both shells, but for where the words
// are.
std::string counted_cases(int first, std::string_view cursor, std::string_view words) {
  return fmt::format("  for ((i = {}; i < {}; i++)); do\n    case ${{{}[i]}} in\n      ", first, cursor, words) +
         options_with_value() + R"sh() i=$((i + 1)) ;;
      -*) ;;
      *) place=$((place + 1)) ;;
    esac
  done
)sh" + shell_cases();
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("\\'") : std::string(1, c);
  return out + "'";
}

std::string fish_words(Kind kind) {
  if (kind == Kind::container) return "(ullage ls --quiet 2>/dev/null)";
  return fixed_words(kind);
}

}  // namespace

std::string bash_completion() {
  return std::string(R"sh(# bash completion for ullage
# Names are compared and quoted one by one: compgen -W would expand what they contain.
_ullage_offer() {
  local word
  while IFS= read -r word; do
    if [[ $word == "$current"* ]]; then COMPREPLY+=("$(printf %q "$word")"); fi
  done
}
_ullage_containers() {
  _ullage_offer < <(ullage ls --quiet 2>/dev/null)
  if declare -F __ltrim_colon_completions >/dev/null; then __ltrim_colon_completions "$current"; fi
}
_ullage_words() { _ullage_offer < <(printf '%s\n' "$@"); }
_ullage_files() { compopt -o default; }
_ullage() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} place=0 i
  if declare -F _get_comp_words_by_ref >/dev/null; then _get_comp_words_by_ref -n : -c current -p previous; fi
  COMPREPLY=()
)sh") + fmt::format("  if ((COMP_CWORD == 1)); then _ullage_words {} --help --version; return; fi\n", command_names()) +
         counted_cases(2, "COMP_CWORD", "COMP_WORDS") + "}\ncomplete -F _ullage ullage\n";
}

std::string zsh_completion() {
  return std::string(R"sh(#compdef ullage
# zsh completion for ullage
_ullage_containers() { local -a names; names=("${(@f)$(ullage ls --quiet 2>/dev/null)}"); compadd -a names; }
_ullage_words() { compadd -- "$@"; }
_ullage_files() { _files; }
_ullage() {
  local current=${words[CURRENT]} previous=${words[CURRENT-1]} command=${words[2]} place=0 i
)sh") + fmt::format("  if ((CURRENT == 2)); then _ullage_words {} --help --version; return; fi\n", command_names()) +
         counted_cases(3, "CURRENT", "words") +
         R"sh(}
if [[ ${funcstack[1]} == _ullage ]]; then _ullage "$@"; else compdef _ullage ullage; fi
)sh";
}

std::string fish_completion() {
  std::string text = "# fish completion for ullage\ncomplete -c ullage -f\n";
  for (const Command& command : commands()) {
    text +=
        fmt::format("complete -c ullage -n __fish_use_subcommand -a {} -d {}\n", command.name, quoted(command.summary));
    const std::string seen = fmt::format("complete -c ullage -n '__fish_seen_subcommand_from {}'", command.name);
    for (const Option& option : command.options) {
      text += fmt::format("{} -l {}", seen, option.name);
      if (option.letter != 0) text += fmt::format(" -s {}", option.letter);
      if (option.kind == Kind::file)
        text += " -r -F";
      else if (!option.value.empty())
        text += fmt::format(" -x -a {}", quoted(fish_words(option.kind)));
      text += fmt::format(" -d {}\n", quoted(option.help));
    }
    text += fmt::format("{} -l help -s h -d {}\n", seen, quoted(help_option.help));
    for (const Positional& positional : command.positionals)
      text += fmt::format("{} -a {}\n", seen, quoted(fish_words(positional.kind)));
    if (!command.rest.empty()) text += fmt::format("{} -F\n", seen);
  }
  return text;
}

}  // namespace ullage::cli
