// Completion scripts, made from the table. Names of containers come from `ullage ls --quiet` when they are asked for;
// they are hostile, so no script lets the shell expand them.
#pragma once

#include <string>

namespace ullage::cli {

std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace ullage::cli
