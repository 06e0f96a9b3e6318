// rehearse: the outcome first, then the numbers and the picture.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/usage_picture.h"
#include "cli/words.h"
#include "cli/workload_options.h"
#include "operations/rehearse.h"

namespace ullage::cli {

namespace {

using operations::Outcome;
using operations::Rehearsal;
using operations::RehearseReport;

constexpr std::uint64_t longest = 86'400;

std::string exact(Bytes bytes) { return fmt::format("{} ({} bytes)", to_string(bytes), bytes.value); }

Result<operations::RehearseRequest> request_from(const ParsedArguments& arguments) {
  operations::RehearseRequest request;
  auto workload = workload_from(arguments);
  if (!workload) return tl::unexpected(workload.error());
  request.workload = std::move(*workload);
  if (const std::string text = arguments.value("shm-size"); !text.empty()) {
    const auto size = parse_size(text);
    if (!size) return tl::unexpected(size.error());
    if (size->value == 0)
      return fail(ErrorKind::usage, "a /dev/shm of 0 bytes holds nothing", "write a size like 64m or 2g");
    request.size = *size;
  }
  const auto seconds = number_option(arguments, "seconds", 1, longest);
  if (!seconds) return tl::unexpected(seconds.error());
  if (*seconds) request.duration = std::chrono::seconds(**seconds);
  const auto patience = number_option(arguments, "patience", 1, longest);
  if (!patience) return tl::unexpected(patience.error());
  if (*patience) request.patience = std::chrono::seconds(**patience);
  request.in = arguments.value("in");
  request.find = arguments.has("find");
  request.custom_collate = arguments.has("custom-collate");
  request.over_ceiling = arguments.has("over-ceiling");
  request.beside_service = arguments.has("beside-service");
  request.dry_run = arguments.has("dry-run");
  return request;
}

void print_law(const RehearseReport& report, Output& out) {
  if (report.found) out.line(fmt::format("agreement   {}", report.found->agreement));
  out.line(fmt::format("the law     hard bound {}, usual {}", exact(report.need.hard), to_string(report.need.usual)));
}

void print_run(const RehearseReport& report, const Rehearsal& run, Output& out) {
  const Tone tone = run.outcome == Outcome::completed ? Tone::good : Tone::bad;
  const std::string outcome = out.style().paint(to_string(run.outcome), tone);
  if (report.found)
    out.line(fmt::format("smallest    {}, which completed three times in a row ({} runs)",
                         exact(report.found->smallest), report.found->runs));
  else if (run.outcome == Outcome::completed)
    out.line(fmt::format("{} in {}, in {}", outcome, limit_words(run.size), whole(report.where)));
  else
    out.line(
        fmt::format("{} in {}, in {}: {}", outcome, limit_words(run.size), whole(report.where), whole(run.detail)));
  out.line("");
  out.write(draw(run.timeline, {.size = run.size,
                                .mark = report.need.hard,
                                .seconds = run.seconds,
                                .width = out.width().value_or(UsagePicture{}.width),
                                .blocks = speaks_utf8()}));
  out.line("");
  out.line(fmt::format("peak        {}{}", exact(run.peak),
                       run.before.value > 0 ? fmt::format(", {} of it before it began", to_string(run.before)) : ""));
  if (!report.found && run.batches_per_second > 0)
    out.line(fmt::format("throughput  {:.1f} batches/s, {}/s", run.batches_per_second,
                         to_string(Bytes{static_cast<std::uint64_t>(run.bytes_per_second)})));
}

}  // namespace

Result<int> command_rehearse(const ParsedArguments& arguments, Output& out) {
  auto request = request_from(arguments);
  if (!request) return tl::unexpected(request.error());
  const bool quiet = arguments.has("quiet"), json = arguments.has("json");
  if (!quiet && !json) request->progress = [&out](const std::string& sentence) { out.progress(sentence); };
  const auto report = operations::rehearse(*request);
  if (!report) return tl::unexpected(report.error());
  const bool completed = !report->run || report->run->outcome == Outcome::completed;
  if (json) {
    out.write(rehearse_json(*report));
  } else if (quiet && report->run) {
    out.line(report->found ? fmt::format("{}", report->found->smallest.value)
                           : std::string(to_string(report->run->outcome)));
  } else {
    if (report->run)
      print_run(*report, *report->run, out);
    else
      out.line(fmt::format("would rehearse in {}, in {}", limit_words(report->size), whole(report->where)));
    print_law(*report, out);
    for (const std::string& note : report->notes) out.note(note);
  }
  return completed ? 0 : exit_code(ErrorKind::check_failed);
}

}  // namespace ullage::cli
