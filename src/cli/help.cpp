// Laying out help: two columns, wrapped for a terminal of 80.
#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ullage::cli {

namespace {

constexpr std::size_t page_width = 79;

// "  left    right", where right is wrapped below itself.
std::string two_columns(std::string_view left, std::string_view right, std::size_t left_width) {
  const std::string indent(left_width + 4, ' ');
  std::string text = wrap(right, page_width, indent);
  return fmt::format("  {:<{}}  {}", left, left_width,
                     std::string_view(text).substr(std::min(indent.size(), text.size())));
}

std::string section(std::string_view title, const std::vector<std::pair<std::string, std::string>>& rows) {
  if (rows.empty()) return {};
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.first.size());
  std::string text = fmt::format("\n{}:\n", title);
  for (const auto& row : rows) text += two_columns(row.first, row.second, width);
  return text;
}

}  // namespace

std::string wrap(std::string_view text, std::size_t width, std::string_view indent) {
  std::string out;
  for (const std::string_view paragraph : split(text, '\n')) {
    std::string line(indent);
    for (const std::string_view word : split(paragraph, ' ')) {
      const bool first = line.size() == indent.size();
      if (!first && line.size() + 1 + word.size() > width) {
        out += line + "\n";
        line = indent;
      } else if (!first) {
        line += ' ';
      }
      line += word;
    }
    out += (paragraph.empty() ? std::string() : line) + "\n";
  }
  return out;
}

std::string spelling(const Option& option) {
  std::string text = option.letter == 0 ? "" : fmt::format("-{}, ", option.letter);
  text += fmt::format("--{}", option.name);
  return option.value.empty() ? text : fmt::format("{} {}", text, option.value);
}

std::string synopsis(const Command& command) {
  std::string text(command.name);
  for (const Positional& positional : command.positionals) {
    const std::string name = fmt::format("{}{}", positional.name, positional.many ? "…" : "");
    const std::string word = positional.unless.empty() ? name : fmt::format("({} | --{})", name, positional.unless);
    text += positional.required ? " " + word : fmt::format(" [{}]", word);
  }
  const auto stands_in = [&](const Option& option) {
    return std::ranges::find(command.positionals, option.name, &Positional::unless) != command.positionals.end();
  };
  for (const Option& option : command.options) {
    if (stands_in(option)) continue;
    text += option.value.empty() ? fmt::format(" [--{}]", option.name)
                                 : fmt::format(" [--{} {}]", option.name, option.value);
  }
  if (!command.rest.empty()) text += fmt::format(" [--] {} [ARGUMENT…]", command.rest);
  return text;
}

std::string example_line(const Example& example, std::string_view program) {
  return fmt::format("{}{}", program, example.line.substr(example.line.find(' ')));
}

std::string first_page(std::string_view program) {
  const auto begin = [&](std::string_view words) { return fmt::format("{} {}", program, words); };
  std::string text = section("Is a container's /dev/shm full? Type",
                             {{begin("ls"), "to see which, and how full"},
                              {begin("doctor NAME"), "to see why, or that it is something else"},
                              {begin("grow NAME 2g"), "to make it larger, now; nothing restarts"},
                              {begin("apply NAME --shm-size 2g"), "to make it last; it restarts, and keeps all"},
                              {begin("verify NAME --expect 2g"), "to check that it worked"}})
                         .substr(1);
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Command& command : commands()) rows.emplace_back(command.name, command.summary);
  text += section("Commands", rows);
  text += fmt::format("\n{} help COMMAND explains one, with examples.\n", program);
  return text;
}

std::string command_page(const Command& command, std::string_view program) {
  std::string text = fmt::format("{} {}: {}\n\n", program, command.name, command.summary);
  text += wrap(fmt::format("usage: {} {}", program, synopsis(command)), page_width, "");
  text += "\n" + wrap(command.description, page_width, "");

  std::vector<std::pair<std::string, std::string>> rows;
  for (const Positional& positional : command.positionals) rows.emplace_back(positional.name, positional.help);
  text += section("Arguments", rows);

  rows.clear();
  for (const Option& option : command.options) rows.emplace_back(spelling(option), option.help);
  rows.emplace_back(spelling(help_option), help_option.help);
  text += section("Options", rows);

  if (!command.examples.empty()) text += "\nExamples:\n";
  for (const Example& example : command.examples)
    text += fmt::format("  {}\n      {}\n", example_line(example, program), example.meaning);

  rows.clear();
  for (const ExitCode& code : command.exit_codes) rows.emplace_back(code.code, code.meaning);
  return text + section("Exit status", rows);
}

}  // namespace ullage::cli
