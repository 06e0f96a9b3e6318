// What to begin with when nothing but the kind of use is known. Pure.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.h"

namespace ullage::policy {

enum class KindOfUse { no_workers, workers, large_model, several_gpus };

struct StartingRow {
  KindOfUse use;
  std::string_view what;
  Bytes from;
  std::optional<Bytes> to;  // absent: and more
};

std::span<const StartingRow> starting_table();

const StartingRow& starting_row(KindOfUse use);

// Absent where neither workers nor GPUs are known.
std::optional<KindOfUse> kind_of_use(std::optional<std::uint64_t> workers, std::optional<std::uint64_t> gpus,
                                     bool large_model);

}  // namespace ullage::policy
