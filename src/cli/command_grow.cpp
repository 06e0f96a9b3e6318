// grow: what it went from and to, and how long that lasts.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/words.h"
#include "operations/grow.h"

namespace ullage::cli {

namespace {

void print_report(const operations::GrowReport& report, Output& out) {
  const std::string name = out.style().paint(whole(report.name), Tone::strong);
  const std::string before = limit_words(report.before);
  const std::string after = limit_words(report.after);
  if (report.before == report.after)
    out.line(fmt::format("{}: is {} already", name, after));
  else if (report.dry_run)
    out.line(fmt::format("{}: would go {} → {}, live; nothing would restart", name, before, after));
  else
    out.line(
        fmt::format("{}: {} → {}, live, in {} µs; nothing restarted", name, before, after, report.kernel_time.count()));

  std::string lasts = report.lasts.empty() ? "" : fmt::format("lasts {}", whole(report.lasts));
  if (!report.to_make_it_last.empty())
    lasts += fmt::format("{}to make it last: {}", lasts.empty() ? "" : "; ", whole(report.to_make_it_last));
  if (!lasts.empty()) out.line(lasts);
}

}  // namespace

Result<int> command_grow(const ParsedArguments& arguments, Output& out) {
  const auto size = parse_size(arguments.value("SIZE"));
  if (!size) return tl::unexpected(size.error());
  const auto report = operations::grow({.name = arguments.value("NAME"),
                                        .size = *size,
                                        .host = arguments.has("host"),
                                        .allow_shared = arguments.has("shared"),
                                        .over_ceiling = arguments.has("over-ceiling"),
                                        .dry_run = arguments.has("dry-run")});
  if (!report) return tl::unexpected(report.error());
  if (arguments.has("json")) {
    out.write(grow_json(*report));
  } else if (arguments.has("quiet")) {
    out.line(whole(report->name));
  } else {
    print_report(*report, out);
    for (const std::string& note : report->notes) out.note(note);
  }
  return 0;
}

}  // namespace ullage::cli
