// The matcher: one expression of all patterns runs over whole blocks, and only a line that it stops at is looked at.
// The one file that sees RE2, whose time is linear in the log whatever the log is.
#include "policy/log_signatures.h"

#include <re2/re2.h>
#include <re2/set.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>

#include "policy/log_table.h"

namespace ullage::policy {

namespace {

constexpr std::size_t longest_line = 64 << 10, longest_shown = 1 << 10, block = 128 << 10;
constexpr std::int64_t most_memory = 64 << 20;  // of one automaton
constexpr std::uint64_t near = 2 << 10;         // bytes from `after` to its pattern: some ten lines

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

RE2::Options options() {
  RE2::Options options(RE2::Latin1);  // bytes
  options.set_never_nl(true);         // else [^x]* of one line would be looked for through a whole block
  options.set_log_errors(false);
  options.set_max_mem(most_memory);
  return options;
}

// What is searched for: the patterns, then what some of them must come after.
struct Expressions {
  std::vector<std::string_view> patterns;
  std::vector<std::optional<std::size_t>> after;  // by signature: which of the patterns
  std::unique_ptr<RE2> any;
  RE2::Set which{options(), RE2::UNANCHORED};

  Expressions() {
    std::string joined = "(?m)";
    const auto add = [&](std::string_view pattern) {
      patterns.push_back(pattern);
      which.Add(piece(pattern), nullptr);
      joined += patterns.size() == 1 ? "(?:" : "|(?:";
      joined.append(pattern).append(")");
    };
    for (const auto& signature : signatures()) add(signature.pattern);
    for (const auto& signature : signatures()) {
      after.emplace_back();
      if (signature.after.empty()) continue;
      const auto known = std::find(patterns.begin() + signatures().size(), patterns.end(), signature.after);
      after.back() = known - patterns.begin();
      if (known == patterns.end()) add(signature.after);
    }
    which.Compile();
    auto searching = options();
    searching.set_never_capture(true);
    any = std::make_unique<RE2>(joined, searching);
  }

  std::vector<int> of_line(std::string_view line) const {
    std::vector<int> found;
    which.Match(piece(line), &found);
    return found;
  }
};

const Expressions& expressions() {
  static const Expressions once;
  return once;
}

// Takes escape sequences for colours and cursors out, in place. None of them has a newline in it.
void remove_colours(std::string& text) {
  std::size_t end = text.find('\x1b');
  for (std::size_t i = end; i < text.size();) {
    if (text[i] != '\x1b' || i + 1 == text.size() || text[i + 1] != '[') {
      text[end++] = text[i++];
      continue;
    }
    for (i += 2; i < text.size() && text[i] >= ' ' && text[i] <= '?';) ++i;
    if (i < text.size() && text[i] >= '@' && text[i] <= '~') ++i;
  }
  if (end < text.size()) text.resize(end);
}

// The line from the match on, and what was captured.
void show(LogFinding& finding, const std::string& line) {
  const RE2 pattern(piece(finding.signature->pattern), options());
  std::vector<re2::StringPiece> groups(1 + pattern.NumberOfCapturingGroups());
  pattern.Match(line, 0, line.size(), RE2::UNANCHORED, groups.data(), static_cast<int>(groups.size()));
  for (std::size_t i = 1; i < groups.size(); ++i)
    if (!groups[i].empty()) finding.captures.emplace_back(groups[i]);
  const auto match = static_cast<std::size_t>(groups[0].data() - line.data());
  finding.line = line.substr(line.size() <= longest_shown ? 0 : match, longest_shown);
}

}  // namespace

std::string_view to_string(LogMeaning meaning) {
  switch (meaning) {
    case LogMeaning::too_small: return "too_small";
    case LogMeaning::feeder_died: return "feeder_died";
    case LogMeaning::small_at_start: return "small_at_start";
    case LogMeaning::memory_limit: return "memory_limit";
    case LogMeaning::system_v: return "system_v";
    case LogMeaning::descriptors: return "descriptors";
    case LogMeaning::mappings: return "mappings";
    case LogMeaning::permission: return "permission";
    case LogMeaning::leftovers: return "leftovers";
    case LogMeaning::removed: return "removed";
    case LogMeaning::bad_request: return "bad_request";
    case LogMeaning::stalled: return "stalled";
    case LogMeaning::tracker: return "tracker";
    case LogMeaning::size_format: return "size_format";
    case LogMeaning::not_joinable: return "not_joinable";
    case LogMeaning::engine_mount: return "engine_mount";
    case LogMeaning::died: return "died";
  }
  return "";
}

std::span<const Signature> signatures() {
  static const std::vector<Signature> all = [] {
    std::vector<Signature> joined;
    for (const auto part : {training_signatures(), service_signatures(), host_signatures()})
      joined.insert(joined.end(), part.begin(), part.end());
    return joined;
  }();
  return all;
}

struct LogScanner::Matcher {
  static constexpr std::uint64_t never = std::numeric_limits<std::uint64_t>::max();

