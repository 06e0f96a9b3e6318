// The terminal sequences behind the tones.
#include "cli/style.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

namespace ullage::cli {

std::string Style::paint(std::string_view text, Tone tone) const {
  if (!coloured_ || tone == Tone::plain || text.empty()) return std::string(text);
  const int code = [tone] {
    switch (tone) {
      case Tone::strong: return 1;
      case Tone::dim: return 2;
      case Tone::good: return 32;
      case Tone::warn: return 33;
      case Tone::bad: return 31;
      case Tone::plain: break;
    }
    return 0;
  }();
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

bool may_colour(int fd) {
  const char* no_color = std::getenv("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  return term != nullptr && std::string_view(term) != "dumb" && ::isatty(fd) == 1;
}

}  // namespace ullage::cli
