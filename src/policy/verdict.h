// The one word that `ls` says about a mount.
#pragma once

#include <optional>

#include "model/shm_mount.h"

namespace ullage::policy {

// A mount without limit has always space. At most 1/64 of the size is left; or less than a quarter.
bool is_out_of_space(const model::Usage& usage);
bool is_short_of_space(const model::Usage& usage);

// full: 1/64 of the size or less, or no inode, is left; tight: less than a quarter is left; default: the 64 MiB that
// engines give when nobody asked; ok: anything else. A mount without limit is never full.
model::Verdict judge(const model::Usage& usage);

// Where only the size may be seen: the default is known by it, nothing else is.
std::optional<model::Verdict> judge_size(Bytes size);

}  // namespace ullage::policy
