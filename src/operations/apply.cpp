// apply, as a recipe: look, ask the rules, grow, replace, report.
#include "operations/apply.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "operations/apply_facts.h"
#include "operations/grow.h"
#include "operations/interrupt.h"
#include "operations/names.h"
#include "operations/replace.h"
#include "policy/grow_rules.h"

namespace ullage::operations {

namespace {

using engine::Environment;

struct Prepared {
  Subject subject;
  std::vector<Subject> dependents;
};

Result<Prepared> prepare(engine::ContainerApi& api, const std::string& id, const ApplyRequest& request) {
  auto subject = look_at(api, id, request.size);
  if (!subject) return tl::unexpected(subject.error());
  if (auto own = policy::size_is_its_own(subject->facts); !own) return tl::unexpected(own.error());
  auto dependents = dependents_of(api, *subject);
  if (!dependents) return tl::unexpected(dependents.error());
  for (const auto& each : *dependents) subject->facts.dependents.push_back({each.replacement.name, each.uses});
  return Prepared{std::move(*subject), std::move(*dependents)};
}

Result<> rules_allow(const Prepared& prepared, const policy::ApplyConsent& consent) {
  if (auto ok = policy::may_replace(prepared.subject.facts, consent); !ok) return ok;
  for (const auto& each : prepared.dependents)
    if (auto ok = policy::may_replace(each.facts, consent); !ok) return ok;
  return {};
}

ReplacementPlan plan_of(const Prepared& prepared, const ApplyRequest& request) {
  ReplacementPlan plan;
  plan.health_url = request.health_url;
  plan.patience = request.patience;
  plan.accept_differences = request.accept_differences;
  plan.keep_old = request.keep_old;
  const auto add = [&](const Subject& subject) {
    plan.replacements.push_back(subject.replacement);
    auto& each = plan.replacements.back();
    each.keep_layer = request.consent.keep_layer && !subject.facts.layer.empty();
    each.may_lose_layer = request.consent.discard_layer || each.keep_layer;
  };
  add(prepared.subject);
  plan.replacements.front().wishes.shm_size = round_up_to_page(request.size);
  for (const auto& each : prepared.dependents) add(each);
  return plan;
}

// What inspect will show otherwise, and not by chance.
std::vector<FieldChange> changes_of(const ReplacementPlan& plan) {
  std::vector<FieldChange> out;
  for (const auto& each : plan.replacements) {
    const auto text = [&](engine::JsonPath path) { return engine::text_at(each.before, path); };
    if (each.wishes.shm_size)
      out.push_back({each.name, "HostConfig.ShmSize",
                     fmt::format("{}", engine::number_at(each.before, {"HostConfig", "ShmSize"}).value_or(0)),
                     fmt::format("{}", each.wishes.shm_size->value)});
    for (const auto& pinned : engine::recreate(each.before, each.wishes).pinned)
      out.push_back({each.name, "HostConfig.Binds", "", pinned});
    if (each.keep_layer)
      out.push_back({each.name, "Image", text({"Image"}), "a new one, with the container's layer"});
    else if (each.wishes.image != text({"Config", "Image"}))
      out.push_back({each.name, "Config.Image", text({"Config", "Image"}), each.wishes.image});
    for (const auto mode : {"NetworkMode", "IpcMode", "PidMode"}) {
      const auto before = text({"HostConfig", mode});
      if (&each != &plan.first() && before.starts_with("container:"))
        out.push_back({each.name, fmt::format("HostConfig.{}", mode), before, "container:ID of the new one"});
    }
  }
  return out;
}

std::vector<std::string> steps_of(const ReplacementPlan& plan, const ApplyRequest& request) {
  std::vector<std::string> out;
  if (request.grow_now) out.push_back(fmt::format("grow the running container to {}", to_string(request.size)));
  std::vector<std::string> create;
  for (const auto& each : plan.replacements) {
    if (each.keep_layer) create.push_back(fmt::format("commit the layer of {} to an image", printable(each.name)));
    create.push_back(
        fmt::format("create a new {} beside the old one, and compare the two field by field", printable(each.name)));
  }
  if (!plan.keeps_a_layer()) out.insert(out.end(), create.begin(), create.end());
  for (auto each = plan.replacements.rbegin(); each != plan.replacements.rend(); ++each)
    if (each->runs) out.push_back(fmt::format("stop the old {}, its restart policy off", printable(each->name)));
  if (plan.keeps_a_layer()) out.insert(out.end(), create.begin(), create.end());
  for (const auto& each : plan.replacements) {
    out.push_back(fmt::format("rename the old one to {}, and the new one to {}", printable(each.old_name()),
                              printable(each.name)));
    if (each.runs)
      out.push_back(fmt::format("start the new {}{}", printable(each.name), each.paused ? ", and pause it" : ""));
  }
  if (plan.first().runs)
    out.push_back(plan.health_url.empty() ? std::string("wait until its health check passes, or else 2 s")
                                          : fmt::format("wait until {} answers with success", plan.health_url));
  out.emplace_back("compare the two field by field once more");
  if (!plan.keep_old)
    for (const auto& each : plan.replacements) out.push_back(fmt::format("remove {}", printable(each.old_name())));
  return out;
}

std::vector<std::string> lost_with(const ReplacementPlan& plan, const Prepared& prepared) {
  std::vector<std::string> out;
  if (plan.first().runs) out.emplace_back("what is in its /dev/shm and its memory, and sessions of exec");
  if (!plan.keep_old) out.emplace_back("its log so far");
  if (!prepared.subject.facts.layer.empty() && !plan.first().keep_layer)
    out.push_back(fmt::format("{} changed files of its own layer", prepared.subject.facts.layer.size()));
  return out;
}

std::vector<std::string> notes_on(const ReplacementPlan& plan, Bytes size) {
  std::vector<std::string> out;
  const auto& before = plan.first().before;
  const auto limit = engine::number_at(before, {"HostConfig", "Memory"}).value_or(0);
  if (limit > 0 && Bytes{static_cast<std::uint64_t>(limit)} <= size)
    out.push_back(
        fmt::format("its memory limit is {}, and what it puts into /dev/shm counts there: using more ends in "
                    "an OOM kill",
                    to_string(Bytes{static_cast<std::uint64_t>(limit)})));
  if (const auto* ports = engine::at(before, {"HostConfig", "PortBindings"}).if_object())
    for (const auto& [port, bindings] : *ports)
      for (const auto& binding : engine::elements_at(bindings, {}))
        if (const auto host = engine::text_at(binding, {"HostPort"}); host.empty() || host == "0")
          out.push_back(fmt::format("port {} is published on one that the engine picks: it changes at every start",
                                    printable(std::string(port))));
  return out;
}

ApplyReport report_of(const ReplacementPlan& plan, const Prepared& prepared, const ApplyRequest& request) {
  ApplyReport report;
  report.name = plan.first().name;
  report.before = prepared.subject.facts.container.configured_size.value_or(Bytes{});
  report.after = round_up_to_page(request.size);
  report.dry_run = request.dry_run;
  report.steps = steps_of(plan, request);
  report.changes = changes_of(plan);
  report.lost = lost_with(plan, prepared);
  report.notes = notes_on(plan, request.size);
  for (const auto& each : prepared.dependents) report.recreated.push_back(each.replacement.name);
  return report;
}

// At the very end only the new one is left.
Result<engine::ContainerApi> engine_of(const Environment& environment, const Replacement& each) {
  auto api = engine::ContainerApi::having(environment, each.old_id);
  if (api || api.error().kind != ErrorKind::not_found) return api;
  return engine::ContainerApi::having(environment, each.new_id);
}

bool is_about(const ReplacementPlan& plan, const std::string& name) {
  const auto& first = plan.first();
  return name.empty() || first.name == name || first.old_id.starts_with(name) ||
         (!first.new_id.empty() && first.new_id.starts_with(name));
}

// What an earlier apply of this container left behind; of any container, without a name.
Result<std::vector<ResumeReport>> resume(const std::string& name, const Progress& tell) {
  const auto environment = Environment::from_process();
  auto plans = journaled(environment);
  if (!plans) return tl::unexpected(plans.error());
  std::vector<ResumeReport> out;
  for (const auto& seen : *plans) {
    if (!is_about(seen, name)) continue;
    const auto journal = Journal::open(environment, seen.first().old_id);
    if (!journal && name.empty()) continue;  // it is going on
    if (!journal) return tl::unexpected(journal.error());
    auto now = journal->plan();
    if (!now) return tl::unexpected(now.error());
    if (!*now) continue;  // it has just ended
    auto& plan = **now;
    auto api = engine_of(environment, plan.first());
    if (!api) return tl::unexpected(api.error());
    tell(fmt::format("an earlier apply of {} was cut off", printable(plan.first().name)));
    ResumeReport report{plan.first().name, plan.phase >= Phase::judging};
    if (auto done = Replacer(*api, *journal, plan, tell).resume(); !done) return tl::unexpected(done.error());
    out.push_back(std::move(report));
  }
  return out;
}

}  // namespace

Result<ApplyReport> apply(const ApplyRequest& request, const Progress& tell) {
  if (auto meant = policy::size_is_meant(request.size); !meant) return tl::unexpected(meant.error());
  const InterruptGuard guard(true);
  if (!request.dry_run)
    if (auto done = resume(request.name, tell); !done) return tl::unexpected(done.error());
  const auto container = ask_for(request.name);
  if (!container) return tl::unexpected(container.error());
  policy::ApplyFacts known;
  known.container = *container;
  known.wanted = request.size;
  if (auto own = policy::size_is_its_own(known); !own) return tl::unexpected(own.error());
  auto api = engine::ContainerApi::having(Environment::from_process(), container->id);
  if (!api) return tl::unexpected(api.error());
  const auto prepared = prepare(*api, container->id, request);
  if (!prepared) return tl::unexpected(prepared.error());

  auto plan = plan_of(*prepared, request);
  auto report = report_of(plan, *prepared, request);
  report.changed = report.before != report.after;
  if (!report.changed) return report;
  if (auto allowed = rules_allow(*prepared, request.consent); !allowed) return tl::unexpected(allowed.error());
  if (request.dry_run) return report;

  const auto journal = Journal::open(Environment::from_process(), container->id);
  if (!journal) return tl::unexpected(journal.error());
  if (request.grow_now && plan.first().runs)
    if (auto grown = grow({.name = container->id, .size = request.size}); !grown) return tl::unexpected(grown.error());
  Replacer replacer(*api, *journal, plan, tell);
  if (auto done = replacer.carry_out(); !done) return tl::unexpected(done.error());
  for (const auto& [name, difference] : replacer.differences())
    report.changes.push_back({name, difference.field, difference.before, difference.after});
  for (const auto& note : replacer.notes()) report.notes.push_back(note);
  if (plan.first().runs) report.down_for = replacer.down_for();
  if (plan.keep_old) report.kept_old = plan.first().old_name();
  report.kept_image = plan.first().kept_image;
  return report;
}

Result<std::vector<ResumeReport>> resume_apply(const std::string& name, const Progress& tell) {
  const InterruptGuard guard(true);
  auto done = resume(name, tell);
  if (done && done->empty() && !name.empty())
    return fail(ErrorKind::not_found, fmt::format("no apply of {} was cut off", printable(name)),
                "see how it is: ullage inspect NAME");
  return done;
}

}  // namespace ullage::operations
