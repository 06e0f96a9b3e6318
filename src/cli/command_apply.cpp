// apply: progress while it works, then what changed, what was lost, and what to check.
#include <fmt/format.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/words.h"
#include "operations/apply.h"

namespace ullage::cli {

namespace {

using operations::ApplyReport;

std::string seconds(std::chrono::milliseconds time) {
  return fmt::format("{:.1f} s", std::chrono::duration<double>(time).count());
}

void print_changes(const ApplyReport& report, Output& out) {
  for (const auto& change : report.changes)
    out.line(fmt::format("  {} {}: {} → {}", whole(change.container), whole(change.field),
                         change.before.empty() ? "-" : whole(change.before),
                         change.after.empty() ? "-" : whole(change.after)));
}

void print_plan(const ApplyReport& report, Output& out) {
  out.line(fmt::format("{}: would go {} → {}, to last", out.style().paint(whole(report.name), Tone::strong),
                       to_string(report.before), to_string(report.after)));
  out.line("steps:");
  for (std::size_t i = 0; i < report.steps.size(); ++i)
    out.line(fmt::format("  {}. {}", i + 1, whole(report.steps[i])));
  out.line("what inspect would show otherwise, besides ids, times, and what the engine hands out:");
  print_changes(report, out);
  for (const auto& lost : report.lost) out.line("lost: " + whole(lost));
}

void print_result(const ApplyReport& report, const std::string& health, Output& out) {
  const std::string name = out.style().paint(whole(report.name), Tone::strong);
  if (!report.changed) {
    out.line(fmt::format("{}: is made with {} already; nothing was done", name, to_string(report.after)));
    out.line(
        fmt::format("if it runs with less: ullage grow {} {}", shell_word(whole(report.name)), to_flag(report.after)));
    return;
  }
  out.line(fmt::format("{}: {} → {}, to last; {}", name, to_string(report.before), to_string(report.after),
                       report.down_for ? "down for " + seconds(*report.down_for) : std::string("it did not run")));
  for (const auto& each : report.recreated) out.line(fmt::format("made again with it: {}", whole(each)));
  if (report.changes.size() > 1) {
    out.line("changed besides:");
    print_changes(report, out);
  }
  for (const auto& lost : report.lost) out.line("lost: " + whole(lost));
  if (!report.kept_image.empty()) out.line("its layer is kept in the image " + whole(report.kept_image));
  if (!report.kept_old.empty()) out.line("the old one is kept as " + whole(report.kept_old));
  if (report.down_for)
    out.line(fmt::format("check it: ullage verify {} --expect {}{}", shell_word(whole(report.name)),
                         to_flag(report.after), health.empty() ? "" : " --health " + shell_word(whole(health))));
}

Result<int> resume(const ParsedArguments& arguments, const operations::Progress& tell, Output& out) {
  const auto resumed = operations::resume_apply("", tell);
  if (!resumed) return tl::unexpected(resumed.error());
  if (arguments.has("json")) {
    out.write(resume_json(*resumed));
    return 0;
  }
  for (const auto& each : *resumed) {
    const std::string name = whole(each.name);
    if (arguments.has("quiet"))
      out.line(name);
    else
      out.line(fmt::format("{}: {}", name, each.finished ? "finished" : "is back as it was"));
  }
  if (resumed->empty() && !arguments.has("quiet")) out.line("no apply was cut off");
  return 0;
}

Result<operations::ApplyRequest> request_from(const ParsedArguments& arguments) {
  const auto wrong = [](std::string what, std::string remedy) {
    return fail(ErrorKind::usage, std::move(what), std::move(remedy));
  };
  if (!arguments.values.contains("shm-size"))
    return wrong("apply needs the size to make last", "for example: ullage apply NAME --shm-size 2g");
  const auto size = parse_size(arguments.value("shm-size"));
  if (!size) return tl::unexpected(size.error());
  if (arguments.has("keep-layer") && arguments.has("discard-layer"))
    return wrong("--keep-layer and --discard-layer contradict each other", "choose one");
  operations::ApplyRequest request;
  request.name = arguments.value("NAME");
  request.size = *size;
  request.health_url = arguments.value("health");
  if (const auto limit = arguments.value("timeout"); !limit.empty()) {
    const auto number = parse_number<std::int32_t>(limit);
    if (!number || *number <= 0) return wrong("--timeout takes a number of seconds", "for example: --timeout 300");
    request.patience = std::chrono::seconds(*number);
  }
  request.consent = {arguments.has("keep-layer"), arguments.has("discard-layer"), arguments.has("with-dependents")};
  request.grow_now = arguments.has("grow-now");
  request.accept_differences = arguments.has("accept-differences");
  request.keep_old = arguments.has("keep-old");
  request.dry_run = arguments.has("dry-run");
  return request;
}

}  // namespace

Result<int> command_apply(const ParsedArguments& arguments, Output& out) {
  const bool silent = arguments.has("json") || arguments.has("quiet");
  const operations::Progress tell = [&](const std::string& what) {
    if (!silent) out.progress(what);
  };
  if (arguments.has("resume")) return resume(arguments, tell, out);
  const auto request = request_from(arguments);
  if (!request) return tl::unexpected(request.error());
  const auto report = operations::apply(*request, tell);
  if (!report) return tl::unexpected(report.error());
  if (arguments.has("json")) {
    out.write(apply_json(*report));
  } else if (arguments.has("quiet")) {
    out.line(whole(report->name));
  } else {
    if (report->dry_run && report->changed)
      print_plan(*report, out);
    else
      print_result(*report, request->health_url, out);
    for (const std::string& note : report->notes) out.note(note);
  }
  return 0;
}

}  // namespace ullage::cli
