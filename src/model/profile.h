// A profile: what one kind of program needs of /dev/shm, as data that users can add to. docs/profiles.md has the form.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace ullage::model {

// A number that the user may set, with the one that counts otherwise.
struct ProfileParameter {
  std::string name;
  std::optional<double> preset;  // absent: it must be given, or is known: gpus, ranks, workers, memory
  std::string about;
};

// One part of the need: bytes * the parameters named in `times`.
struct ProfileTerm {
  std::string what;
  double bytes = 0;  // not whole where it is a share of something
  std::vector<std::string> times;
  std::string source;
};

// What users settle at.
struct ProfileRange {
  Bytes from, to;
  std::string source;
};

struct ProfileNote {
  std::string text;
  std::string source;
};

struct Profile {
  std::string name;
  std::string about = {};
  bool dataloader = false;  // a PyTorch DataLoader's law comes on top
  bool system_v = false;    // it also takes System V shared memory, which has limits of its own
  std::vector<ProfileParameter> parameters = {};
  std::vector<ProfileTerm> terms = {};
  std::optional<ProfileRange> range = {};
  std::vector<ProfileNote> notes = {};
};

}  // namespace ullage::model
