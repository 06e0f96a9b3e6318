// What the formats need to know of mounts beyond their fields.
#pragma once

#include <optional>
#include <string>

#include "model/definition.h"

namespace ullage::formats {

// A mount of its own decides the size of /dev/shm, and --shm-size does nothing.
bool mounts_shm(const model::Definition& definition);

// As asked for, by --mount or in the options of --tmpfs.
std::optional<Bytes> tmpfs_size(const model::Mount& mount);

// The options of a tmpfs beyond its size, as --tmpfs takes them: "mode=1777,exec".
std::string other_tmpfs_options(const model::Mount& mount);

// "ro" and the others with commas, as -v and --tmpfs take them.
std::string short_options(const model::Mount& mount);

}  // namespace ullage::formats
