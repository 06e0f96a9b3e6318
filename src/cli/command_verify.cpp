// verify: a table of checks, and what to do about those that failed.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/words.h"
#include "operations/verify.h"

namespace ullage::cli {

namespace {

using operations::Check;
using operations::CheckState;

Cell result_cell(CheckState state) {
  switch (state) {
    case CheckState::passed: return {"ok", Tone::good};
    case CheckState::note: return {"note", Tone::warn};
    case CheckState::failed: return {"failed", Tone::bad};
  }
  return {};
}

void print_report(const operations::VerifyReport& report, Output& out) {
  Table table({{.header = "CHECK"},
               {.header = "EXPECTED", .may_shrink = true},
               {.header = "FOUND", .may_shrink = true},
               {.header = "RESULT"}});
  for (const Check& check : report.checks)
    table.add({{whole(check.name)}, {whole(check.expected)}, {whole(check.found)}, result_cell(check.state)});
  out.write(table.render(out.style(), out.width()));
  for (const Check& check : report.checks)
    if (check.state != CheckState::passed && !check.remedy.empty())
      out.line(fmt::format("{}: {}", whole(check.name), whole(check.remedy)));
}

}  // namespace

Result<int> command_verify(const ParsedArguments& arguments, Output& out) {
  operations::VerifyRequest request{.name = arguments.value("NAME"),
                                    .expect = {},
                                    .health_url = arguments.value("health"),
                                    .write = arguments.has("write"),
                                    .live = arguments.has("live")};
  if (const std::string expect = arguments.value("expect"); !expect.empty()) {
    const auto size = parse_size(expect);
    if (!size) return tl::unexpected(size.error());
    request.expect = *size;
  }
  const auto report = operations::verify(request);
  if (!report) return tl::unexpected(report.error());
  if (arguments.has("json")) {
    out.write(verify_json(*report));
  } else if (arguments.has("quiet")) {
    for (const Check& check : report->checks)
      if (check.state == CheckState::failed) out.line(whole(check.name));
  } else {
    print_report(*report, out);
  }
  return report->passed() ? 0 : exit_code(ErrorKind::check_failed);
}

}  // namespace ullage::cli
