// What a container's writable layer has that its image has not, one path each, as `docker diff` shows it.
#pragma once

#include <string>

namespace ullage::model {

struct LayerChange {
  enum class Kind { modified = 0, added = 1, deleted = 2 };  // the numbers of the engine's API

  Kind kind = Kind::modified;
  std::string path;
};

}  // namespace ullage::model
