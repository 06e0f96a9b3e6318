// Removes files of a shm mount that nothing holds, so that nobody who opens one meanwhile loses it.
//
// A lease says that nobody has the file. It is then set aside under a name that nobody knows, still leased: who comes
// by the old name finds nothing, who had found it already waits for the lease and so shows himself. Where one does, the
// file goes back to its name before he gets it. Where none does, it is unlinked.
#pragma once

#include <chrono>
#include <vector>

#include "base/result.h"
#include "model/segment.h"

namespace ullage::kernel {

enum class Removal {
  removed,
  in_use,   // somebody has it, or came for it meanwhile: it is where it was
  touched,  // less long ago than was asked for: it is where it was
  gone,     // removed or replaced by somebody else
};

// One outcome for each segment, in order. `untouched_for`: at least so long, see model::Segment.
// Errors: denied where this user may not ask or remove; failed.
std::vector<Result<Removal>> remove_unheld(int shm_fd, const std::vector<model::Segment>& segments,
                                           std::chrono::seconds untouched_for);

}  // namespace ullage::kernel
