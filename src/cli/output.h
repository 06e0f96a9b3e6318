// Where a command writes: gathered, then written at once, so that a closed pipe or a full disk is noticed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/style.h"

namespace ullage::cli {

class Output {
 public:
  // `program`: what the user typed to get here, "ullage" or "docker shm".
  explicit Output(std::string program);

  void write(std::string_view text) { pending_ += text; }
  void line(std::string_view text) { pending_.append(text) += '\n'; }

  // To standard error, after all that was written so far.
  void note(std::string_view text);

  // What is being done, to standard error: one line each.
  void progress(std::string_view text);

  // The error is failed; its code is EPIPE where the reader has gone.
  Result<> flush();

  const std::string& program() const { return program_; }
  const Style& style() const { return style_; }
  bool terminal() const { return terminal_; }
  std::optional<std::size_t> width() const { return width_; }

 private:
  std::string program_;
  std::string pending_;
  bool terminal_;
  Style style_;
  Style note_style_;
  std::optional<std::size_t> width_;
  std::optional<Error> failure_;  // the first one; nothing is written after it
};

// Makes sure that descriptors 0 to 2 are taken, so that no file or socket is opened as standard output.
void hold_standard_descriptors();

}  // namespace ullage::cli
