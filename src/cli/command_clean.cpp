// clean: what leaked, first; then what became of it.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/number_option.h"
#include "cli/table.h"
#include "cli/words.h"
#include "operations/clean.h"

namespace ullage::cli {

namespace {

using operations::CleanReport;
using operations::Leftover;
using State = Leftover::State;

constexpr std::uint64_t usual_age = 60, most_age = 1ULL << 32;

std::string segments(std::size_t count) { return fmt::format("{} leaked segment{}", count, count == 1 ? "" : "s"); }

Result<> print_list(const CleanReport& report, Output& out) {
  if (report.files.empty()) return {};
  constexpr auto right = Column::Align::right;
  Table table({{.header = "NAME", .may_shrink = true},
               {.header = "SIZE", .align = right},
               {.header = "ALLOCATED", .align = right},
               {.header = "UNTOUCHED FOR", .align = right}});
  for (const Leftover& file : report.files)
    table.add({{whole(file.name)}, {to_string(file.size)}, {to_string(file.allocated)}, {age_words(file.untouched)}});
  out.write(table.render(out.style(), out.width()));
  return out.flush();
}

std::string_view why_it_stays(const Leftover& file) {
  switch (file.state) {
    case State::in_use: return "is in use again";
    case State::touched: return "was touched meanwhile";
    case State::gone: return "was removed or replaced by somebody else";
    default: return "";
  }
}

void print_result(const CleanReport& report, Output& out) {
  const State done = report.dry_run ? State::leaked : State::removed;
  const std::string name = out.style().paint(whole(report.name), Tone::strong);
  if (report.files.empty())
    out.line(fmt::format("{}: nothing to remove", name));
  else
    out.line(fmt::format("{}: {} {}, {}", name, report.dry_run ? "would remove" : "removed",
                         segments(report.count(done)), to_string(report.bytes(done))));
  for (const Leftover& file : report.files) {
    if (file.state == State::failed) out.note(fmt::format("{}: {}", whole(file.name), whole(file.why)));
    if (const auto why = why_it_stays(file); !why.empty()) out.note(fmt::format("{} {}", whole(file.name), why));
  }
}

// How many files stay, and why.
void print_rest(const CleanReport& report, Output& out) {
  const auto stay = [&](std::size_t count, std::string_view why) {
    if (count > 0) out.note(fmt::format("{} {}, left alone: {}", count, count == 1 ? "file" : "files", why));
  };
  stay(report.young,
       fmt::format("leaked, but touched less than {} s ago; see --older-than", report.older_than.count()));
  stay(report.mounted, "nobody has it open, but it is mounted somewhere");
  stay(report.unknown, "who holds it can't be known; run it with sudo");
  for (const std::string& note : report.notes) out.note(note);
}

}  // namespace

Result<int> command_clean(const ParsedArguments& arguments, Output& out) {
  const auto age = number_option(arguments, "older-than", 0, most_age);
  if (!age) return tl::unexpected(age.error());
  const bool for_people = !arguments.has("json") && !arguments.has("quiet");
  const auto report =
      operations::clean({.name = arguments.value("NAME"),
                         .older_than = std::chrono::seconds(age->value_or(usual_age)),
                         .dry_run = arguments.has("dry-run")},
                        [&](const CleanReport& found) { return for_people ? print_list(found, out) : Result<>(); });
  if (!report) return tl::unexpected(report.error());
  if (arguments.has("json")) {
    out.write(clean_json(*report));
  } else if (arguments.has("quiet")) {
    for (const Leftover& file : report->files)
      if (file.state == (report->dry_run ? State::leaked : State::removed)) out.line(whole(file.name));
  } else {
    print_result(*report, out);
    print_rest(*report, out);
  }
  return 0;
}

}  // namespace ullage::cli
