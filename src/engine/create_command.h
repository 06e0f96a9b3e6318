// The command line that made a container, which Podman keeps: what its inspect does not show stands only there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "engine/json.h"

namespace ullage::engine {

struct SaidSecret {
  std::string name;
  std::string target;        // a path or a variable; empty: Podman's choice
  bool is_variable = false;  // which inspect does not show at all
};

class CreateCommand {
 public:
  // Of Podman's own description. Empty where it was made through the API.
  explicit CreateCommand(const json::value& own);

  // What was given for `flag` ("--ipc", or "-h"), in its order; "" where it stands without a value.
  std::vector<std::string> values(std::string_view flag) const;
  std::string last(std::string_view flag) const;
  bool has(std::string_view flag) const { return !values(flag).empty(); }
  std::vector<SaidSecret> secrets() const;
  std::string image() const;  // as it was written

  // The same command with another --shm-size, so that what is made from it later has it too.
  json::array with_shm_size(Bytes size) const;

 private:
  std::vector<std::string> words_;
  std::size_t verb_ = 0;   // "run" or "create"; 0: there is none
  std::size_t image_ = 0;  // options are those between the two
};

}  // namespace ullage::engine
