// The law read backwards: semaphores tell loaders and workers, segments tell the batch.
#include "policy/workload_guess.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "policy/counted.h"
#include "policy/loader_law.h"

namespace ullage::policy {

namespace {

// Above this many different sizes the batches are uneven, and the largest counts.
constexpr std::size_t most_shapes = 8;

struct Family {
  pid_t main = 0;
  std::set<pid_t> workers;
};

// Holders by their parent. One that has such children itself is a main process, not a worker; and one child alone of a
// parent that holds nothing is a program that some shell has started.
std::vector<Family> families(const std::vector<SharingProcess>& holders) {
  std::set<pid_t> pids, parents;
  for (const auto& process : holders) {
    pids.insert(process.pid);
    parents.insert(process.parent);
  }
  std::map<pid_t, Family> found;
  for (const auto& process : holders) {
    if (parents.contains(process.pid)) continue;
    auto& family = found[process.parent];
    family.main = process.parent;
    family.workers.insert(process.pid);
  }
  std::vector<Family> out;
  for (auto& [main, family] : found)
    if (pids.contains(main) || family.workers.size() > 1) out.push_back(std::move(family));
  return out;
}

std::size_t held_by(const std::vector<model::Segment>& segments, pid_t pid) {
  return static_cast<std::size_t>(std::ranges::count_if(segments, [&](const auto& segment) {
    return std::ranges::find(segment.holders, pid, &model::Holder::pid) != segment.holders.end();
  }));
}

// Loaders of a process whose semaphores and workers are known: S = 8 L + 3 W. 0 where that does not come out even.
unsigned loaders_of(std::size_t semaphores, std::size_t workers) {
  if (semaphores <= 3 * workers || (semaphores - 3 * workers) % 8 != 0) return 0;
  const auto loaders = (semaphores - 3 * workers) / 8;
  return workers % loaders == 0 ? static_cast<unsigned>(loaders) : 0;
}

// What part of them there can have been at once.
double share_at_once(const GuessFacts& facts) {
  Bytes seen;
  for (const auto& segment : facts.segments) seen += segment.size;
  const bool bounded = !facts.full && facts.peak.value > 0 && seen > facts.peak;
  return bounded ? static_cast<double>(facts.peak.value) / static_cast<double>(seen.value) : 1;
}

// Of each size as many as make the number seen fit into what can be in flight.
model::BatchTensors batch_of_segments(const GuessFacts& facts, Bytes header, std::uint64_t in_flight) {
  const double share = share_at_once(facts);
  const auto of_a_batch = [&](std::size_t count) {
    return static_cast<std::size_t>(std::ceil(static_cast<double>(count) * share / static_cast<double>(in_flight)));
  };
  std::map<Bytes, std::size_t> shapes;
  for (const auto& segment : facts.segments) ++shapes[round_up_to_page(segment.size) - header];
  if (shapes.size() > most_shapes)
    return model::BatchTensors(of_a_batch(facts.segments.size()), shapes.rbegin()->first);
  model::BatchTensors batch;
  for (const auto& [size, count] : shapes) batch.insert(batch.end(), of_a_batch(count), size);
  return batch;
}

// Only the file_system strategy passes files by name. With the other one a file has its name for a moment.
bool are_passed_by_name(const std::vector<model::Segment>& segments) {
  const auto named = static_cast<std::size_t>(std::ranges::count_if(segments, &model::Segment::linked));
  return named > 1 && named * 4 >= segments.size();
}

std::string sizes_of(const model::BatchTensors& batch) {
  std::map<Bytes, std::uint64_t> shapes;
  for (const Bytes tensor : batch) ++shapes[tensor];
  std::string out;
  for (auto shape = shapes.rbegin(); shape != shapes.rend(); ++shape)
    out += fmt::format("{}{} x {}", out.empty() ? "" : " + ", shape->second, to_string(shape->first));
  return out;
}

// Semaphores alone tell the workers of one loader whose processes may not be looked into.
std::optional<Confidence> count_by_semaphores(const GuessFacts& facts, WorkloadGuess& guess) {
  const std::size_t semaphores = facts.semaphores.size();
  if (semaphores <= 8 || (semaphores - 8) % 3 != 0) return std::nullopt;
  guess.workload.workers = static_cast<unsigned>((semaphores - 8) / 3);
  guess.because.push_back(
      fmt::format("{} semaphores: what a loader with {} has", semaphores, counted(guess.workload.workers, "worker")));
  return Confidence::low;
}

// Ranks, loaders and workers, as far as they show.
std::optional<Confidence> count_processes(const GuessFacts& facts, WorkloadGuess& guess) {
  const auto found = families(facts.holders);
  if (found.empty()) return count_by_semaphores(facts, guess);
  auto& workload = guess.workload;
  workload.ranks = static_cast<unsigned>(found.size());
  const auto& largest = *std::ranges::max_element(found, {}, [](const auto& family) { return family.workers.size(); });
  const std::size_t workers = largest.workers.size();
  const std::size_t semaphores = held_by(facts.semaphores, largest.main);
  const unsigned loaders = loaders_of(semaphores, workers);
  workload.loaders = std::max(1u, loaders);
  workload.workers = static_cast<unsigned>(workers / workload.loaders);
  guess.because.push_back(fmt::format("{} below pid {}", counted(workers, "worker process"), largest.main));
  if (found.size() > 1) guess.because.push_back(fmt::format("{} such processes with workers", found.size()));
  if (loaders == 0) return Confidence::medium;
  guess.because.push_back(fmt::format("{} semaphores: as many as {} with {}{} has", semaphores,
                                      counted(loaders, "loader"), counted(workload.workers, "worker"),
                                      loaders > 1 ? " each" : ""));
  return Confidence::high;
}

}  // namespace

bool is_semaphore(const model::Segment& segment) {
  const auto slash = segment.name.rfind('/');
  return segment.name.compare(slash == std::string::npos ? 0 : slash + 1, 4, "sem.") == 0 &&
         segment.size <= Bytes{4096};
}

std::optional<WorkloadGuess> guess_workload(const GuessFacts& facts) {
  if (facts.segments.empty()) return std::nullopt;
  WorkloadGuess guess;
  auto& workload = guess.workload;
  const auto confidence = count_processes(facts, guess);
  if (!confidence) return std::nullopt;
  guess.confidence = *confidence;
  const bool named = are_passed_by_name(facts.segments);
  if (named) workload.strategy = model::SharingStrategy::file_system;
  const std::uint64_t groups = std::uint64_t{workload.loaders} * workload.ranks;
  const std::uint64_t in_flight = (std::uint64_t{workload.prefetch} * workload.workers + 2) * groups;
  workload.batches = {batch_of_segments(facts, Bytes{named ? 64u : 0u}, in_flight)};
  guess.because.push_back(fmt::format("{} seen; a batch is {}", counted(facts.segments.size(), "segment"),
                                      sizes_of(workload.batches.front())));
  guess.because.emplace_back("assumed: prefetch 2 and a plain loop, which can't be seen from outside");
  return guess;
}

}  // namespace ullage::policy
