// export: the text alone on standard output, so that it can be piped; notes beside it.
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/file_output.h"
#include "cli/json.h"
#include "cli/words.h"
#include "operations/edit_compose.h"
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

void print_edit(const operations::EditReport& report, bool dry_run, Output& out) {
  const std::string place = whole(fmt::format("{}:{}", report.file, report.line));
  const std::string before = report.before.empty() ? "none" : whole(report.before);
  if (!report.changed)
    return out.line(fmt::format("{}: shm_size of {} is {} already", place, whole(report.service), whole(report.after)));
  out.line(fmt::format("{}: shm_size of {}: {} → {}{}", place, whole(report.service), before, whole(report.after),
                       dry_run ? ", if it were done" : ""));
  if (!report.backup.empty()) out.line(fmt::format("the file as it was: {}", whole(report.backup)));
  if (!report.next.empty()) out.line(fmt::format("to make it so: {}", whole(report.next)));
}

Result<int> edit(const ParsedArguments& arguments, std::optional<Bytes> size, Output& out) {
  if (!size) return fail(ErrorKind::usage, "--edit needs a size to write", "say which: --shm-size 2g");
  if (arguments.rest.size() > 1 || arguments.values.contains("as") || arguments.values.contains("output"))
    return fail(ErrorKind::usage,
                "--edit changes one service of one file: it goes with no --as, no -o and no second NAME",
                "ullage export --edit FILE --service SERVICE --shm-size SIZE");
  const bool dry_run = arguments.has("dry-run");
  const auto report = operations::edit_compose({.file = arguments.value("edit"),
                                                .service = arguments.value("service"),
                                                .container = arguments.rest.empty() ? "" : arguments.rest.front(),
                                                .size = *size,
                                                .dry_run = dry_run});
  if (!report) return tl::unexpected(report.error());
  if (arguments.has("json")) return out.write(edit_json(*report, dry_run)), 0;
  print_edit(*report, dry_run, out);
  if (!arguments.has("quiet"))
    for (const std::string& note : report->notes) out.note(note);
  return 0;
}

}  // namespace

Result<int> command_export(const ParsedArguments& arguments, Output& out) {
  const auto size = shm_size(arguments);
  if (!size) return tl::unexpected(size.error());
  if (arguments.values.contains("edit")) return edit(arguments, *size, out);
  if (arguments.rest.empty()) return fail(ErrorKind::usage, "export needs a NAME", "ullage ls shows the containers");
  const std::string format = arguments.value("as", "run");
  const auto report = operations::export_definition(
      {.names = arguments.rest, .format = format_of(format), .shm_size = *size, .pretty = arguments.has("pretty")});
  if (!report) return tl::unexpected(report.error());
  const std::string file = arguments.has("dry-run") ? "" : arguments.value("output");
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
