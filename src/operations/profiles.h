// Finds a profile: one of the user's, of this machine's, or one that comes with the program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/profile.h"

namespace ullage::operations {

// `name`: of a profile, or a path to a file (with a slash in it). Looked for as NAME.yaml in
// $XDG_CONFIG_HOME/ullage/profiles (else ~/.config), in /etc/ullage/profiles, then among the built-in ones.
// Errors: usage, naming the profiles that there are, or the place in the file that is off.
Result<model::Profile> find_profile(std::string_view name);

// All of them; one that another one hides is left out. What can't be read is a note.
struct ProfileList {
  std::vector<model::Profile> profiles;
  std::vector<std::string> notes;
};
ProfileList all_profiles();

// Those that come with the program: made from the files in profiles/ when it is built.
struct BuiltInProfile {
  std::string_view file_name, text;
};
std::vector<BuiltInProfile> built_in_profiles();

}  // namespace ullage::operations
