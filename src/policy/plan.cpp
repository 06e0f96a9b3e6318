// The sources of a size, the best one first; then its margin, its checks and what to type.
#include "policy/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/lasting.h"
#include "policy/loader_law.h"
#include "policy/plan_checks.h"

namespace ullage::policy {

namespace {

// What it is started with, or what it is called by.
void say_what_to_type(const PlanFacts& facts, Plan& plan) {
  if (!plan.recommended) {
    plan.next = {"ullage plan --workers 4 --batch 16 --sample 3x512x512:float32", "ullage plan NAME"};
    return;
  }
  const std::string size = to_flag(*plan.recommended);
  if (!facts.observed) {
    plan.next = {fmt::format("docker run --shm-size={} …", size)};
    if (facts.workload && facts.workload->workers > 0)
      plan.next.push_back("ullage rehearse, with the same options, proves it");
    return;
  }
  const auto& seen = *facts.observed;
  if (seen.size.value == 0 || seen.size >= *plan.recommended) return;
  plan.next = {fmt::format("ullage grow {} {}", seen.is_host ? "--host" : seen.name, size)};
  if (auto last = lasting(seen.container, seen.is_host, *plan.recommended).to_make_it_last; !last.empty())
    plan.next.push_back(std::move(last));
}

Result<Bytes> add_law(const model::Workload& workload, Plan& plan) {
  const auto need = loader_need(workload);
  if (!need) return tl::unexpected(need.error());
  plan.hard = need->hard;
  plan.usual = need->usual;
  plan.lines.insert(plan.lines.end(), need->lines.begin(), need->lines.end());
  if (need->hard.value > 0) plan.lines.push_back({"hard bound: never exceeded", need->hard});
  if (need->usual < need->hard)
    plan.lines.push_back(
        {"usual: reached nearly always; between the two it passes some times and dies some times", need->usual});
  return need->hard;
}

Result<Bytes> add_profile(const PlanFacts& facts, Plan& plan) {
  ProfileNumbers known;
  if (facts.gpus) known["gpus"] = static_cast<double>(*facts.gpus);
  if (facts.workers) known["workers"] = static_cast<double>(*facts.workers);
  if (facts.workload) known["ranks"] = facts.workload->ranks;
  const auto memory = facts.memory && facts.memory->limit ? facts.memory->limit : facts.host_memory;
  if (memory) known["memory"] = static_cast<double>(memory->value);
  const auto need = profile_need(*facts.profile, known, facts.settings);
  if (!need) return tl::unexpected(need.error());
  plan.lines.insert(plan.lines.end(), need->lines.begin(), need->lines.end());
  if (const auto& range = facts.profile->range) {
    plan.up_to = range->to;
    plan.lines.push_back({fmt::format("usual for {}: {} to {} ({})", printable(facts.profile->name),
                                      to_string(range->from), to_string(range->to), printable(range->source)),
                          range->from});
  }
  return need->bytes;
}

void from_table(const PlanFacts& facts, Plan& plan) {
  auto use = kind_of_use(facts.workers, facts.gpus, facts.large_model);
  if (!use && facts.profile && facts.profile->dataloader) use = KindOfUse::workers;
  if (!use) {
    for (const auto& row : starting_table())
      plan.lines.push_back({fmt::format("starting table: {}: {} {}", row.what, to_string(row.from),
                                        row.to ? "to " + to_string(*row.to) : "and more"),
                            row.from});
    plan.sure = "nothing is known of the workload: this is only what to begin with";
    return;
  }
  const auto& row = starting_row(*use);
  plan.basis = PlanBasis::starting_table;
  if (*use != KindOfUse::no_workers)
    plan.sure = "a starting point: only the kind of use is known, not the size of a batch";
  else
    plan.sure = "a starting point: what else uses it is not known";
  plan.recommended = row.from;
  plan.up_to = row.to;
  plan.lines.push_back({fmt::format("starting table: {}: {} {}", row.what, to_string(row.from),
                                    row.to ? "to " + to_string(*row.to) : "and more"),
                        row.from});
}

std::string_view words(Confidence confidence) {
  switch (confidence) {
    case Confidence::low: return "not sure";
    case Confidence::medium: return "fairly sure";
    case Confidence::high: return "sure";
  }
  return "";
}

void say_what_was_seen(const Observed& seen, Plan& plan) {
  plan.lines.push_back({fmt::format("seen in {:.1f} s: {} in use at most{}", seen.watched, to_string(seen.peak),
                                    seen.full ? ", which is all that there was: it may need more" : ""),
                        seen.peak});
  if (!seen.guess) return;
  for (const auto& reason : seen.guess->because) plan.lines.push_back({reason, {}});
}

// What a size must be for; nothing where only the table is left.
Result<std::optional<Bytes>> needed(const PlanFacts& facts, Plan& plan) {
  std::optional<Bytes> sum;
  if (facts.workload) {
    const auto hard = add_law(*facts.workload, plan);
    if (!hard) return tl::unexpected(hard.error());
    if (facts.workload->workers > 0) sum = *hard;
    plan.basis = facts.observed && facts.observed->guess ? PlanBasis::observed : PlanBasis::parameters;
    plan.sure = plan.basis == PlanBasis::parameters
                    ? "the DataLoader's law, from the parameters that were given"
                    : fmt::format("{}: the DataLoader's law, from what was seen of {}",
                                  words(facts.observed->guess->confidence), printable(facts.observed->name));
  }
  if (facts.profile && !(facts.profile->dataloader && facts.profile->terms.empty() && !facts.profile->range)) {
    const auto bytes = add_profile(facts, plan);
    if (!bytes) return tl::unexpected(bytes.error());
    sum = sum.value_or(Bytes{}) + *bytes;
    if (!facts.workload) {
      plan.basis = PlanBasis::profile;
      plan.sure = fmt::format("the profile {}, with the sources that it names", printable(facts.profile->name));
    }
  }
  const auto& seen = facts.observed;
  if (seen && seen->peak.value > 0 && (!sum || *sum < seen->peak)) {
    sum = seen->peak;
    if (!facts.workload && !facts.profile) {
      plan.basis = PlanBasis::observed;
      plan.sure = "only what was in use while it was watched: watch it at its busiest, with --watch";
    }
  }
  return sum;
}

// Then it is known that more is needed, and not how much.
bool only_a_full_mount(const PlanFacts& facts) {
  return facts.observed && facts.observed->full && !facts.workload && !facts.profile;
}

void begin_above(Bytes size, Plan& plan) {
  const auto& row = starting_row(KindOfUse::workers);
  plan.recommended = std::max(row.from, with_margin({size.value * 2}));
  plan.margin = {};
  plan.lines.push_back({size.value * 2 > row.from.value
                            ? "it was full: begin with twice as much"
                            : fmt::format("it was full: begin with the starting table's ({})", row.what),
                        *plan.recommended});
  plan.sure =
      "a starting point: it was full while it was watched, so what it needs can't be seen; plan again afterwards";
}

void add_notes(const PlanFacts& facts, Plan& plan) {
  if (facts.profile)
    for (const auto& note : facts.profile->notes)
      plan.notes.push_back(fmt::format("{} ({})", printable(note.text, 1024), printable(note.source)));
  const bool loads = facts.workload && facts.workload->workers > 0;
  if (facts.workload && facts.workload->workers == 0 && !facts.profile)
    plan.notes.emplace_back("a loader without workers shares nothing: what engines give by default is enough for it");
  if (loads)
    plan.notes.emplace_back("where it is too small, a loader with a custom collate_fn does not die but hangs for ever");
  if (facts.pin_memory)
    plan.notes.emplace_back(
        "pin_memory changes nothing: without a GPU it does nothing, with one its thread holds a batch in the "
        "consumer's place");
  if (plan.recommended)
    plan.notes.emplace_back(
        "it is a limit, not an allocation: it takes memory only as it is used, and what is in it is lost on restart");
}

}  // namespace

std::string_view to_string(PlanBasis basis) {
  switch (basis) {
    case PlanBasis::nothing: return "nothing";
    case PlanBasis::starting_table: return "starting-table";
    case PlanBasis::parameters: return "parameters";
    case PlanBasis::observed: return "observed";
    case PlanBasis::profile: return "profile";
  }
  return "";
}

Bytes with_margin(Bytes needed) {
  const Bytes more = needed + Bytes{needed.value / 10};
  const Bytes step = more < GiB(1) ? MiB(64) : more < GiB(8) ? MiB(512) : GiB(1);
  return std::max(MiB(64), round_up_to_page(more, step.value));
}

Result<Plan> make_plan(const PlanFacts& facts) {
  Plan plan;
  if (facts.observed) say_what_was_seen(*facts.observed, plan);
  const auto sum = needed(facts, plan);
  if (!sum) return tl::unexpected(sum.error());
  if (!*sum) {
    from_table(facts, plan);
  } else {
    const Bytes least = facts.profile && facts.profile->range ? facts.profile->range->from : Bytes{};
    plan.recommended = std::max(with_margin(**sum), least);
    plan.margin = *plan.recommended - **sum;
    if (only_a_full_mount(facts)) begin_above(facts.observed->size, plan);
    if (plan.up_to && *plan.up_to <= *plan.recommended) plan.up_to.reset();
  }
  if (plan.recommended) plan.checks = check_plan(facts, *plan.recommended);
  add_notes(facts, plan);
  say_what_to_type(facts, plan);
  return plan;
}

}  // namespace ullage::policy