  struct Seen {
    std::uint64_t count = 0, last = never;    // lines, and where the last begins
    std::shared_ptr<const std::string> line;  // one copy for all that it hits
  };

  std::string text;            // lines that are still to be searched, the last perhaps not whole
  std::size_t line_start = 0;  // where that one begins
  std::uint64_t searched = 0;  // bytes before this text, without colours and what lines have too much
  std::vector<Seen> seen{expressions().patterns.size()};

  void feed(std::string_view rest) {
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      text.append(rest.substr(0, std::min(end, longest_line - (text.size() - line_start))));
      if (end == rest.size()) return;
      rest.remove_prefix(end + 1);
      text.push_back('\n');
      line_start = text.size();
      if (text.size() >= block) search();
    }
  }

  void search() {
    remove_colours(text);
    const std::string_view all = text;
    std::size_t next = 0;
    for (re2::StringPiece hit;
         expressions().any->Match(piece(all), next, all.size(), RE2::UNANCHORED, &hit, 1) && !hit.empty();) {
      const auto at = static_cast<std::size_t>(hit.data() - all.data());
      const std::size_t start = all.rfind('\n', at) + 1, end = std::min(all.find('\n', at), all.size());
      look_at(all.substr(start, end - start), searched + start);
      next = end;
    }
    searched += text.size();
    text.clear();
    line_start = 0;
  }

  void look_at(std::string_view line, std::uint64_t position) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto copy = std::make_shared<const std::string>(line);
    auto found = expressions().of_line(line);
    std::ranges::sort(found, std::greater{});  // what others must come after is last in the list
    for (const int index : found) {
      const auto which = static_cast<std::size_t>(index);
      if (which < signatures().size() && !comes_after(which, position)) continue;
      seen[which] = {seen[which].count + 1, position, copy};
    }
  }

  bool comes_after(std::size_t signature, std::uint64_t position) const {
    const auto needed = expressions().after[signature];
    return !needed || (seen[*needed].last != never && position - seen[*needed].last <= near);
  }
};

LogScanner::LogScanner() : matcher_(std::make_unique<Matcher>()) {}
LogScanner::~LogScanner() = default;
LogScanner::LogScanner(LogScanner&&) noexcept = default;
LogScanner& LogScanner::operator=(LogScanner&&) noexcept = default;

void LogScanner::feed(std::string_view piece) { matcher_->feed(piece); }

std::vector<LogFinding> LogScanner::finish() {
  matcher_->search();
  std::vector<LogFinding> findings;
  for (std::size_t i = 0; i < signatures().size(); ++i) {
    const auto& seen = matcher_->seen[i];
    if (seen.count == 0) continue;
    findings.push_back({&signatures()[i], seen.count, {}, {}});
    show(findings.back(), *seen.line);
  }
  *matcher_ = {};
  return findings;
}

}  // namespace ullage::policy
