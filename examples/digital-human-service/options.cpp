// One table of options: each has a name, a variable of the environment and a way to take its value.
#include "options.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace ullage::service {

namespace {

struct Option {
  std::string_view name, variable, meaning;
  bool (*set)(Options&, std::string_view);
};

template <class Number>
bool set_number(Number& to, std::string_view text) {
  const auto number = parse_number<Number>(text);
  if (number) to = *number;
  return number.has_value();
}

bool set_pace(Options& options, std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double pace = std::strtod(copy.c_str(), &end);
  if (copy.empty() || *end != '\0' || !std::isfinite(pace) || pace < 0 || (pace > 0 && pace < 0.001)) return false;
  options.pace = pace;
  return true;
}

bool set_batch(Options& options, std::string_view text) {
  const auto size = parse_size(text);
  if (size) options.loader.tensors = {*size};
  return size.has_value();
}

constexpr Option table[] = {
    {"listen", "DHS_LISTEN", "address to listen on (0.0.0.0)",
     [](Options& o, std::string_view text) { return o.listen = text, true; }},
    {"port", "DHS_PORT", "port to listen on; 0 takes any (8308)",
     [](Options& o, std::string_view text) { return set_number(o.port, text); }},
    {"workers", "DHS_WORKERS", "loading processes; 0 loads without shared memory (4)",
     [](Options& o, std::string_view text) { return set_number(o.loader.workers, text); }},
    {"prefetch", "DHS_PREFETCH", "batches that each worker is ahead (2)",
     [](Options& o, std::string_view text) { return set_number(o.loader.prefetch_factor, text); }},
    {"batch-bytes", "DHS_BATCH_BYTES", "size of a batch (16m)", set_batch},
    {"fps", "DHS_FPS", "frames taken per second; 0 is as quick as they come (20)", set_pace},
    {"hold", "DHS_HOLD", "batches kept while the next is asked for (1)",
     [](Options& o, std::string_view text) { return set_number(o.loader.held, text); }},
};

Result<> set(Options& options, const Option& option, std::string_view from, std::string_view text) {
  if (option.set(options, text)) return {};
  return fail(ErrorKind::usage, fmt::format("{} can't be '{}'", from, printable(text)),
              fmt::format("give --{}: {}", option.name, option.meaning));
}

const Option* find(std::string_view name) {
  for (const Option& option : table)
    if (option.name == name) return &option;
  return nullptr;
}

Result<> read_arguments(Options& options, int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--help") return options.help = true, Result<>();
    const auto equals = argument.find('=');
    const Option* option = argument.starts_with("--") ? find(argument.substr(2, equals - 2)) : nullptr;
    if (option == nullptr || (equals == std::string_view::npos && i + 1 == argc))
      return fail(ErrorKind::usage, fmt::format("'{}' is not an option with a value", printable(argument)),
                  "see --help");
    const std::string_view value = equals == std::string_view::npos ? argv[++i] : argument.substr(equals + 1);
    if (auto done = set(options, *option, fmt::format("--{}", option->name), value); !done) return done;
  }
  return {};
}

}  // namespace

Result<Options> read_options(int argc, char** argv) {
  Options options;
  for (const Option& option : table)
    if (const char* text = std::getenv(option.variable.data()))
      if (auto done = set(options, option, option.variable, text); !done) return tl::unexpected(done.error());
  if (auto done = read_arguments(options, argc, argv); !done) return tl::unexpected(done.error());
  if (auto good = check(options.loader); !good) return tl::unexpected(good.error());
  return options;
}

std::string help_text() {
  std::string text = "digital-human-service: serves GET /health and GET /stats, and loads frames through /dev/shm\n\n";
  for (const Option& option : table)
    text += fmt::format("  --{:<12} {:<16} {}\n", option.name, option.variable, option.meaning);
  return text;
}

}  // namespace ullage::service
