#include "formats/yaml.h"

#include <gtest/gtest.h>

#include <random>

#include "config/yaml.h"

namespace ullage::formats {
namespace {

std::string written(const std::string& value) {
  Yaml map;
  map.set("k", value);
  const std::string text = map.text();
  return text.substr(3, text.size() - 4);
}

TEST(Yaml, LeavesPlainTextPlain) {
  for (const char* text : {"bash", "start.sh", "heygem:v2.2", "/srv/app:/app", "2g", "10s", "unless-stopped", "a b c",
                           "53/udp", "seccomp=unconfined", "service:web", "c 1:3 mr"})
    EXPECT_EQ(written(text), text);
}

TEST(Yaml, QuotesWhatAReaderTakesForMore) {
  for (const char* text : {"",
                           "yes",
                           "No",
                           "ON",
                           "off",
                           "y",
                           "N",
                           "true",
                           "False",
                           "null",
                           "NULL",
                           "~",
                           "1",
                           "-1",
                           "+1",
                           "0x1f",
                           "0o17",
                           "010",
                           "1e3",
                           "1_000",
                           "1.5",
                           ".5",
                           ".inf",
                           ".NaN",
                           "12:30:45",
                           "8308:8308",
                           "2001-12-14",
                           "2001-12-14t21:59:43Z",
                           "=",
                           "<<",
                           "- a",
                           "? a",
                           ": a",
                           "a:",
                           "a: b",
                           "a #b",
                           "#a",
                           "&a",
                           "*a",
                           "!a",
                           "|",
                           ">",
                           "'a",
                           "%a",
                           "@a",
                           "`a",
                           "[a",
                           "{a",
                           "a,b",
                           " a",
                           "a ",
                           "---",
                           "...",
                           "--flag",
                           "02:42:ac:11:00:02",
                           "0b101",
                           "4d"})
    EXPECT_EQ(written(text), "\"" + std::string(text) + "\"");
}

TEST(Yaml, EscapesWhatQuotesCantHold) {
  EXPECT_EQ(written("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(written("one\ntwo\tthree\r"), R"("one\ntwo\tthree\r")");
  EXPECT_EQ(written("\x1b[31m\x7f"), R"("\x1b[31m\x7f")");
  EXPECT_EQ(written(std::string("a\0b", 3)), R"("a\x00b")");
  EXPECT_EQ(written("\xc2\x85\xe2\x80\xa8\xef\xbb\xbf"), R"("\x85\u2028\ufeff")");
  EXPECT_EQ(written("\xef\xbf\xbe\xf3\xa0\x80\x81"), R"("\ufffe\U000e0001")");
}

TEST(Yaml, KeepsPeoplesLettersAndReplacesWhatIsNotText) {
  EXPECT_EQ(written("数字人 ü"), "\"数字人 ü\"");
  EXPECT_EQ(written("a\xff"), R"("a\ufffd")");
}

TEST(Yaml, QuotesMoreWithinALine) {
  Yaml map;
  map.set("k", Yaml::flow({"a", "b:c", "d e", "[f]", ""}));
  EXPECT_EQ(map.text(), "k: [a, \"b:c\", d e, \"[f]\", \"\"]\n");
}

TEST(Yaml, QuotesKeysToo) {
  Yaml map;
  map.set("n", 1);
  map.set("a: b", 2);
  EXPECT_EQ(map.text(), "\"n\": 1\n\"a: b\": 2\n");
}

TEST(Yaml, WritesKeysThatReadersWouldNotReadToTheEnd) {
  Yaml map;
  map.set(std::string(1100, 'k'), "v");
  EXPECT_EQ(map.text(), "? " + std::string(1100, 'k') + "\n: v\n");
}

TEST(Yaml, NestsMapsAndLists) {
  Yaml map, list = Yaml::list();
  Yaml& item = list.push({});
  item.set("a", 1);
  item.set("b", Yaml(std::vector<std::string>{"v", "w"}));
  list.push("z");
  list.push(Yaml());
  map.set("k", std::move(list));
  EXPECT_EQ(map.text(), "k:\n  - a: 1\n    b:\n      - v\n      - w\n  - z\n  - {}\n");
}

TEST(Yaml, AddsOnlyWhatSaysSomething) {
  Yaml map;
  map.add("a", "");
  map.add("b", 0);
  map.add("c", false);
  map.add("d", Yaml());
  map.add("e", std::vector<std::string>{});
  map.add("f", std::optional<int>{});
  EXPECT_TRUE(map.says_nothing());
  map.add("g", std::optional<int>{0});
  map.set("h", false);
  EXPECT_EQ(map.text(), "g: 0\nh: false\n");
}

TEST(Yaml, DoublesDollarsInValuesAlone) {
  Yaml map;
  map.set("$a", Yaml(std::vector<std::string>{"$b", "$$"}));
  map.double_dollars();
  EXPECT_EQ(map.text(), "\"$a\":\n  - \"$$b\"\n  - \"$$$$\"\n");
}

// Pieces that have a meaning somewhere in YAML, in whatever order.
std::string odd_text(std::mt19937& random) {
  static const std::vector<std::string> pieces{"a",
                                               "b c",
                                               "1",
                                               "0x",
                                               ":",
                                               ": ",
                                               " #",
                                               "#",
                                               "-",
                                               "- ",
                                               "?",
                                               "? ",
                                               "&a",
                                               "*a",
                                               "!",
                                               "|",
                                               ">",
                                               "'",
                                               "\"",
                                               "\\",
                                               "%",
                                               "@",
                                               "`",
                                               "[",
                                               "]",
                                               "{",
                                               "}",
                                               ",",
                                               " ",
                                               "\n",
                                               "\t",
                                               "\r",
                                               "~",
                                               "=",
                                               "<<",
                                               "---",
                                               "...",
                                               "$",
                                               "$$",
                                               "\x01",
                                               "\x7f",
                                               "\xc2\x85",
                                               "é",
                                               "数",
                                               "😀",
                                               "y",
                                               "no",
                                               "/x",
                                               "e",
                                               "\n\n",
                                               "\xe2\x80\xa8",
                                               "\xef\xbb\xbf",
                                               "\xef\xbf\xbf",
                                               "null",
                                               "."};
  std::string text;
  for (auto left = random() % 7; left > 0; --left) text += pieces[random() % pieces.size()];
  return text;
}

TEST(Yaml, ComesBackToTheByteWhateverItHolds) {
  std::mt19937 random(20);
  for (int i = 0; i < 1000; ++i) {
    const std::string key = odd_text(random), value = odd_text(random), item = odd_text(random),
                      word = odd_text(random);
    Yaml map;
    map.set(key, value);
    map.set("list " + key, Yaml(std::vector<std::string>{item, value}));
    map.set("flow " + key, Yaml::flow({word, item}));
    map.set("map " + key, {}).set(word, item);
    const auto read = config::parse_yaml(map.text(), "test");
    ASSERT_TRUE(read) << map.text();
    const auto& entries = read->root->children;
    ASSERT_EQ(entries.size(), 8U) << map.text();
    EXPECT_EQ(entries[0]->text, key);
    EXPECT_EQ(entries[1]->text, value);
    EXPECT_EQ(entries[3]->children[0]->text, item) << map.text();
    EXPECT_EQ(entries[3]->children[1]->text, value) << map.text();
    EXPECT_EQ(entries[5]->children[0]->text, word) << map.text();
    EXPECT_EQ(entries[5]->children[1]->text, item) << map.text();
    EXPECT_EQ(entries[7]->children[0]->text, word) << map.text();
    EXPECT_EQ(entries[7]->children[1]->text, item) << map.text();
  }
}

}  // namespace
}  // namespace ullage::formats
