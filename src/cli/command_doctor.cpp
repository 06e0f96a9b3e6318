// doctor: findings, the worst first, each with its evidence and what to type; or a row for each mount that has some.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/words.h"
#include "operations/doctor.h"

namespace ullage::cli {

namespace {

using operations::DoctorReport;
using operations::Examined;

// All that policy says is fit to print; names are not.
using policy::Finding;
using policy::Severity;
using Findings = std::vector<Finding>;

Tone tone(Severity severity) {
  switch (severity) {
    case Severity::critical: return Tone::bad;
    case Severity::warning: return Tone::warn;
    case Severity::info: return Tone::dim;
  }
  return Tone::plain;
}

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::critical: return "critical";
    case Severity::warning: return "warning";
    case Severity::info: return "remark";
  }
  return "";
}

std::string space(const Examined& subject) {
  return subject.usage ? fmt::format("{}, {} used", limit_words(subject.usage->size), to_string(subject.usage->used))
                       : "not running";
}

void print_health(const Examined& subject, Output& out) {
  if (subject.name.empty()) {
    out.line(fmt::format("nothing in the log ({} lines) speaks of shared memory", subject.log_lines.value_or(0)));
    return;
  }
  const auto name = whole(subject.name);
  const auto whose = name == "host" ? "the host's" : name + "'s";
  out.line(subject.usage
               ? fmt::format("nothing is wrong with {} /dev/shm now: {}", whose, space(subject))
               : fmt::format("{} is not running, and nothing says that it ended for want of shared memory", name));
  if (subject.log_lines) out.line(fmt::format("its last {} log lines name no shortage", *subject.log_lines));
  if (subject.usage)
    out.line(out.style().paint(
        fmt::format("a shortage is short: after a crash a full /dev/shm looks empty. If it failed, give what it said: "
                    "ullage doctor {} --logs FILE",
                    shell_word(name)),
        Tone::dim));
}

// A remedy that was told already is not told twice.
void print_remedy(const Findings& findings, std::size_t at, Output& out) {
  const Finding& finding = findings[at];
  for (std::size_t i = 0; i < at; ++i)
    if (!finding.commands.empty() && findings[i].remedy == finding.remedy && findings[i].commands == finding.commands) {
      out.line(fmt::format("   → as for {}", i + 1));
      return;
    }
  if (!finding.remedy.empty()) out.line(fmt::format("   → {}", finding.remedy));
  for (const std::string& command : finding.commands)
    out.line(fmt::format("       {}", out.style().paint(command, Tone::strong)));
}

void print_findings(const Findings& findings, Output& out) {
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = findings[i];
    out.line("");
    out.line(fmt::format("{}. {}{}: {}", i + 1, out.style().paint(word(finding.severity), tone(finding.severity)),
                         finding.is_shm ? "" : ", not a shortage", finding.what));
    for (const std::string& line : finding.evidence) out.line(fmt::format("     {}", line));
    print_remedy(findings, i, out);
  }
}

void print_one(const Examined& subject, Output& out) {
  const auto& findings = subject.findings;
  const auto bad = std::ranges::count_if(findings, &Finding::is_bad);
  if (bad == 0)
    print_health(subject, out);
  else if (subject.name.empty())
    out.line(fmt::format("the log: {} lines", subject.log_lines.value_or(0)));
  else
    out.line(fmt::format("{}: {}", out.style().paint(whole(subject.name), Tone::strong), space(subject)));
  print_findings(findings, out);
}

void print_all(const DoctorReport& report, Output& out) {
  Table table({{.header = "NAME"},
               {.header = "SIZE", .align = Column::Align::right},
               {.header = "USED", .align = Column::Align::right},
               {.header = "FINDINGS", .may_shrink = true},
               {.header = "NEXT"}});
  for (const Examined& subject : report.subjects) {
    std::string ids;
    for (const Finding& finding : subject.findings)
      if (finding.is_bad()) ids += (ids.empty() ? "" : ", ") + finding.id;
    if (ids.empty()) continue;
    const auto name = whole(subject.name);
    table.add({{name},
               {subject.usage ? limit_words(subject.usage->size) : ""},
               {subject.usage ? to_string(subject.usage->used) : ""},
               {ids, tone(subject.findings.front().severity)},
               {"ullage doctor " + shell_word(name), Tone::strong}});
  }
  if (table.empty())
    out.line(fmt::format("nothing is wrong now with the {} shared-memory mount{} of this host", report.subjects.size(),
                         report.subjects.size() == 1 ? "" : "s"));
  else
    out.write(table.render(out.style(), out.width()));
  out.line(out.style().paint("logs, and containers that ended, were not looked at: ullage doctor NAME", Tone::dim));
}

void print_quietly(const DoctorReport& report, Output& out) {
  for (const Examined& subject : report.subjects) {
    if (report.everything && std::ranges::any_of(subject.findings, &Finding::is_bad)) out.line(whole(subject.name));
    if (report.everything) continue;
    for (const Finding& finding : subject.findings)
      if (finding.is_bad()) out.line(finding.id);
  }
}

}  // namespace

Result<int> command_doctor(const ParsedArguments& arguments, Output& out) {
  const auto report = operations::doctor({.name = arguments.value("NAME"), .log = arguments.value("logs")});
  if (!report) return tl::unexpected(report.error());
  if (arguments.has("json")) {
    out.write(doctor_json(*report));
  } else if (arguments.has("quiet")) {
    print_quietly(*report, out);
  } else {
    if (report->everything)
      print_all(*report, out);
    else
      print_one(report->subjects.front(), out);
    for (const std::string& note : report->notes) out.note(note);
  }
  return report->is_bad() ? exit_code(ErrorKind::check_failed) : 0;
}

}  // namespace ullage::cli
