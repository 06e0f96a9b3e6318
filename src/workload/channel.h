// The messages between a loader and one of its workers, with file descriptors, over a SOCK_SEQPACKET socket.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/unique_fd.h"
#include "workload/segment.h"

namespace ullage::workload {

struct Message {
  enum class Kind : std::uint32_t {
    order,     // load this batch
    segments,  // here are the descriptors of its tensors
    finished,  // and now nobody but you has them
    failed,    // no shared memory could be made
  };
  Kind kind = Kind::order;
  std::int32_t error = 0;  // errno, of failed
  std::uint64_t index = 0;
};

struct Received {
  Message message;
  std::vector<UniqueFd> fds;
};
struct NothingYet {};
struct HungUp {};

struct Channel {
  UniqueFd loader, worker;
};
Result<Channel> open_channel();

// A peer that is gone is not an error here: whoever reads finds the end.
Result<> send_message(int socket, const Message& message, const std::vector<Segment>& attached = {});

enum class Wait { no, yes };
// Error: a message that is not ours, or descriptors that did not fit into this process's limit.
Result<std::variant<Received, NothingYet, HungUp>> receive_message(int socket, Wait wait);

}  // namespace ullage::workload
