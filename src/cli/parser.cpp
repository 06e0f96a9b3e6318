// The one file that sees CLI11: it takes options and words apart; what they mean, and what is said about wrong ones,
// comes from the table.
#include "cli/parser.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/nearest.h"
#include "base/text.h"

namespace ullage::cli {

namespace {

using Words = std::vector<std::string>;

bool is_option(std::string_view word) { return word.size() > 1 && word.front() == '-'; }

std::string did_you_mean(std::string_view found, std::string otherwise) {
  return found.empty() ? std::move(otherwise) : fmt::format("did you mean {}?", found);
}

tl::unexpected<Error> unknown_command(std::string_view word) {
  std::vector<std::string_view> names;
  for (const Command& command : commands()) names.push_back(command.name);
  return fail(ErrorKind::usage, fmt::format("there is no command '{}'", printable(word)),
              did_you_mean(nearest(word, names), "ullage help lists the commands"));
}

tl::unexpected<Error> unknown_option(const Command& command, std::string_view word) {
  std::vector<std::string> spelled;
  for (const Option& option : command.options) spelled.push_back(fmt::format("--{}", option.name));
  const std::string_view name = word.substr(0, word.find('='));
  return fail(ErrorKind::usage, fmt::format("{} has no option '{}'", command.name, printable(name)),
              did_you_mean(nearest(name, {spelled.begin(), spelled.end()}),
                           fmt::format("ullage help {} lists its options; words that begin with a dash go after --",
                                       command.name)));
}

tl::unexpected<Error> wrong_value(const Command& command, std::string what) {
  return fail(ErrorKind::usage, std::move(what), fmt::format("ullage help {} shows how to write it", command.name));
}

const Option* find_letter(const Command& command, char letter) {
  const auto found = std::ranges::find(command.options, letter, &Option::letter);
  return found == command.options.end() ? nullptr : &*found;
}

// Where run's own options end and the command to run begins: after --, or at the first word that is no option.
std::size_t end_of_options(const Command& command, const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--" || !is_option(words[i])) return i;
    const Option* option =
        words[i].starts_with("--") ? find_option(command, words[i].substr(2)) : find_letter(command, words[i].back());
    if (option != nullptr && !option->value.empty()) ++i;
  }
  return words.size();
}

// What CLI11 would let pass or put in its own words: --flag=value, --option= and a last --option without a value.
Result<> check_option_words(const Command& command, const Words& words) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (!words[i].starts_with("--")) continue;
    const auto equals = words[i].find('=');
    const Option* option = find_option(command, std::string_view(words[i]).substr(2, equals - 2));
    if (option == nullptr) return unknown_option(command, words[i]);
    const bool takes_value = !option->value.empty();
    if (equals != std::string::npos && !takes_value)
      return wrong_value(command, fmt::format("--{} takes no value", option->name));
    const bool missing = equals == std::string::npos ? i + 1 == words.size() : equals + 1 == words[i].size();
    if (takes_value && missing)
      return wrong_value(command, fmt::format("--{} needs a value: {}", option->name, option->value));
    if (takes_value && equals == std::string::npos) ++i;
  }
  return {};
}

struct Split {
  ParsedArguments arguments;
  Words positionals;
  bool help = false;
};

Result<Split> split_by_cli11(const Command& command, Words words) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.option_defaults()->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);

  Split split;
  const auto spelling = [](const Option& option) {
    return option.letter == 0 ? fmt::format("--{}", option.name) : fmt::format("-{},--{}", option.letter, option.name);
  };
  CLI::Option* help = app.add_flag(spelling(help_option));
  for (const Option& option : command.options) {
    if (option.value.empty())
      app.add_flag(spelling(option));
    else
      app.add_option(spelling(option));
  }
  app.add_option("words", split.positionals)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);

  try {
    std::ranges::reverse(words);
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    return wrong_value(command, printable(error.what()));
  }
  for (const std::string& extra : app.remaining())  // CLI11 2.1 leaves the -- itself over, too
    if (extra != "--" && is_option(extra)) return unknown_option(command, extra);
  for (const Option& option : command.options) {
    const CLI::Option* found = app.get_option(fmt::format("--{}", option.name));
    if (found->count() == 0) continue;
    if (option.value.empty())
      split.arguments.flags.emplace(option.name);
    else
      split.arguments.values.emplace(option.name, found->results().back());
  }
  split.help = help->count() > 0;
  return split;
}

