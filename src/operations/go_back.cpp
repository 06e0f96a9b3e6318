// The new ones go, the old ones get their names, their restart policies and their state back.
#include "operations/go_back.h"

#include <fmt/format.h>

#include <ranges>

#include "base/text.h"

namespace ullage::operations {

namespace {

// The new one may stand under its id, or, cut off between creation and journal, under the name that only it can have.
Result<> remove_new(engine::ContainerApi& api, const Replacement& each) {
  for (const auto& name : {each.new_id, each.new_name()}) {
    if (name.empty()) continue;
    const auto found = api.inspect(name);
    if (!found && found.error().kind == ErrorKind::not_found) continue;
    if (!found) return tl::unexpected(found.error());
    const auto id = engine::text_at(*found, {"Id"});
    if (id == each.old_id) return fail(ErrorKind::failed, "the journal calls the old container the new one");
    if (engine::is_true_at(*found, {"State", "Paused"}))
      if (auto done = api.unpause(id); !done) return done;
    // It must not go on while the old one starts; what it was asked to do in between it has a moment to finish.
    if (auto done = api.stop(id, std::chrono::seconds(2)); !done) return done;
    if (auto done = api.remove_stopped(id); !done) return done;
  }
  return {};
}

Result<> restore_name_and_policy(engine::ContainerApi& api, const Replacement& each) {
  const auto now = api.inspect(each.old_id);
  if (!now) return tl::unexpected(now.error());
  if (engine::text_at(*now, {"Name"}) != engine::text_at(each.before, {"Name"}))
    if (auto done = api.rename(each.old_id, each.name); !done) return done;
  const auto& policy = engine::at(each.before, {"HostConfig", "RestartPolicy"});
  if (engine::at(*now, {"HostConfig", "RestartPolicy"}) == policy) return {};
  return api.set_restart_policy(each.old_id, policy);
}

Result<> restore_state(engine::ContainerApi& api, const Replacement& each) {
  if (!each.runs) return {};
  const auto now = api.inspect(each.old_id);
  if (!now) return tl::unexpected(now.error());
  // One that restarts all the time counts as running: the engine starts it again.
  const bool runs = engine::is_true_at(*now, {"State", "Running"}) || engine::is_true_at(*now, {"State", "Restarting"});
  if (!runs)
    if (auto done = api.start(each.old_id); !done) return done;
  if (each.paused && !engine::is_true_at(*now, {"State", "Paused"})) return api.pause(each.old_id);
  return {};
}

}  // namespace

Result<> go_back(engine::ContainerApi& api, const ReplacementPlan& plan) {
  for (const auto& each : std::views::reverse(plan.replacements))
    if (auto done = remove_new(api, each); !done) return done;
  for (const auto& each : plan.replacements)
    if (auto done = restore_name_and_policy(api, each); !done) return done;
  for (const auto& each : plan.replacements)
    if (auto done = restore_state(api, each); !done) return done;
  // These images may be there or not; they are of no use to anybody now.
  for (const auto& each : plan.replacements)
    if (!each.kept_image.empty()) static_cast<void>(api.remove_image(each.kept_image));
  return {};
}

}  // namespace ullage::operations
