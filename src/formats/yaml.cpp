// Writing YAML: which text may stand as it is, and how the other is quoted.
#include "formats/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace ullage::formats {

namespace {

constexpr std::size_t step = 2;
constexpr std::size_t longest_key = 1000;  // readers look for the colon within 1024 characters

// What a reader would take for true, false or nothing, in whatever case.
constexpr std::array<std::string_view, 9> words{"y", "n", "yes", "no", "on", "off", "true", "false", "null"};

bool is_word(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::find(words.begin(), words.end(), lower) != words.end();
}

// Numbers of all sorts: 1, 0x1f, 0o17, 1e3, 1_000, 12:30:45, 2001-12-14T21:59:43Z.
bool like_number(std::string_view text) {
  return text.find_first_of("0123456789") == 0 &&
         text.find_first_not_of("0123456789abcdefABCDEFxXoO_+-.:tTzZ ") == std::string_view::npos;
}

bool may_stand_plain(std::string_view text, bool in_flow) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/";
  constexpr std::string_view inside = ".-+=@%:$() ";
  if (text.empty() || letters.find(text.front()) == std::string_view::npos) return false;
  if (text.back() == ' ' || text.back() == ':' || text.find(": ") != std::string_view::npos) return false;
  if (in_flow && text.find(':') != std::string_view::npos) return false;
  const auto safe = [&](char c) {
    return letters.find(c) != std::string_view::npos || inside.find(c) != std::string_view::npos;
  };
  return std::all_of(text.begin(), text.end(), safe) && !is_word(text) && !like_number(text);
}

// The value of one valid UTF-8 character.
unsigned code_point(std::string_view rune) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rune[i]); };
  unsigned value = rune.size() == 1 ? byte(0) : byte(0) & (0xffU >> (rune.size() + 1));
  for (std::size_t i = 1; i < rune.size(); ++i) value = value << 6 | (byte(i) & 0x3fU);
  return value;
}

std::string escaped(unsigned c) {
  switch (c) {
    case '\n': return "\\n";
    case '\t': return "\\t";
    case '\r': return "\\r";
    default: break;
  }
  return c < 0x100     ? fmt::format("\\x{:02x}", c)
         : c < 0x10000 ? fmt::format("\\u{:04x}", c)
                       : fmt::format("\\U{:08x}", c);
}

// Between double quotes, where every character can be said; what isn't UTF-8 YAML can't hold.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::size_t length = rune_length(text);
    const std::string_view rune = text.substr(0, std::max<std::size_t>(length, 1));
    text.remove_prefix(rune.size());
    if (length == 0) {
      out += "\\ufffd";
    } else if (rune == "\"" || rune == "\\") {
      (out += '\\') += rune;
    } else {
      const unsigned c = code_point(rune);
      const bool noncharacter = (c & 0xfffe) == 0xfffe;
      out += noncharacter || printable(rune) != rune ? escaped(c) : std::string(rune);
    }
  }
  return out + '"';
}

std::string scalar(std::string_view text, bool in_flow) {
  return may_stand_plain(text, in_flow) ? std::string(text) : quoted(text);
}

}  // namespace

Yaml::Yaml(const std::vector<std::string>& items) : kind_(Kind::list), items_(items.begin(), items.end()) {}

Yaml::Yaml(const std::map<std::string, std::string>& entries) {
  for (const auto& [key, value] : entries) set(key, value);
}

Yaml Yaml::plain(std::string scalar) {
  Yaml value(Kind::plain);
  value.scalar_ = std::move(scalar);
  return value;
}

Yaml Yaml::flow(const std::vector<std::string>& items) {
  Yaml value(items);
  value.kind_ = Kind::flow;
  return value;
}

bool Yaml::says_nothing() const { return is_scalar() ? nothing_ || scalar_.empty() : items_.empty(); }

Yaml& Yaml::set(std::string key, Yaml value) {
  keys_.push_back(std::move(key));
  return items_.emplace_back(std::move(value));
}

void Yaml::add(std::string key, Yaml value) {
  if (!value.says_nothing()) set(std::move(key), std::move(value));
}

Yaml& Yaml::push(Yaml item) { return items_.emplace_back(std::move(item)); }

void Yaml::double_dollars() {
  if (kind_ == Kind::text) {
    std::string doubled;
    for (const char c : scalar_) doubled += c == '$' ? std::string("$$") : std::string(1, c);
    scalar_ = std::move(doubled);
  }
  for (Yaml& item : items_) item.double_dollars();
}

std::string Yaml::on_one_line(bool in_flow) const {
  if (kind_ == Kind::text) return scalar(scalar_, in_flow);
  if (kind_ == Kind::plain) return scalar_;
  if (kind_ == Kind::map) return "{}";
  std::string out;
  for (const Yaml& item : items_) out += (out.empty() ? "" : ", ") + item.on_one_line(true);
  return "[" + out + "]";
}

void Yaml::write(std::string& out, std::size_t indent) const {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const Yaml& item = items_[i];
    const bool nested = (item.kind_ == Kind::map || item.kind_ == Kind::list) && !item.items_.empty();
    std::string lead(indent, ' ');
    if (kind_ == Kind::map) {
      const std::string key = scalar(keys_[i], false);
      lead += key.size() > longest_key ? "? " + key + "\n" + lead + ":" : key + ":";
    } else {
      lead += "-";
    }
    if (!nested) {
      out += lead + " " + item.on_one_line(false) + "\n";
      continue;
    }
    std::string below;
    item.write(below, indent + step);
    // An item of a list begins on its dash's line.
    out += kind_ == Kind::map ? lead + "\n" + below : lead + " " + below.substr(indent + step);
  }
}

std::string Yaml::text() const {
  std::string out;
  write(out, 0);
  return out;
}

}  // namespace ullage::formats
