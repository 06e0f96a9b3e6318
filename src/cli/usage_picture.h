// Use over time as a picture of a few lines, for a terminal.
#pragma once

#include <cstddef>
#include <string>

#include "model/usage_timeline.h"

namespace ullage::cli {

struct UsagePicture {
  Bytes size;  // the top line
  Bytes mark;  // pointed out at its height: the law's hard bound; not where it is above the top
  double seconds = 0;
  std::size_t width = 96;  // of the whole picture
  bool blocks = true;      // Unicode's block elements; else plain ASCII
};

std::string draw(const model::UsageTimeline& timeline, const UsagePicture& picture);

// Whether this user's locale says UTF-8.
bool speaks_utf8();

}  // namespace ullage::cli
