// doctor, as a recipe: what the kernel knows of it, what its engine knows, what its log says; then the judgement.
#include "operations/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

#include "base/text.h"
#include "operations/doctor_parts.h"
#include "operations/mount_facts.h"
#include "operations/names.h"

namespace ullage::operations {

namespace {

constexpr int most_tries = 5;
constexpr auto a_moment = std::chrono::milliseconds(100);

Examined judged(const policy::DoctorFacts& facts) {
  return {facts.name, facts.mount ? facts.mount->usage : std::nullopt, facts.log_lines, policy::diagnose(facts)};
}

// It ended after its mount was looked at: what was seen there is gone with it.
void forget_what_ran(policy::DoctorFacts& facts, Notes& notes) {
  notes.emplace_back("it ended while it was looked at");
  policy::DoctorFacts left;
  left.name = std::move(facts.name);
  left.container = std::move(facts.container);
  left.container->state = model::ContainerState::stopped;
  left.memory = std::move(facts.memory);
  left.engine = std::move(facts.engine);
  left.log = std::move(facts.log);
  left.log_lines = facts.log_lines;
  facts = std::move(left);
}

bool is_up(const policy::EngineFacts& engine) { return engine.status == "running" || engine.status == "paused"; }

Result<policy::DoctorFacts> of_running(const Reached& reached, bool with_log, Notes& notes) {
  policy::DoctorFacts facts;
  facts.name = reached.target.name;
  facts.container = reached.target.container;
  read_mount(reached, facts, notes);
  if (!facts.container) return facts;
  const auto told = read_engine(*facts.container, with_log, facts, notes);
  if (!told && told.error().kind == ErrorKind::not_found)
    return fail(ErrorKind::not_found, fmt::format("{} was removed while it was looked at", printable(facts.name)),
                "see which there are: ullage ls");
  if (!told) notes.push_back("its engine tells nothing of it: " + told.error().what);
  if (facts.engine && !is_up(*facts.engine)) forget_what_ran(facts, notes);
  return facts;
}

// What can't be reached by the kernel may be known to an engine: stopped, starting again and again, or out of reach.
Result<policy::DoctorFacts> of_unreachable(std::string_view name, const Error& why, bool with_log, Notes& notes) {
  if (!needs_engines(name) || why.kind == ErrorKind::usage) return tl::unexpected(why);
  auto container = ask_for(name);
  if (!container) return tl::unexpected(why);
  policy::DoctorFacts facts;
  facts.name = model::display_name(*container);
  facts.container = std::move(*container);
  const auto told = read_engine(*facts.container, with_log, facts, notes);
  if (!told) return tl::unexpected(told.error());
  if (!facts.engine) return tl::unexpected(why);
  if (!is_up(*facts.engine)) return facts;
  if (why.kind == ErrorKind::refused)
    facts.no_mount = why;
  else
    notes.push_back(fmt::format("its /dev/shm can't be looked at: {}; {}", why.what, why.remedy));
  return facts;
}

Result<policy::DoctorFacts> facts_of(std::string_view name, bool with_log, Notes& notes) {
  Error why;
  // What ends, or is made again, looks for a moment as if its engine and the kernel disagreed.
  for (int tries = 0; tries < most_tries; ++tries) {
    if (tries > 0) std::this_thread::sleep_for(a_moment);
    const auto reached = reach(name);
    if (reached) return of_running(*reached, with_log, notes);
    why = reached.error();
    if (why.kind != ErrorKind::refused) break;
  }
  return of_unreachable(name, why, with_log, notes);
}

Result<DoctorReport> examine(const DoctorRequest& request) {
  DoctorReport report;
  policy::DoctorFacts facts;
  if (!request.log.empty())  // first, for it may be wrong
    if (auto read = read_log_file(request.log, facts); !read) return tl::unexpected(read.error());
  if (!request.name.empty()) {
    auto log = std::move(facts.log);
    const auto lines = facts.log_lines;
    auto known = facts_of(request.name, request.log.empty(), report.notes);
    if (!known) return tl::unexpected(known.error());
    facts = std::move(*known);
    if (!request.log.empty()) {
      facts.log = std::move(log);
      facts.log_lines = lines;
    }
  }
  report.subjects.push_back(judged(facts));
  return report;
}

Target target_of(const ShmView& view, const model::ShmMount& mount) {
  Target target;
  target.view = &view;
  const auto open = std::ranges::find_if(view.namespaces, [](const auto* ns) { return !ns->denied(); });
  target.ns = open == view.namespaces.end() ? view.namespaces.front() : *open;
  if (target.is_host()) {
    target.name = "host";
    return target;
  }
  const auto& all = mount.containers;
  const auto first = std::ranges::find_if(all, [](const auto& each) { return !each.is_sandbox; });
  if (first == all.end()) {
    target.name = fmt::format("pid:{}", mount.pid);
    return target;
  }
  target.container = *first;
  target.name = model::display_name(*first);
  for (const auto* ns : view.namespaces)
    if (!ns->denied() && belongs_to(*ns, *first)) target.ns = ns;
  return target;
}

Result<DoctorReport> look_around() {
  auto asked = std::async(std::launch::async, ask_for_names);
  const auto landscape = look();
  auto names = asked.get();
  if (!landscape) return tl::unexpected(landscape.error());
  DoctorReport report;
  report.everything = true;
  std::size_t denied = 0;
  report.notes = std::move(names.notes);
  for (const auto& view : landscape->views) {
    policy::DoctorFacts facts;
    facts.mount = describe_mount(view, names);
    measure_mount(*landscape, view, *facts.mount);
    const auto target = target_of(view, *facts.mount);
    facts.name = target.name;
    facts.container = target.container;
    const auto read = read_briefly(*landscape, target, facts);
    if (read)
      report.subjects.push_back(judged(facts));
    else if (read.error().kind == ErrorKind::denied)
      ++denied;
    else
      report.notes.push_back(fmt::format("{}: {}", printable(facts.name), read.error().what));
  }
  if (denied > 0)
    report.notes.push_back(fmt::format("{} more may not be looked into by this user; to see {}: sudo ullage doctor",
                                       denied, denied == 1 ? "it" : "them"));
  return report;
}

}  // namespace

bool DoctorReport::is_bad() const {
  return std::ranges::any_of(subjects, [](const Examined& each) { return policy::is_bad(each.findings); });
}

Result<DoctorReport> doctor(const DoctorRequest& request) {
  return request.name.empty() && request.log.empty() ? look_around() : examine(request);
}

}  // namespace ullage::operations
