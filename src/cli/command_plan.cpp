// plan: the size, the arithmetic that led to it, the checks, and what to type.
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/words.h"
#include "cli/workload_options.h"
#include "operations/plan.h"
#include "operations/profiles.h"

namespace ullage::cli {

namespace {

using policy::Plan;

void print_lines(const std::vector<policy::ArithmeticLine>& lines, Output& out) {
  std::size_t widest = 0;
  for (const auto& line : lines) widest = std::max(widest, line.bytes.value ? to_string(line.bytes).size() : 0);
  for (const auto& line : lines)
    out.line(fmt::format("  {:>{}}  {}", line.bytes.value ? to_string(line.bytes) : "", widest, whole(line.text)));
}

void print_checks(const std::vector<policy::PlanCheck>& checks, Output& out) {
  if (checks.empty()) return;
  Table table({{.header = "CHECK"}, {.header = "FOUND", .may_shrink = true}, {.header = "RESULT"}});
  for (const auto& check : checks)
    table.add({{check.name}, {whole(check.found)}, check.good ? Cell{"ok", Tone::good} : Cell{"too small", Tone::bad}});
  out.line("");
  out.write(table.render(out.style(), out.width()));
  for (const auto& check : checks)
    if (!check.remedy.empty()) out.line(fmt::format("{}: {}", check.name, whole(check.remedy)));
}

void print_plan(const Plan& plan, Output& out) {
  if (plan.recommended) {
    const std::string range = plan.up_to ? fmt::format(", up to {}", to_string(*plan.up_to)) : "";
    out.line(fmt::format("{}: {}{}", out.style().paint("use " + to_flag(*plan.recommended), Tone::strong),
                         to_string(*plan.recommended), range));
  } else {
    out.line("say more: how many workers, and how large a batch is; or name a running container");
  }
  out.line(whole(plan.sure));
  out.line("");
  print_lines(plan.lines, out);
  if (plan.margin.value > 0) print_lines({{"margin, for what else uses it, and rounded up", plan.margin}}, out);
  print_checks(plan.checks, out);
  out.line("");
  if (plan.next.empty()) out.line("nothing to do: it has enough");
  for (const auto& line : plan.next) out.line(fmt::format("next: {}", whole(line)));
  for (const auto& note : plan.notes) out.note(whole(note));
}

Result<int> list_profiles(const ParsedArguments& arguments, Output& out) {
  const auto list = operations::all_profiles();
  if (arguments.has("json")) {
    out.write(profiles_json(list));
    return 0;
  }
  Table table({{.header = "PROFILE"}, {.header = "ABOUT", .may_shrink = true}, {.header = "SET"}});
  for (const auto& profile : list.profiles) {
    std::string names;
    for (const auto& parameter : profile.parameters) names += (names.empty() ? "" : ",") + whole(parameter.name);
    if (arguments.has("quiet"))
      out.line(whole(profile.name));
    else
      table.add({{whole(profile.name)}, {whole(profile.about)}, {names}});
  }
  if (!arguments.has("quiet")) out.write(table.render(out.style(), out.width()));
  for (const auto& note : list.notes) out.note(whole(note));
  return 0;
}

// What was said counts more than what was seen.
Result<> describe_workload(const ParsedArguments& arguments, operations::PlanRequest& request) {
  const auto workers = number_option(arguments, "workers", 0, 4096);
  const auto gpus = number_option(arguments, "gpus", 0, 4096);
  if (!workers) return tl::unexpected(workers.error());
  if (!gpus) return tl::unexpected(gpus.error());
  request.workers = *workers;
  request.gpus = *gpus;

  std::optional<model::Workload> seen;
  if (request.observation && request.observation->seen.guess) seen = request.observation->seen.guess->workload;
  const bool known = seen || *workers == 0u || names_a_batch(arguments);
  // Read also where only the kind of use counts in the end: nonsense is refused all the same.
  auto workload = workload_from(arguments, known ? seen : model::Workload{});
  if (!workload) return tl::unexpected(workload.error());
  if (!known) return {};
  if (request.gpus.value_or(0) > 1 && !arguments.values.contains("ranks") && !seen)
    workload->ranks = static_cast<unsigned>(*request.gpus);
  request.workers = workload->workers;
  request.workload = std::move(*workload);
  return {};
}

}  // namespace

Result<int> command_plan(const ParsedArguments& arguments, Output& out) {
  if (arguments.has("profiles")) return list_profiles(arguments, out);
  operations::PlanRequest request{.workload = {},
                                  .pin_memory = arguments.has("pin-memory"),
                                  .workers = {},
                                  .gpus = {},
                                  .large_model = arguments.has("large-model"),
                                  .profile = arguments.value("profile"),
                                  .settings = {},
                                  .observation = {}};
  auto settings = policy::parse_settings(arguments.value("set"));
  if (!settings) return tl::unexpected(settings.error());
  request.settings = std::move(*settings);
  const auto watch = number_option(arguments, "watch", 0, 86'400);
  if (!watch) return tl::unexpected(watch.error());
  const std::string name = arguments.value("NAME");
  if (*watch && name.empty()) return fail(ErrorKind::usage, "there is nothing to watch", "name a running container");
  if (!request.settings.empty() && request.profile.empty())
    return fail(ErrorKind::usage, "--set needs a profile whose parameters these are", "give --profile too");
  if (!name.empty()) {
    auto observation = operations::observe(name, std::chrono::seconds(watch->value_or(2)));
    if (!observation) return tl::unexpected(observation.error());
    request.observation = std::move(*observation);
  }
  if (auto described = describe_workload(arguments, request); !described) return tl::unexpected(described.error());
  const auto plan = operations::plan(request);
  if (!plan) return tl::unexpected(plan.error());
  if (arguments.has("json"))
    out.write(plan_json(*plan));
  else if (arguments.has("quiet"))
    out.write(plan->recommended ? to_flag(*plan->recommended) + "\n" : "");
  else
    print_plan(*plan, out);
  if (request.observation && request.observation->denied > 0)
    out.note(fmt::format("{} processes may not be looked into: run it with sudo", request.observation->denied));
  return 0;
}

}  // namespace ullage::cli
