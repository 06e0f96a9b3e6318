// How long a live size lasts, and what makes it last longer: that depends on who will make the container again.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.h"
#include "model/container.h"

namespace ullage::policy {

struct Lasting {
  std::string until;            // "the container restarts"
  std::string to_make_it_last;  // what to type or to write; empty when the size is configured already
};

// `container`: absent for the host's own mount and for processes outside of containers. `is_host`: it is the host's.
Lasting lasting(const std::optional<model::Container>& container, bool is_host, Bytes size);

}  // namespace ullage::policy