Result<> check_choice(const Command& command, Kind kind, std::string_view name, const std::string& value) {
  if (value.empty()) return wrong_value(command, fmt::format("{} is empty", name));
  const auto allowed = choices(kind);
  if (allowed.empty() || std::ranges::find(allowed, value) != allowed.end()) return {};
  return fail(ErrorKind::usage, fmt::format("'{}' is no {}", printable(value), name),
              fmt::format("it can be {}", fmt::join(allowed, ", ")));
}

Result<> check_values(const ParsedArguments& arguments) {
  for (const Option& option : arguments.command->options) {
    if (!arguments.values.contains(option.name)) continue;
    const auto checked =
        check_choice(*arguments.command, option.kind, fmt::format("--{}", option.name), arguments.value(option.name));
    if (!checked) return checked;
  }
  for (const Positional& positional : arguments.command->positionals) {
    Words given = positional.many ? arguments.rest : Words{};
    if (arguments.values.contains(positional.name)) given.push_back(arguments.value(positional.name));
    for (const auto& value : given)
      if (auto checked = check_choice(*arguments.command, positional.kind, positional.name, value); !checked)
        return checked;
  }
  return {};
}

Result<> name_positionals(ParsedArguments& arguments, const Words& given) {
  const Command& command = *arguments.command;
  auto next = given.begin();
  for (const Positional& positional : command.positionals) {
    if (!positional.unless.empty() && arguments.has(positional.unless)) continue;
    if (next != given.end() && positional.many)
      arguments.rest.assign(std::exchange(next, given.end()), given.end());
    else if (next != given.end())
      arguments.values.emplace(positional.name, *next++);
    else if (positional.required)
      return wrong_value(command, fmt::format("{} needs a {}", command.name, positional.name));
  }
  if (next == given.end()) return {};
  for (const Positional& positional : command.positionals)
    if (!positional.unless.empty() && arguments.has(positional.unless))
      return wrong_value(command,
                         fmt::format("with --{}, {} takes no {}", positional.unless, command.name, positional.name));
  return wrong_value(command, fmt::format("{} does not take '{}'", command.name, printable(*next)));
}

Result<ParsedArguments> parse_command(const Command& command, Words words) {
  Words rest;
  if (!command.rest.empty()) {
    const std::size_t end = end_of_options(command, words);
    const bool dashes = end < words.size() && words[end] == "--";
    if (end < words.size()) rest.assign(words.begin() + static_cast<std::ptrdiff_t>(end + dashes), words.end());
    words.resize(std::min(end, words.size()));
  }
  if (auto checked = check_option_words(command, words); !checked) return tl::unexpected(checked.error());
  auto split = split_by_cli11(command, std::move(words));
  if (!split) return tl::unexpected(split.error());
  if (split->help) return ParsedArguments{find_command("help"), {}, {{"COMMAND", std::string(command.name)}}, {}};

  ParsedArguments& arguments = split->arguments;
  arguments.command = &command;
  arguments.rest = std::move(rest);
  if (auto named = name_positionals(arguments, split->positionals); !named) return tl::unexpected(named.error());
  if (auto checked = check_values(arguments); !checked) return tl::unexpected(checked.error());
  if (!command.rest.empty() && arguments.rest.empty())
    return wrong_value(command, fmt::format("{} needs a {}", command.name, command.rest));
  return std::move(arguments);
}

}  // namespace

Result<ParsedArguments> parse(const Words& words) {
  if (words.empty() || words[0] == "-h" || words[0] == "--help")
    return ParsedArguments{find_command("help"), {}, {}, {}};
  if (words[0] == "--version") return ParsedArguments{find_command("version"), {}, {}, {}};
  if (is_option(words[0]))
    return fail(ErrorKind::usage, fmt::format("a command comes before the option '{}'", printable(words[0])),
                "type ullage COMMAND OPTIONS; ullage help lists the commands");
  const Command* command = find_command(words[0]);
  if (command == nullptr) return unknown_command(words[0]);
  auto parsed = parse_command(*command, Words(words.begin() + 1, words.end()));
  if (parsed && parsed->command->name == "help" && parsed->values.contains("COMMAND") &&
      find_command(parsed->value("COMMAND")) == nullptr)
    return unknown_command(parsed->value("COMMAND"));
  return parsed;
}

}  // namespace ullage::cli
