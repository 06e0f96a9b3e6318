// What a profile comes to with the numbers of one machine and one user. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/profile.h"
#include "policy/loader_law.h"

namespace ullage::policy {

using ProfileNumbers = std::map<std::string, double, std::less<>>;

struct ProfileNeed {
  Bytes bytes;  // the sum of its terms; 0 where it has only a range
  std::vector<ArithmeticLine> lines;
};

// `known`: gpus, ranks, workers, memory as far as they are known; they yield to `given`, and take the place of presets.
// Error: usage, for a parameter that the profile does not have, that is missing, or that leads beyond any machine.
Result<ProfileNeed> profile_need(const model::Profile& profile, const ProfileNumbers& known,
                                 const ProfileNumbers& given);

// "cameras=4,width=1920": sizes are allowed too. Error: usage.
Result<ProfileNumbers> parse_settings(std::string_view text);

}  // namespace ullage::policy
