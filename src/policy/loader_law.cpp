// The law's arithmetic, with every number checked before it is multiplied.
#include "policy/loader_law.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/counted.h"

namespace ullage::policy {

namespace {

// Beyond these a number is a slip, and below them no product overflows 127 bits.
constexpr std::uint64_t most_workers = 4096, most_prefetch = 100'000, most_held = 1'000'000, most_loaders = 4096;
constexpr std::size_t most_tensors = 100'000, most_batches = 100'000;
constexpr Bytes most_bytes{1ULL << 62};

__extension__ using Wide = unsigned __int128;

Result<> within(std::string_view what, std::uint64_t value, std::uint64_t least, std::uint64_t most) {
  if (value >= least && value <= most) return {};
  return fail(ErrorKind::usage, fmt::format("{} can't be {}", what, value), fmt::format("use {} to {}", least, most));
}

Result<> check(const model::Workload& workload) {
  if (auto good = within("the number of workers", workload.workers, 0, most_workers); !good) return good;
  if (auto good = within("the prefetch factor", workload.prefetch, 1, most_prefetch); !good) return good;
  if (auto good = within("the number of batches held", workload.held, 0, most_held); !good) return good;
  if (auto good = within("the number of loaders", workload.loaders, 1, most_loaders); !good) return good;
  if (auto good = within("the number of ranks", workload.ranks, 1, most_loaders); !good) return good;
  if (auto good = within("the number of different batches", workload.batches.size(), 1, most_batches); !good)
    return good;
  for (const auto& tensors : workload.batches) {
    if (auto good = within("the number of tensors in a batch", tensors.size(), 1, most_tensors); !good) return good;
    for (const Bytes tensor : tensors)
      if (auto good = within("the size of a tensor", tensor.value, 0, GiB(1 << 20).value); !good) return good;
  }
  return {};
}

// The largest sum over so many consecutive batches, the sequence going on from its start at its end.
Wide largest_window(const std::vector<Bytes>& batches, std::uint64_t wanted) {
  const std::size_t period = batches.size();
  Wide whole = 0;
  for (const Bytes batch : batches) whole += batch.value;
  const std::size_t rest = wanted % period;
  Wide window = 0;
  for (std::size_t i = 0; i < rest; ++i) window += batches[i].value;
  Wide largest = window;
  for (std::size_t start = 0; start + 1 < period; ++start) {
    window += batches[(start + rest) % period].value;
    window -= batches[start].value;
    largest = std::max(largest, window);
  }
  return whole * (wanted / period) + largest;
}

Result<Bytes> narrow(Wide bytes) {
  if (bytes <= most_bytes.value) return Bytes{static_cast<std::uint64_t>(bytes)};
  return fail(ErrorKind::usage, "these parameters need more memory than any machine has",
              "check the number of workers, the prefetch factor and the size of a batch");
}

std::uint64_t at_most(std::uint64_t batches, const model::Workload& workload) {
  return workload.count == 0 ? batches : std::min(batches, workload.count);
}

struct InFlight {
  std::uint64_t hard, usual;  // of each loader
  std::uint64_t hard_once;    // of the one whose turn it is
};

// zip() keeps a tuple of its own, and fills it anew only every other time where the consumer has the last one: so it
// holds batches that the consumer let go (Python/bltinmodule.c, zip_next).
InFlight in_flight(const model::Workload& workload) {
  const std::uint64_t ahead = std::uint64_t{workload.prefetch} * workload.workers;
  const std::uint64_t running = workload.slow_workers ? std::min<std::uint64_t>(ahead, workload.workers) : ahead;
  const bool zipped = workload.loaders > 1;
  const bool kept_by_zip = zipped && workload.held > 0 && !workload.drops_first;
  const std::uint64_t kept = std::max(workload.held + (workload.drops_first ? 1 : 0), 1u) + (kept_by_zip ? 1 : 0);
  const std::uint64_t hard = ahead + workload.held + 1;
  return {at_most(hard, workload), at_most(running + kept, workload), at_most(hard + (zipped ? 1 : 0), workload)};
}

std::string in_flight_words(const model::Workload& workload, std::uint64_t batches) {
  if (batches == workload.count) return fmt::format("{} in flight: all that there are", counted(batches, "batch"));
  const auto ahead = fmt::format("{} x prefetch {}", counted(workload.workers, "worker"), workload.prefetch);
  const std::string_view one = workload.held == 0   ? " + the consumer's own"
                               : workload.held == 1 ? " + the consumer's old one and its new one"
                                                    : "";
  const auto several = fmt::format(" + {} that the consumer keeps and its new one", workload.held);
  return fmt::format("{} in flight: {}{}", counted(batches, "batch"), ahead, one.empty() ? several : one);
}

std::string batch_words(const model::Workload& workload, Bytes largest) {
  const auto& first = workload.batches.front();
  const std::string_view uneven = workload.batches.size() > 1 ? "the largest batch" : "a batch";
  const auto tensors = first.size() == 1 ? std::string("one tensor") : counted(first.size(), "tensor");
  return fmt::format("{} is {}: {}, each in whole pages{}", uneven, to_string(largest), tensors,
                     workload.strategy == model::SharingStrategy::file_system ? " with a header of 64 bytes" : "");
}

}  // namespace

Bytes segment_of(Bytes tensor, model::SharingStrategy strategy) {
  const Bytes header{strategy == model::SharingStrategy::file_system ? 64u : 0u};
  return round_up_to_page(tensor + header);
}

Bytes batch_of(const model::BatchTensors& tensors, model::SharingStrategy strategy) {
  Bytes sum;
  for (const Bytes tensor : tensors) sum += segment_of(tensor, strategy);
  return sum;
}

Result<LoaderNeed> loader_need(const model::Workload& workload) {
  if (auto good = check(workload); !good) return tl::unexpected(good.error());
  LoaderNeed need;
  if (workload.workers == 0) {
    need.lines.push_back({"no workers: the loader runs in the process itself and shares nothing", {}});
    return need;
  }
  std::vector<Bytes> batches;
  for (const auto& tensors : workload.batches) batches.push_back(batch_of(tensors, workload.strategy));
  need.largest_batch = *std::ranges::max_element(batches);
  need.semaphores = semaphores_of(workload.workers);

  const auto batches_in = in_flight(workload);
  need.hard_batches = batches_in.hard;
  need.usual_batches = batches_in.usual;
  const Wide semaphores = Wide{need.semaphores.value} * workload.loaders;
  const Wide window = largest_window(batches, batches_in.hard);
  const Wide hard = window * (workload.loaders - 1) + largest_window(batches, batches_in.hard_once) + semaphores;
  const Wide usual = largest_window(batches, batches_in.usual) * workload.loaders + semaphores;
  const auto hard_bytes = narrow(hard * workload.ranks);
  if (!hard_bytes) return tl::unexpected(hard_bytes.error());
  need.hard = *hard_bytes;
  need.usual = {static_cast<std::uint64_t>(usual * workload.ranks)};

  const auto whole = [](Wide bytes) { return Bytes{static_cast<std::uint64_t>(bytes)}; };
  need.lines.push_back({batch_words(workload, need.largest_batch), need.largest_batch});
  need.lines.push_back({in_flight_words(workload, batches_in.hard), whole(window)});
  need.lines.push_back(
      {fmt::format("{} semaphores of the loader's queues, a page each", 8 + 3 * workload.workers), need.semaphores});
  if (workload.loaders > 1)
    need.lines.push_back(
        {fmt::format("{} at the same time, each with all of that, and one batch more that zip() still has",
                     counted(workload.loaders, "loader")),
         whole(hard)});
  if (workload.ranks > 1)
    need.lines.push_back(
        {fmt::format("{} in this container, each with all of that", counted(workload.ranks, "rank")), need.hard});
  return need;
}

}  // namespace ullage::policy
