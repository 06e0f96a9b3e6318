// Where the size of a container's /dev/shm is said: --shm-size does nothing where a mount or another container gives
// it.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "model/definition.h"

namespace ullage::policy {

// Changes the size where it is in force. Error: refused, saying whose it is, where this definition doesn't decide.
Result<> set_shm_size(model::Definition& definition, Bytes size);

}  // namespace ullage::policy
