// grow, as a recipe: find, open, ask the rules, resize, read back.
#include "operations/grow.h"

#include <algorithm>
#include <optional>

#include "engine/embedded.h"
#include "kernel/tmpfs.h"
#include "operations/memory_above.h"
#include "operations/mount_facts.h"
#include "operations/reach.h"
#include "policy/grow_rules.h"
#include "policy/lasting.h"

namespace ullage::operations {

namespace {

// Other containers that see the mount; a pod's pause process is nobody who could mind.
std::vector<std::string> sharers(const Target& target) {
  const bool alone =
      target.view->sharing.mode != model::MountMode::joined && target.view->sharing.mode != model::MountMode::pod;
  std::vector<std::string> others;
  if (alone || target.is_host()) return others;
  const auto names = ask_for_names();
  for (const auto& container : describe_mount(*target.view, names).containers) {
    const auto own = target.container ? target.container->id : target.name;
    if (container.id != own && !container.is_sandbox) others.push_back(display_name(container));
  }
  return others;
}

policy::GrowFacts facts_for(const GrowRequest& request, const Landscape& landscape, const Target& target,
                            const OpenShm& opened, const model::Usage& usage) {
  policy::GrowFacts facts;
  facts.name = target.name;
  facts.wanted = request.size;
  facts.usage = usage;
  facts.mode = target.view->sharing.mode;
  facts.sharers = sharers(target);
  facts.host_paths = target.view->sharing.host_paths;
  facts.most = ceiling_above(landscape, target, opened, usage.used);
  return facts;
}

// Straight away where we may; else as the owner of the user namespace that the container lives in.
Result<> resize(const OpenShm& opened, Bytes size) {
  auto done = kernel::resize(opened.shm.fd(), size);
  if (done || done.error().kind != ErrorKind::denied) return done;
  const auto inside = kernel::resize_from_inside(opened.process, opened.shm.fd(), size);
  if (inside || inside.error().kind != ErrorKind::denied) return inside;
  return done;
}

GrowReport report_of(const GrowRequest& request, const Target& target, const model::Usage& usage) {
  GrowReport report;
  report.mount = describe_mount(*target.view, Names{});
  if (target.container) report.mount.containers = {*target.container};
  report.mount.usage = usage;
  report.mount.size = usage.size;
  report.name = target.name;
  report.before = usage.size;
  report.after = round_up_to_page(request.size);
  report.dry_run = request.dry_run;
  auto container = target.container;
  if (container && container->engine == model::EngineKind::ullage) container->configured_size = request.size;
  const auto lasting = policy::lasting(container, target.is_host(), request.size);
  report.lasts = lasting.until.empty() ? "" : "until " + lasting.until;
  report.to_make_it_last = lasting.to_make_it_last;
  return report;
}

// For Ullage's own engine the size asked for last is the configured one.
void note_size(const Target& target, GrowReport& report) {
  if (!target.container || target.container->engine != model::EngineKind::ullage) return;
  if (target.container->user) return;  // another user's entry is theirs to write
  const auto registry = engine::Registry::of_user(engine::Environment::from_process());
  const auto noted = registry.update_size(target.container->name, report.after);
  if (!noted) report.notes.push_back("the new size could not be noted: " + noted.error().what);
}

}  // namespace

Result<GrowReport> grow(const GrowRequest& request) {
  auto reached = reach(request.host ? "host" : request.name);
  if (!reached) return tl::unexpected(reached.error());
  const auto& [landscape, target, opened, usage] = *reached;

  const auto facts = facts_for(request, landscape, target, opened, usage);
  const policy::GrowConsent consent{request.host, request.allow_shared, request.over_ceiling};
  if (const auto allowed = policy::may_grow(facts, consent); !allowed) return tl::unexpected(allowed.error());

  auto report = report_of(request, target, usage);
  if (request.dry_run) return report;
  const auto start = std::chrono::steady_clock::now();
  if (const auto done = resize(opened, request.size); !done) return tl::unexpected(done.error());
  report.kernel_time = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  if (const auto after = kernel::usage(opened.shm.fd())) report.after = after->size;
  note_size(target, report);
  return report;
}

}  // namespace ullage::operations
