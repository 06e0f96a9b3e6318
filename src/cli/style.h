// Colours, by what they mean; none where the output is no terminal or NO_COLOR is set.
#pragma once

#include <string>
#include <string_view>

namespace ullage::cli {

enum class Tone { plain, strong, dim, good, warn, bad };

class Style {
 public:
  Style() = default;
  explicit Style(bool coloured) : coloured_(coloured) {}

  std::string paint(std::string_view text, Tone tone) const;

 private:
  bool coloured_ = false;
};

// Whether to colour what goes to this file descriptor: a terminal that can, and https://no-color.org.
bool may_colour(int fd);

}  // namespace ullage::cli
