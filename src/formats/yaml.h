// YAML to write: values in the order they were said, quoted so that no reader of YAML 1.1 or 1.2 takes text for more.
#pragma once

#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace ullage::formats {

class Yaml {
 public:
  Yaml() = default;  // an empty map
  Yaml(std::string text) : kind_(Kind::text), scalar_(std::move(text)) {}
  Yaml(const char* text) : Yaml(std::string(text)) {}
  template <std::integral Number>
  Yaml(Number number) : Yaml(plain(std::same_as<Number, bool> ? (number ? "true" : "false") : std::to_string(number))) {
    nothing_ = number == Number{};
  }
  Yaml(const std::vector<std::string>& items);
  Yaml(const std::map<std::string, std::string>& entries);

  static Yaml plain(std::string scalar);                    // written as it is: "1.5", "null"
  static Yaml list() { return Yaml(Kind::list); }           // one item a line
  static Yaml flow(const std::vector<std::string>& items);  // [one, line]

  // Nobody writes it down: "", 0, false, an empty list or map.
  bool says_nothing() const;

  Yaml& set(std::string key, Yaml value);  // of a map; gives the value back
  // Unless it says nothing.
  void add(std::string key, Yaml value);
  // Also where it says nothing: an explicit 0 or false.
  template <class T>
  void add(std::string key, const std::optional<T>& value) {
    if (value) set(std::move(key), Yaml(*value));
  }
  Yaml& push(Yaml item);  // of a list; gives the item back

  // In all text but keys: for readers that put variables in.
  void double_dollars();

  std::string text() const;  // a document without its comments

 private:
  enum class Kind { map, list, flow, text, plain };

  explicit Yaml(Kind kind) : kind_(kind) {}
  bool is_scalar() const { return kind_ == Kind::text || kind_ == Kind::plain; }
  std::string on_one_line(bool in_flow) const;
  void write(std::string& out, std::size_t indent) const;

  Kind kind_ = Kind::map;
  bool nothing_ = false;  // a number's 0, false
  std::string scalar_;
  std::vector<std::string> keys_;  // of a map, one for each of the items
  std::vector<Yaml> items_;
};

}  // namespace ullage::formats
