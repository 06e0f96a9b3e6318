// The one word that `ls` says about a mount.
#pragma once

#include <optional>

#include "model/shm_mount.h"

namespace ullage::policy {

// full: 1/64 of the size or less, or no inode, is left; tight: less than a quarter is left; default: the 64 MiB that
// engines give when nobody asked; ok: anything else. A mount without limit is never full.
model::Verdict judge(const model::Usage& usage);

// Where only the size may be seen: the default is known by it, nothing else is.
std::optional<model::Verdict> judge_size(Bytes size);

}  // namespace ullage::policy
