// Errors on standard error; its own failures can't be told to anybody.
#include "cli/error_print.h"

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/json.h"

namespace ullage::cli {

namespace {

constexpr std::size_t longest = 4096;

}  // namespace

std::string error_text(const Error& error, const Style& style) {
  std::string text = fmt::format("{} {}\n", style.paint("ullage:", Tone::bad), printable(error.what, longest));
  if (!error.remedy.empty()) text += fmt::format("  → {}\n", printable(error.remedy, longest));
  return text;
}

void print_error(const Error& error, int exit_code, bool as_json) {
  const std::string text = as_json ? error_json(error, exit_code) : error_text(error, Style(may_colour(STDERR_FILENO)));
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace ullage::cli
