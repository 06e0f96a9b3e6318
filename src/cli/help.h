// Help for people, made from the table: the first page, and a page for each command.
#pragma once

#include <string>

#include "cli/spec.h"

namespace ullage::cli {

// `program` is what the user types to get here: "ullage", or "docker shm".
std::string first_page(std::string_view program);
std::string command_page(const Command& command, std::string_view program);

// "grow NAME SIZE [--host] …", without the program.
std::string synopsis(const Command& command);

// "-q, --quiet", "--expect SIZE".
std::string spelling(const Option& option);

// An example's line as this user types it.
std::string example_line(const Example& example, std::string_view program);

// Breaks at blanks; an empty line stays one.
std::string wrap(std::string_view text, std::size_t width, std::string_view indent);

}  // namespace ullage::cli
