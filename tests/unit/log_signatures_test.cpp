// What the doctor's matcher makes of real logs, of logs that only look like them, and of logs that are hard to read.
#include "policy/log_signatures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "base/text.h"

namespace ullage::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::filesystem::path logs = std::filesystem::path(TEST_DATA) / "logs";

std::string content(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  EXPECT_TRUE(stream) << file;
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<LogFinding> scan(std::string_view log, std::size_t piece = 1 << 20) {
  LogScanner scanner;
  for (; !log.empty(); log.remove_prefix(std::min(piece, log.size()))) scanner.feed(log.substr(0, piece));
  return scanner.finish();
}

std::set<std::string> meanings(const std::vector<LogFinding>& findings) {
  std::set<std::string> all;
  for (const auto& finding : findings) all.emplace(to_string(finding.signature->meaning));
  return all;
}

// A finding in words, so that a difference can be read.
std::string words(const LogFinding& finding) {
  std::string text = std::string(finding.signature->pattern) + " " + std::to_string(finding.count) + " " + finding.line;
  for (const auto& capture : finding.captures) text += " [" + capture + "]";
  return text;
}

std::vector<std::string> words(const std::vector<LogFinding>& findings) {
  std::vector<std::string> all;
  for (const auto& finding : findings) all.push_back(words(finding));
  return all;
}

// README's rows: | `dd.log` | too_small | run | … |
std::map<std::string, std::set<std::string>> expected() {
  std::map<std::string, std::set<std::string>> files;
  std::istringstream readme(content(logs / "README.md"));
  for (std::string line; std::getline(readme, line);) {
    if (!line.starts_with("| `")) continue;
    const auto cells = split(line, '|');
    auto& says = files[std::string(trim(cells[1]).substr(1, trim(cells[1]).size() - 2))];
    for (const auto word : split(trim(cells[2]), ' ')) says.emplace(word);
  }
  return files;
}

std::string everything() {
  std::string all;
  for (const auto& [file, says] : expected()) all += content(logs / file);
  return all;
}

TEST(LogSignatures, find_in_each_captured_log_what_is_known_of_it) {
  const auto files = expected();
  for (const auto& entry : std::filesystem::directory_iterator(logs)) {
    if (entry.path().extension() != ".log") continue;
    const auto known = files.find(entry.path().filename());
    ASSERT_NE(known, files.end()) << entry.path() << " is not in README.md";
    EXPECT_EQ(meanings(scan(content(entry.path()))), known->second) << entry.path();
  }
}

TEST(LogSignatures, have_each_a_captured_log_and_a_source) {
  std::set<const Signature*> found;
  for (const auto& [file, says] : expected())
    for (const auto& finding : scan(content(logs / file))) found.insert(finding.signature);
  for (const auto& signature : signatures()) {
    EXPECT_TRUE(found.contains(&signature)) << signature.program << ": " << signature.pattern;
    EXPECT_TRUE(signature.source.starts_with("https://") || signature.source.starts_with("src/")) << signature.pattern;
    EXPECT_FALSE(to_string(signature.meaning).empty()) << signature.pattern;
  }
}

TEST(LogSignatures, find_nothing_in_logs_that_only_look_like_it) {
  for (const auto& entry : std::filesystem::directory_iterator(logs / "innocent"))
    EXPECT_THAT(words(scan(content(entry.path()))), IsEmpty()) << entry.path();
}

TEST(LogSignatures, capture_bytes_that_were_asked_for) {
  const auto last = [](const char* file) { return scan(content(logs / file)).front().captures.back(); };
  EXPECT_EQ(last("nccl-extend.log"), "9637892");
  EXPECT_EQ(last("nccl-through-torch.log"), "9637888");
  EXPECT_EQ(last("triton-grow.log"), "67108864");
  EXPECT_EQ(last("postgresql-resize.log"), "1048576");
  EXPECT_EQ(last("iceoryx-sigbus.log"), "149264720");
  EXPECT_EQ(last("aeron-log.log"), "50335744");
  EXPECT_EQ(last("frigate.log"), "674.6999999999999");
  EXPECT_THAT(scan(content(logs / "ray-exceeds.log")).front().captures, ElementsAre("15.032385536", "4.500000768"));
}

TEST(LogScanner, counts_lines_and_keeps_the_last) {
  std::string log;
  for (int i = 0; i < 30000; ++i)
    log += "frame " + std::to_string(i) + "\nreceived 0 items of ancdata in worker " + std::to_string(i) + "\n";
  const auto findings = scan(log);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].count, 30000u);
  EXPECT_EQ(findings[0].line, "received 0 items of ancdata in worker 29999");
}

TEST(LogScanner, gives_the_same_however_the_log_is_cut) {
  const std::string log = everything();
  const auto whole = words(scan(log));
  EXPECT_GT(whole.size(), 60u);
  for (const std::size_t piece : {1, 2, 3, 5, 7, 64, 1000, 4095, 4096, 65535, 65537})
    EXPECT_EQ(words(scan(log, piece)), whole) << piece;
}

TEST(LogScanner, gives_the_same_at_each_cut) {
  const std::string log = content(logs / "python-semlock.log") + "\x1b[31m" + content(logs / "dd.log");
  const auto whole = words(scan(log));
  for (std::size_t cut = 0; cut <= log.size(); ++cut) {
    LogScanner scanner;
    scanner.feed(std::string_view(log).substr(0, cut));
    scanner.feed(std::string_view(log).substr(cut));
    ASSERT_EQ(words(scanner.finish()), whole) << cut;
  }
}

