// The commands' functions. Each writes to Output and answers with the exit status, or with the error to show.
#pragma once

#include "base/result.h"
#include "cli/output.h"
#include "cli/parser.h"

namespace ullage::cli {

Result<int> command_ls(const ParsedArguments& arguments, Output& out);
Result<int> command_inspect(const ParsedArguments& arguments, Output& out);
Result<int> command_plan(const ParsedArguments& arguments, Output& out);
Result<int> command_doctor(const ParsedArguments& arguments, Output& out);
Result<int> command_grow(const ParsedArguments& arguments, Output& out);
Result<int> command_apply(const ParsedArguments& arguments, Output& out);
Result<int> command_verify(const ParsedArguments& arguments, Output& out);
Result<int> command_rehearse(const ParsedArguments& arguments, Output& out);
Result<int> command_export(const ParsedArguments& arguments, Output& out);
Result<int> command_clean(const ParsedArguments& arguments, Output& out);
Result<int> command_run(const ParsedArguments& arguments, Output& out);
Result<int> command_demo(const ParsedArguments& arguments, Output& out);
Result<int> command_version(const ParsedArguments& arguments, Output& out);
Result<int> command_help(const ParsedArguments& arguments, Output& out);
Result<int> command_completion(const ParsedArguments& arguments, Output& out);
Result<int> command_man(const ParsedArguments& arguments, Output& out);

using CommandFunction = Result<int> (*)(const ParsedArguments&, Output&);

// The function of a command in the table; null only for a name that is not in it.
CommandFunction function_of(std::string_view command);

// Parses, runs and reports: the whole program but for its surroundings. Answers with the exit status.
int run_program(const std::vector<std::string>& words, std::string program);

std::string_view version();

}  // namespace ullage::cli
