// export: the text alone on standard output, so that it can be piped; notes beside it.
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/file_output.h"
#include "cli/json.h"
#include "cli/words.h"
#include "operations/export_definition.h"

namespace ullage::cli {

namespace {

using operations::ExportFormat;

// In the order of the words that --as takes.
ExportFormat format_of(std::string_view word) {
  constexpr ExportFormat formats[]{ExportFormat::run, ExportFormat::script, ExportFormat::compose, ExportFormat::swarm,
                                   ExportFormat::kube};
  const auto words = choices(Kind::format);
  return formats[std::ranges::find(words, word) - words.begin()];
}

Result<std::optional<Bytes>> shm_size(const ParsedArguments& arguments) {
  if (!arguments.values.contains("shm-size")) return std::nullopt;
  const auto size = parse_size(arguments.value("shm-size"));
  if (!size) return tl::unexpected(size.error());
  if (size->value == 0)
    return fail(ErrorKind::usage, "a size of 0 is 64m to the engines", "give a size that is meant: --shm-size 2g");
  return std::optional(*size);
}

}  // namespace

Result<int> command_export(const ParsedArguments& arguments, Output& out) {
  const auto size = shm_size(arguments);
  if (!size) return tl::unexpected(size.error());
  const std::string format = arguments.value("as", "run");
  const auto report = operations::export_definition(
      {.names = arguments.rest, .format = format_of(format), .shm_size = *size, .pretty = arguments.has("pretty")});
  if (!report) return tl::unexpected(report.error());
  const std::string file = arguments.value("output");
  if (!file.empty()) {
    const FileWish wish{.overwrite = arguments.has("force"), .executable = format == "script"};
    if (const auto written = write_file(file, report->text, wish); !written) return tl::unexpected(written.error());
  }
  if (arguments.has("json"))
    out.write(export_json(*report, format, file));
  else if (file.empty())
    out.write(report->text);
  else
    out.line(fmt::format("{} is in {}", whole(fmt::format("{}", fmt::join(report->names, ", "))), whole(file)));
  if (!arguments.has("json") && !arguments.has("quiet"))
    for (const std::string& note : report->unsaid) out.note(note);
  return 0;
}

}  // namespace ullage::cli
