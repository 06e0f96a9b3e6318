// How mounts, sizes and ages are called in tables and sentences; all that comes out is fit to print.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "cli/style.h"
#include "model/segment.h"
#include "model/shm_mount.h"

namespace ullage::cli {

// What a user can type to mean this mount's containers; "host" first for the host's own.
std::vector<std::string> callable_names(const model::ShmMount& mount);

// One cell's worth of them; all of them, unless `brief`, then "a,b +3".
std::string names_cell(const model::ShmMount& mount, bool brief);
std::string engines_cell(const model::ShmMount& mount);
std::string images_cell(const model::ShmMount& mount);

// "no limit" for a tmpfs without one; empty where nothing is known.
std::string size_words(const model::ShmMount& mount);
std::string limit_words(Bytes size);

// "12 s", "3 min", "5 h", "2 d".
std::string age_words(std::chrono::seconds age);

// "python(12), python(13) +2".
std::string holders_cell(const std::vector<model::Holder>& holders);

Tone tone_of(model::Verdict verdict);

}  // namespace ullage::cli