TEST(LogScanner, gives_the_same_wherever_blocks_end) {
  const std::string log = content(logs / "python-semlock.log");
  const auto alone = meanings(scan(log));
  for (std::size_t before = (128 << 10) - log.size() - 2; before < (128 << 10) + 2; before += 13)
    ASSERT_EQ(meanings(scan(std::string(before / 2, '\n') + std::string(before - before / 2, 'x') + "\n" + log)), alone)
        << before;
}

TEST(LogScanner, reads_lines_of_any_kind) {
  const std::string line = "RuntimeError: DataLoader worker (pid 12) is killed by signal: Bus error.";
  for (const std::string& log : {line, line + "\n", line + "\r\n", "\r\n" + line + "\r\n\r\n",
                                 std::string(3, '\0') + line + std::string(3, '\0'), "\x1b[1;31mERROR\x1b[0m " + line,
                                 "\xff\xfe\x80" + line + "\xc3\n", "trainer-1  | " + line + "\n"})
    EXPECT_EQ(meanings(scan(log)), std::set<std::string>{"too_small"}) << testing::PrintToString(log);
}

TEST(LogScanner, reads_an_engines_own_log_files) {
  EXPECT_EQ(meanings(scan(R"({"log":"\u0000ERROR: Unexpected bus error encountered in worker. This might be caused by )"
                          R"(insufficient shared memory (shm).\n","stream":"stderr","time":"2026-03-14T10:11:12Z"})")),
            std::set<std::string>{"too_small"});
  EXPECT_EQ(meanings(scan("2026-03-14T10:11:12.1Z stderr F     sl = self._semlock = _multiprocessing.SemLock(\n"
                          "2026-03-14T10:11:12.1Z stderr F OSError: [Errno 28] No space left on device\n")),
            std::set<std::string>{"too_small"});
}

TEST(LogScanner, sees_through_colours) {
  const auto findings =
      scan("\x1b[36mNCCL\x1b[0m failed to \x1b[1;33mextend\x1b[K /dev/shm/nccl-a to \x1b[4m77\x1b[m bytes\n");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].line, "NCCL failed to extend /dev/shm/nccl-a to 77 bytes");
  EXPECT_THAT(findings[0].captures, ElementsAre("77"));
}

TEST(LogScanner, is_not_confused_by_half_an_escape) {
  for (const std::string half : {"\x1b", "\x1b[", "\x1b[31", "\x1b\x1b[", "\x1b]0;title\x07"})
    EXPECT_EQ(meanings(scan(half + "\nORA-00845: MEMORY_TARGET not supported\n" + half)),
              std::set<std::string>{"small_at_start"});
}

TEST(LogScanner, reads_the_beginning_of_an_endless_line_and_goes_on_after_it) {
  const std::string hit = "received 0 items of ancdata", filler(1 << 20, 'x');
  LogScanner scanner;
  scanner.feed(hit);
  for (int i = 0; i < 64; ++i) scanner.feed(filler);
  scanner.feed("ORA-27104: system-defined limits for shared memory was misconfigured");  // beyond what counts
  scanner.feed("\nORA-00845: MEMORY_TARGET not supported on this system");
  const auto findings = scanner.finish();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].count, 1u);
  EXPECT_LE(findings[0].line.size(), 1024u);
  EXPECT_TRUE(findings[0].line.starts_with(hit));
  EXPECT_EQ(meanings(findings), (std::set<std::string>{"descriptors", "small_at_start"}));
}

TEST(LogScanner, shows_a_long_line_from_where_it_says_something) {
  const auto findings =
      scan(std::string(50000, '.') + "ORA-00845: MEMORY_TARGET not supported" + std::string(5000, '.'));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].line.size(), 1024u);
  EXPECT_TRUE(findings[0].line.starts_with("ORA-00845"));
}

TEST(LogScanner, wants_the_call_shortly_before_its_error) {
  const std::string call = "    sl = self._semlock = _multiprocessing.SemLock(\n",
                    error = "OSError: [Errno 28] No space left on device\n";
  EXPECT_EQ(meanings(scan(call + "^^^^\n" + error)), std::set<std::string>{"too_small"});
  EXPECT_EQ(meanings(scan("_multiprocessing.SemLock(" + error)), std::set<std::string>{"too_small"});
  EXPECT_THAT(scan(call + std::string(2048, 'x') + "\n" + error), IsEmpty());
  EXPECT_THAT(scan(error + call), IsEmpty());
}

TEST(LogScanner, can_be_used_again) {
  LogScanner scanner;
  scanner.feed("_multiprocessing.SemLock(\nORA-00845: MEMORY_TARGET not supported\nhalf a line");
  EXPECT_EQ(scanner.finish().size(), 1u);
  scanner.feed("[Errno 28] No space left on device");
  EXPECT_THAT(scanner.finish(), IsEmpty());
  EXPECT_THAT(scanner.finish(), IsEmpty());
}

// All signatures at once in each line, and lines as long as they count: nothing is lost where many patterns meet.
TEST(LogScanner, finds_all_that_one_line_says) {
  std::string line = everything();
  std::ranges::replace(line, '\n', ' ');
  ASSERT_LT(line.size(), 60000u);
  const auto once = scan(line);
  EXPECT_GT(once.size(), 55u);
  std::string log;
  for (int i = 0; i < 20; ++i) log += line + "\n";
  const auto often = scan(log);
  ASSERT_EQ(often.size(), once.size());
  for (const auto& finding : often) EXPECT_EQ(finding.count, 20u) << finding.signature->pattern;
}

}  // namespace
}  // namespace ullage::policy
