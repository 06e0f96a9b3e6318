// Finds where the options end without knowing them all: behind them stand the image and the container's own command.
#include "engine/create_command.h"

#include <algorithm>

#include "base/text.h"

namespace ullage::engine {

namespace {

constexpr std::string_view shm_size = "--shm-size";

bool is_verb(const std::string& word) { return word == "run" || word == "create"; }

}  // namespace

CreateCommand::CreateCommand(const json::value& own) {
  for (const auto& word : elements_at(own, {"Config", "CreateCommand"})) words_.push_back(text_at(word, {}));
  const auto verb = std::find_if(words_.begin(), words_.end(), is_verb);
  if (verb == words_.begin() || verb == words_.end()) return;
  verb_ = static_cast<std::size_t>(verb - words_.begin());
  std::vector<std::string> command;
  for (const auto& word : elements_at(own, {"Config", "Cmd"})) command.push_back(text_at(word, {}));
  // Without a command of the user's it is the image's that is shown.
  const std::size_t room = words_.size() - verb_ - 1;
  const bool said = command.size() < room && std::equal(command.rbegin(), command.rend(), words_.rbegin());
  image_ = words_.size() - 1 - (said ? command.size() : 0);
}

std::vector<std::string> CreateCommand::values(std::string_view flag) const {
  std::vector<std::string> out;
  for (std::size_t i = verb_ + 1; verb_ != 0 && i < image_; ++i) {
    const std::string_view word = words_[i];
    if (word == flag)
      out.push_back(i + 1 < image_ && !words_[i + 1].starts_with('-') ? words_[i + 1] : std::string());
    else if (word.starts_with(flag) && word.substr(flag.size()).starts_with('='))
      out.emplace_back(word.substr(flag.size() + 1));
  }
  return out;
}

std::string CreateCommand::last(std::string_view flag) const {
  const auto all = values(flag);
  return all.empty() ? std::string() : all.back();
}

// "NAME", or "NAME,type=env,target=VARIABLE", or "source=NAME,…".
std::vector<SaidSecret> CreateCommand::secrets() const {
  std::vector<SaidSecret> out;
  for (const auto& text : values("--secret")) {
    SaidSecret secret;
    for (const auto part : split(text, ',')) {
      const auto value = part.substr(part.find('=') + 1);
      if (part.starts_with("source=") || part.find('=') == std::string_view::npos) secret.name = value;
      if (part.starts_with("target=")) secret.target = value;
      if (part == "type=env") secret.is_variable = true;
    }
    if (secret.is_variable && secret.target.empty()) secret.target = secret.name;
    out.push_back(std::move(secret));
  }
  return out;
}

std::string CreateCommand::image() const { return verb_ != 0 ? words_[image_] : std::string(); }

json::array CreateCommand::with_shm_size(Bytes size) const {
  std::vector<std::string> words = words_;
  bool said = false;
  for (std::size_t i = verb_ + 1; verb_ != 0 && i < image_; ++i) {
    if (words[i] == shm_size && i + 1 < image_)
      words[i + 1] = to_flag(size), said = true;
    else if (words[i].starts_with(std::string(shm_size) + "="))
      words[i] = std::string(shm_size) + "=" + to_flag(size), said = true;
  }
  if (verb_ != 0 && !said)
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(verb_) + 1, std::string(shm_size) + "=" + to_flag(size));
  return json::array(words.begin(), words.end());
}

}  // namespace ullage::engine
