// The table of the case that Ullage was begun for: a DataLoader service in a container of 64 MiB.
#include "policy/starting_table.h"

namespace ullage::policy {

namespace {

constexpr StartingRow table[]{{KindOfUse::no_workers, "no workers", MiB(64), MiB(512)},
                              {KindOfUse::workers, "4 workers", GiB(2), GiB(4)},
                              {KindOfUse::large_model, "a large model with workers", GiB(4), GiB(8)},
                              {KindOfUse::several_gpus, "several GPUs", GiB(8), std::nullopt}};

}  // namespace

std::span<const StartingRow> starting_table() { return table; }

const StartingRow& starting_row(KindOfUse use) { return table[static_cast<std::size_t>(use)]; }

std::optional<KindOfUse> kind_of_use(std::optional<std::uint64_t> workers, std::optional<std::uint64_t> gpus,
                                     bool large_model) {
  if (gpus.value_or(0) > 1) return KindOfUse::several_gpus;
  if (large_model) return KindOfUse::large_model;
  if (workers) return *workers == 0 ? KindOfUse::no_workers : KindOfUse::workers;
  return std::nullopt;
}

}  // namespace ullage::policy
