// Comments that no text can break out of.
#include "formats/rendered.h"

#include "base/text.h"

namespace ullage::formats {

std::string comment_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) out += "# " + printable(line, std::string::npos) + "\n";
  return out;
}

}  // namespace ullage::formats
