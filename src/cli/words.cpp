// Wording; nothing here decides anything.
#include "cli/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ullage::cli {

namespace {

constexpr std::size_t brief_count = 2;

// Each once, in the order of their first appearance.
void add_once(std::vector<std::string>& list, std::string text) {
  if (!text.empty() && std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

std::string image_name(std::string_view image) {
  constexpr std::string_view digest = "sha256:";
  return whole(image.starts_with(digest) ? image.substr(digest.size(), 12) : image);
}

}  // namespace

std::vector<std::string> callable_names(const model::ShmMount& mount) {
  std::vector<std::string> names;
  if (mount.mode == model::MountMode::host) names.emplace_back("host");
  for (const model::Container& container : mount.containers) {
    const std::string name = display_name(container);
    // A name that can't be shown as it is can't be typed either: its id can.
    add_once(names, whole(whole(name) == name ? name : container.id.substr(0, 12)));
  }
  if (names.empty() && mount.pid != 0) names.push_back(fmt::format("pid:{}", mount.pid));
  return names;
}

std::string names_cell(const model::ShmMount& mount, bool brief) {
  std::vector<std::string> names;
  if (mount.mode == model::MountMode::host) names.emplace_back("host");
  for (const model::Container& container : mount.containers) add_once(names, whole(display_name(container)));
  if (names.empty()) names = callable_names(mount);
  if (!brief || names.size() <= brief_count + 1) return fmt::format("{}", fmt::join(names, ","));
  const std::size_t more = names.size() - brief_count;
  names.resize(brief_count);
  return fmt::format("{} +{}", fmt::join(names, ","), more);
}

std::string engines_cell(const model::ShmMount& mount) {
  std::vector<std::string> engines;
  for (const model::Container& container : mount.containers)
    add_once(engines, std::string(to_string(container.engine)));
  return fmt::format("{}", fmt::join(engines, ","));
}

std::string images_cell(const model::ShmMount& mount) {
  std::vector<std::string> images;
  for (const model::Container& container : mount.containers) add_once(images, image_name(container.image));
  return fmt::format("{}", fmt::join(images, ","));
}

std::string limit_words(Bytes size) { return size.value == 0 ? "no limit" : to_string(size); }

std::string size_words(const model::ShmMount& mount) {
  if (mount.usage) return limit_words(mount.usage->size);
  return mount.size ? limit_words(*mount.size) : "";
}

std::string age_words(std::chrono::seconds age) {
  const auto s = age.count();
  if (s < 120) return fmt::format("{} s", s);
  if (s < 2 * 3600) return fmt::format("{} min", s / 60);
  if (s < 48 * 3600) return fmt::format("{} h", s / 3600);
  return fmt::format("{} d", s / 86400);
}

std::string holders_cell(const std::vector<model::Holder>& holders) {
  std::vector<std::string> shown;
  for (const model::Holder& holder : holders) {
    if (shown.size() == brief_count) break;
    shown.push_back(fmt::format("{}({})", whole(holder.command), holder.pid));
  }
  std::string text = fmt::format("{}", fmt::join(shown, ", "));
  if (holders.size() > shown.size()) text += fmt::format(" +{}", holders.size() - shown.size());
  return text;
}

Tone tone_of(model::Verdict verdict) {
  switch (verdict) {
    case model::Verdict::ok: return Tone::good;
    case model::Verdict::tight: return Tone::warn;
    case model::Verdict::full: return Tone::bad;
    case model::Verdict::default_size: return Tone::plain;
  }
  return Tone::plain;
}

}  // namespace ullage::cli
