// What every format gives back: the text, and what the format had no words for.
#pragma once

#include <string>
#include <vector>

namespace ullage::formats {

struct Rendered {
  std::string text;                 // ends in a line break
  std::vector<std::string> unsaid;  // one sentence each: "swarm takes no device requests: --gpus all is left out"
};

// As comment lines of a shell or YAML: "# text", each on one line whatever it holds.
std::string comment_lines(const std::vector<std::string>& lines);

}  // namespace ullage::formats
