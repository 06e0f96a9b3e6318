// rehearse, as a recipe: the law, the place and whether it may be used, then one performance, or a search.
#include "operations/rehearse.h"

#include <fmt/format.h>

#include <algorithm>

#include "operations/rehearse_find.h"
#include "operations/rehearse_place.h"
#include "operations/rehearse_stage.h"

namespace ullage::operations {

namespace {

constexpr std::uint64_t most_processes = 2048;
constexpr std::chrono::milliseconds slow_loading{20};

Result<> makes_sense(const RehearseRequest& request) {
  const auto& workload = request.workload;
  if (workload.workers == 0)
    return fail(ErrorKind::usage, "without workers nothing is shared, so there is nothing to rehearse",
                "give --workers; where there are none, any /dev/shm is large enough");
  const std::uint64_t processes = std::uint64_t{workload.workers + 1} * workload.loaders * workload.ranks;
  if (processes > most_processes)
    return fail(ErrorKind::usage, fmt::format("that would start {} processes", processes),
                fmt::format("rehearse a part of it: at most {}, ranks times loaders times workers", most_processes));
  if (request.find && request.size)
    return fail(ErrorKind::usage, "--find looks for the size itself", "give --find or --shm-size");
  if (request.find && request.duration)
    return fail(ErrorKind::usage, "--find needs no more batches than fill the mount", "leave --seconds out");
  return {};
}

// After so many steps each window of batches has been in flight at once.
std::uint64_t steps_to_the_peak(const model::Workload& workload, const policy::LoaderNeed& need) {
  return need.hard_batches + workload.batches.size() + workload.held;
}

std::vector<std::vector<Bytes>> files_of(const model::Workload& workload) {
  const Bytes header{workload.strategy == model::SharingStrategy::file_system ? 64u : 0u};
  std::vector<std::vector<Bytes>> batches;
  for (const auto& tensors : workload.batches) {
    auto& files = batches.emplace_back();
    for (const Bytes tensor : tensors)
      if ((tensor + header).value > 0) files.push_back(tensor + header);
  }
  return batches;
}

Result<workload::RankConfig> rank_config(const RehearseRequest& request, const policy::LoaderNeed& need) {
  const auto& workload = request.workload;
  workload::RankConfig rank;
  rank.loaders = workload.loaders;
  rank.drops_first = workload.held == 0 && workload.loaders > 1;
  rank.settled = workload.slow_workers ? 0 : steps_to_the_peak(workload, need);
  auto& loader = rank.loader;
  loader.workers = workload.workers;
  loader.prefetch_factor = workload.prefetch;
  // zip() keeps what it gave last, whatever the consumer does.
  loader.held = std::max(workload.held, workload.loaders > 1 ? 1u : 0u);
  loader.uneven = files_of(workload);
  loader.locks = static_cast<unsigned>(need.semaphores.value / KiB(4).value);
  loader.place.write_first = true;
  loader.mute = request.custom_collate;
  if (workload.slow_workers) loader.loading = slow_loading;
  loader.batches = workload.count;
  if (workload.count == 0 && !request.duration)
    loader.batches = steps_to_the_peak(workload, need) + (request.find ? 0 : 2 * need.hard_batches);
  if (auto good = check(loader); !good) return tl::unexpected(good.error());
  return rank;
}

Result<> search(const RehearseRequest& request, StagePlan plan, RehearseReport& report) {
  Search search;
  search.hard = report.size;
  search.too_low = report.need.semaphores;
  search.step = report.need.largest_batch;
  search.most = Bytes{report.size.value * 2};
  search.progress = request.progress;
  search.perform = [&plan](Bytes size) {
    plan.own_size = size;
    return perform(plan);
  };
  auto found = find_smallest(search);
  if (!found) return tl::unexpected(found.error());
  report.size = found->size;
  report.run = std::move(found->last);
  report.found = {found->size, found->runs, agreement(found->size, report.need.hard, report.need.largest_batch)};
  return {};
}

// What to do about an outcome; empty where there is nothing to do.
std::string advice(const RehearseReport& report, const Place& place) {
  const Outcome outcome = report.run->outcome;
  if (outcome == Outcome::completed) return {};
  if (outcome == Outcome::out_of_memory)
    return "more shared memory does not help: raise the memory limit, or use fewer workers or smaller batches";
  const Bytes needed = round_up_to_page(report.need.hard + report.run->before);
  const std::string size = to_flag(needed);
  if (place.own_mount) return fmt::format("it needs {}: --shm-size {}", to_string(needed), size);
  const auto& target = place.reached->target;
  return fmt::format("it needs {}: ullage grow {} {}", to_string(needed), target.is_host() ? "--host" : target.name,
                     size);
}

}  // namespace

std::string_view to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::completed: return "completed";
    case Outcome::bus_error: return "bus error";
    case Outcome::no_space: return "no space";
    case Outcome::stalled: return "stalled";
    case Outcome::out_of_memory: return "OOM";
  }
  return "unknown";
}

Result<RehearseReport> rehearse(const RehearseRequest& request) {
  const auto need = policy::loader_need(request.workload);
  if (!need) return tl::unexpected(need.error());
  if (auto sense = makes_sense(request); !sense) return tl::unexpected(sense.error());
  const auto rank = rank_config(request, *need);
  if (!rank) return tl::unexpected(rank.error());
  const auto place = find_place(request, need->hard);
  if (!place) return tl::unexpected(place.error());

  RehearseReport report{place->where, *need, place->size, {}, {}, request.dry_run, {}};
  if (request.beside_service && !place->own_mount) {
    const std::string warning = "whatever else uses that mount can fail while the rehearsal fills it";
    request.progress ? request.progress(warning) : report.notes.push_back(warning);
  }
  if (request.workload.loaders > 1)
    report.notes.push_back(
        "as for x, y in zip(a, b): a consumer that keeps the tuple itself, or enumerates, needs up to the hard bound");
  if (request.dry_run) return report;

  StagePlan plan = place->plan();
  plan.rank = *rank;
  plan.ranks = request.workload.ranks;
  plan.duration = request.duration;
  plan.patience = request.patience;
  if (request.find) {
    if (auto found = search(request, plan, report); !found) return tl::unexpected(found.error());
    return report;
  }
  auto run = perform(plan);
  if (!run) return tl::unexpected(run.error());
  report.run = std::move(*run);
  if (auto what = advice(report, *place); !what.empty()) report.notes.push_back(std::move(what));
  return report;
}

}  // namespace ullage::operations
