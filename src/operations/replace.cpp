// The steps, in their order; what comes first is what costs nothing to undo.
#include "operations/replace.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <ranges>

#include "base/text.h"
#include "operations/go_back.h"
#include "operations/interrupt.h"
#include "operations/layer.h"
#include "operations/wellness.h"

namespace ullage::operations {

namespace {

using Clock = std::chrono::steady_clock;

// A restart of the engine would start a stopped container whose policy says so.
bool restarts(const Replacement& each) {
  const auto policy = engine::text_at(each.before, {"HostConfig", "RestartPolicy", "Name"});
  return !policy.empty() && policy != "no";
}

// The container's own, or the engine's 10 s; -1 means for ever.
std::chrono::seconds grace_of(const Replacement& each) {
  const auto seconds = engine::number_at(each.before, {"Config", "StopTimeout"}).value_or(10);
  return std::chrono::seconds(seconds < 0 ? 24 * 3600 : seconds);
}

// What a repository may be called: lower-case letters and digits, with single separators between.
std::string repository_for(const std::string& name) {
  std::string out = "ullage-kept/";
  for (const char c : name) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool plain = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9');
    if (plain)
      out += lower;
    else if (out.back() != '-' && out.back() != '/')
      out += '-';
  }
  while (out.back() == '-') out.pop_back();
  return out;
}

// An apply that was cut off may have come so far already.
Result<> pause(engine::ContainerApi& api, const std::string& id) {
  const auto now = api.inspect(id);
  if (!now) return tl::unexpected(now.error());
  return engine::is_true_at(*now, {"State", "Paused"}) ? Result<>() : api.pause(id);
}

Result<> not_interrupted() {
  if (!interrupted()) return {};
  return fail(ErrorKind::failed, "it was interrupted", "");
}

}  // namespace

Result<> Replacer::enter(Phase phase) {
  if (auto ok = not_interrupted(); !ok) return ok;
  plan_.phase = phase;
  return journal_.write(plan_);
}

tl::unexpected<Error> Replacer::back(Error why) {
  const bool had_stopped = plan_.phase != Phase::preparing;
  tell_(had_stopped ? "going back: " + why.what : "undoing: " + why.what);
  if (auto undone = go_back(api_, plan_); !undone) {
    return fail(undone.error().kind == ErrorKind::unreachable ? ErrorKind::unreachable : ErrorKind::failed,
                fmt::format("{}; and going back did not succeed either: {}", why.what, undone.error().what),
                "once the engine answers again: ullage apply --resume");
  }
  journal_.remove();
  if (!had_stopped) return tl::unexpected(std::move(why));
  return fail(ErrorKind::rolled_back, fmt::format("{}; {} is back as it was", why.what, printable(plan_.first().name)),
              why.remedy);
}

// Whatever has such a name from now on is ours, and may be removed on the way back.
Result<> Replacer::names_are_free() {
  for (const auto& each : plan_.replacements)
    for (const auto& name : {each.new_name(), each.old_name()}) {
      const auto found = api_.inspect(name);
      if (found)
        return fail(ErrorKind::refused, fmt::format("there is a container {} already", printable(name)),
                    "if you don't need it any more, remove it; else rename it");
      if (found.error().kind != ErrorKind::not_found) return tl::unexpected(found.error());
    }
  return {};
}

Result<> Replacer::carry_out() {
  if (auto free = names_are_free(); !free) return free;
  if (auto done = enter(Phase::preparing); !done) return done;
  if (auto done = prepare(); !done) return back(done.error());
  if (auto done = enter(Phase::switching); !done) return back(done.error());
  if (auto done = switch_over(); !done) return back(done.error());
  if (auto done = enter(Phase::judging); !done) return back(done.error());
  if (auto done = judge(); !done) return back(done.error());
  if (auto done = enter(Phase::removing); !done) return back(done.error());
  return remove_old();
}

Result<> Replacer::resume() {
  if (plan_.phase == Phase::judging) {
    if (auto done = judge(); !done) return back(done.error());
    if (auto done = enter(Phase::removing); !done) return back(done.error());
  }
  if (plan_.phase == Phase::removing) return remove_old();
  auto undone = go_back(api_, plan_);
  if (undone) journal_.remove();
  return undone;
}

Result<> Replacer::prepare() {
  if (plan_.keeps_a_layer()) return {};  // there is no image to create from before the old one has stopped
  for (auto& each : plan_.replacements)
    if (auto created = create(each); !created) return created;
  return {};
}

Result<> Replacer::create(Replacement& each) {
  if (auto ok = not_interrupted(); !ok) return ok;
  for (const auto& other : plan_.replacements) {
    if (other.new_id.empty()) continue;
    each.wishes.instead[other.old_id] = each.wishes.instead[other.name] = other.new_id;
    each.wishes.link_names[other.name] = other.new_name();
  }
  const auto recreation = engine::recreate(each.before, each.wishes);
  tell_(fmt::format("creating the new {} beside the old one", printable(each.name)));
  const auto id = each.wishes.podman ? api_.create_in_podman(each.new_name(), recreation.body)
                                     : api_.create(each.new_name(), recreation.body);
  if (!id) return tl::unexpected(id.error());
  each.new_id = *id;
  for (const auto& network : recreation.disconnect)
    if (auto done = api_.disconnect(network, *id); !done) return done;
  for (const auto& [network, endpoint] : recreation.connect)
    if (auto done = api_.connect(network, *id, endpoint); !done) return done;
  return compare(each);
}

