// clean, as a recipe: find, open, list, ask who holds what, show, remove.
#include "operations/clean.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "kernel/segment_removal.h"
#include "kernel/segments.h"
#include "operations/mount_facts.h"
#include "operations/mounted_files.h"
#include "operations/reach.h"

namespace ullage::operations {

namespace {

using State = Leftover::State;

// The leaked ones that are old enough; the report counts those that stay.
std::vector<model::Segment> pick(std::vector<model::Segment> visible, const Reached& reached, CleanReport& report) {
  const auto& shm = reached.opened.shm;
  const PidsInside living(reached.landscape, *reached.target.view);
  const MountedFiles mounted(reached.landscape, *reached.target.view);
  std::vector<model::Segment> picked;
  for (auto& segment : visible) {
    if (kernel::is_kept_on_purpose(segment.name)) continue;
    const auto held = kernel::is_held(shm.fd(), segment.name);
    if (!held)
      ++report.unknown;
    else if (!kernel::is_leaked(segment, *held, std::cref(living)))
      continue;
    else if (mounted.contain(shm.mount().root, segment.name))
      ++report.mounted;
    else if (segment.untouched < report.older_than)
      ++report.young;
    else
      picked.push_back(std::move(segment));
  }
  std::ranges::stable_sort(picked, std::greater{}, &model::Segment::allocated);
  return picked;
}

State state_of(kernel::Removal removal) {
  switch (removal) {
    case kernel::Removal::removed: return State::removed;
    case kernel::Removal::in_use: return State::in_use;
    case kernel::Removal::touched: return State::touched;
    case kernel::Removal::gone: return State::gone;
  }
  return State::failed;
}

// The first error, where every file met one.
std::optional<Error> remove(int shm_fd, const std::vector<model::Segment>& segments, CleanReport& report) {
  const auto outcomes = kernel::remove_unheld(shm_fd, segments, report.older_than);
  std::optional<Error> trouble;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    auto& file = report.files[i];
    file.state = outcomes[i] ? state_of(*outcomes[i]) : State::failed;
    if (outcomes[i]) continue;
    file.why = outcomes[i].error().what;
    if (!trouble) trouble = outcomes[i].error();
  }
  return report.count(State::failed) == report.files.size() ? trouble : std::nullopt;
}

Error not_knowable(const CleanReport& report) {
  return {ErrorKind::denied,
          {},
          fmt::format("whether anything holds the {} of {} can't be known",
                      report.unknown == 1 ? "file" : fmt::format("{} files", report.unknown), report.name),
          "run it with sudo; root needs CAP_LEASE for it"};
}

}  // namespace

std::size_t CleanReport::count(State state) const {
  return static_cast<std::size_t>(std::ranges::count(files, state, &Leftover::state));
}

Bytes CleanReport::bytes(State state) const {
  Bytes sum;
  for (const auto& file : files)
    if (file.state == state) sum += file.allocated;
  return sum;
}

Result<CleanReport> clean(const CleanRequest& request, const ShowFirst& show) {
  const auto reached = reach(request.name);
  if (!reached) return tl::unexpected(reached.error());
  const int shm_fd = reached->opened.shm.fd();
  auto visible = kernel::visible_segments(shm_fd);
  if (!visible) return tl::unexpected(visible.error());

  CleanReport report;
  report.name = reached->target.name;
  report.dry_run = request.dry_run;
  report.older_than = request.older_than;
  if (visible->cut_short)
    report.notes.push_back(fmt::format("it has more than {} files; run it again for the rest", kernel::most_segments));
  const auto picked = pick(std::move(visible->segments), *reached, report);
  for (const auto& segment : picked)
    report.files.push_back({segment.name, segment.size, segment.allocated, segment.untouched, State::leaked, {}});
  if (report.files.empty() && report.unknown > 0) return tl::unexpected(not_knowable(report));

  if (const auto shown = show(report); !shown) return tl::unexpected(shown.error());
  if (request.dry_run) return report;
  if (const auto trouble = remove(shm_fd, picked, report)) return tl::unexpected(*trouble);
  return report;
}

}  // namespace ullage::operations
