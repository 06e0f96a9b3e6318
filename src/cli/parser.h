// From words to a command with its options, by the table in spec.h.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/spec.h"

namespace ullage::cli {

struct ParsedArguments {
  const Command* command = nullptr;
  std::set<std::string, std::less<>> flags;
  std::map<std::string, std::string, std::less<>> values;  // of options and positionals, by their names
  std::vector<std::string> rest;                           // of a positional that takes many, or the command to run

  bool has(std::string_view flag) const { return flags.contains(flag); }
  std::string value(std::string_view name, std::string otherwise = {}) const {
    const auto found = values.find(name);
    return found == values.end() ? std::move(otherwise) : found->second;
  }
};

// `words` without the program's name. None at all, and --help anywhere, parse as the help command.
// Errors: usage.
Result<ParsedArguments> parse(const std::vector<std::string>& words);

}  // namespace ullage::cli