Result<> Replacer::compare(const Replacement& each) {
  const auto after = api_.inspect(each.new_id);
  if (!after) return tl::unexpected(after.error());
  std::string fields;
  const auto recreation = engine::recreate(each.before, each.wishes);
  for (auto& difference : engine::differences(each.before, *after, recreation, each.wishes)) {
    fields += fmt::format("{}{} ({} → {})", fields.empty() ? "" : ", ", printable(difference.field),
                          printable(difference.before, 80), printable(difference.after, 80));
    differences_.push_back({each.name, std::move(difference)});
  }
  if (fields.empty() || plan_.accept_differences) return {};
  return fail(ErrorKind::refused,
              fmt::format("the engine can't give back all that {} has: {}", printable(each.name), fields),
              "see whether you can do without; then add --accept-differences");
}

Result<> Replacer::switch_over() {
  const auto begin = Clock::now();
  if (auto done = stop_old(); !done) return done;
  if (plan_.keeps_a_layer())
    if (auto done = keep_layers(); !done) return done;
  if (auto done = swap_names(); !done) return done;
  for (const auto& each : plan_.replacements) {
    if (!each.runs) continue;
    if (auto ok = not_interrupted(); !ok) return ok;
    tell_(fmt::format("starting the new {}", printable(each.name)));
    if (auto started = api_.start(each.new_id); !started) return started;
    if (&each == &plan_.first())
      down_for_ = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
  }
  return {};
}

Result<> Replacer::stop_old() {
  for (const auto& each : std::views::reverse(plan_.replacements)) {
    if (auto ok = not_interrupted(); !ok) return ok;
    tell_(fmt::format("stopping the old {}", printable(each.name)));
    if (each.paused)
      if (auto done = api_.unpause(each.old_id); !done) return done;
    if (auto done = api_.stop_gracefully(each.old_id, grace_of(each)); !done) return done;
    // Only now: one that is just being restarted can't be changed before it is stopped.
    if (restarts(each)) {
      const auto done = api_.set_restart_policy(each.old_id, engine::json::object{{"Name", "no"}});
      // Podman before 5.1 has no such request; it restarts nothing by itself that was stopped by hand.
      if (!done && api_.kind() != model::EngineKind::podman) return done;
    }
  }
  return layers_stayed();
}

Result<> Replacer::layers_stayed() {
  for (auto& each : plan_.replacements) {
    if (each.may_lose_layer || !each.runs) continue;
    const auto lost = layer_losses(api_, each.old_id, each.layer);
    if (!lost) return tl::unexpected(lost.error());
    if (!lost->empty())
      return fail(ErrorKind::refused,
                  fmt::format("{} wrote to its own layer while it stopped ({})", printable(each.name),
                              printable(lost->front().path)),
                  "keep that with --keep-layer, or lose it with --discard-layer");
  }
  return {};
}

Result<> Replacer::keep_layers() {
  for (auto& each : plan_.replacements) {
    if (each.keep_layer) {
      const auto repository = repository_for(each.name);
      const auto tag = fmt::format("{}", std::time(nullptr));
      each.kept_image = repository + ":" + tag;
      if (auto written = journal_.write(plan_); !written) return written;
      tell_(fmt::format("keeping the layer of {} as {}", printable(each.name), each.kept_image));
      const auto image = api_.commit(each.old_id, repository, tag);
      if (!image) return tl::unexpected(image.error());
      each.wishes.image = each.kept_image;
      each.wishes.image_id = *image;
    }
    if (auto created = create(each); !created) return created;
  }
  return {};
}

Result<> Replacer::swap_names() {
  for (const auto& each : plan_.replacements) {
    if (auto done = api_.rename(each.old_id, each.old_name()); !done) return done;
    if (auto done = api_.rename(each.new_id, each.name); !done) return done;
  }
  return {};
}

Result<> Replacer::judge() {
  differences_.clear();
  for (const auto& each : plan_.replacements) {
    const bool first = &each == &plan_.first();
    if (each.runs) {
      tell_(fmt::format("waiting until the new {} is well", printable(each.name)));
      const auto& url = first ? plan_.health_url : std::string();
      const auto well = wait_until_well(api_, each.new_id, url, plan_.patience);
      const bool no_worse = each.was_unwell && url.empty() && !interrupted();
      if (!well && !no_worse) return well;
      if (!well)
        notes_.push_back(fmt::format("{} was not well before, and is not now: {}", each.name, well.error().what));
    }
    if (each.paused)
      if (auto done = pause(api_, each.new_id); !done) return done;
    if (auto same = compare(each); !same) return same;
  }
  return {};
}

Result<> Replacer::remove_old() {
  for (const auto& each : std::views::reverse(plan_.replacements)) {
    if (plan_.keep_old) continue;
    tell_(fmt::format("removing the old {}", printable(each.name)));
    const auto removed = api_.remove_stopped(each.old_id);
    if (!removed && removed.error().kind != ErrorKind::not_found)
      return fail(removed.error().kind,
                  fmt::format("the new {} runs and is well, but the old one, {}, could not be removed: {}",
                              printable(each.name), printable(each.old_name()), removed.error().what),
                  "try again: ullage apply --resume");
  }
  journal_.remove();
  return {};
}

}  // namespace ullage::operations
