// Files of a shm mount that are mounted on, or mounted elsewhere: to unlink one would take it from whoever mounted it,
// in whatever namespace, although no process has it open.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "operations/landscape.h"

namespace ullage::operations {

class MountedFiles {
 public:
  // Reads the mount table of every namespace that this user may look into.
  MountedFiles(const Landscape& landscape, const ShmView& view);

  // `name`: relative to the mount, whose root is this part of the superblock.
  bool contain(std::string_view root, std::string_view name) const;

 private:
  std::set<std::string> paths_;  // within the superblock
};

}  // namespace ullage::operations
