#include "base/text.h"

#include <gtest/gtest.h>

namespace ullage {
namespace {

TEST(Printable, LeavesOrdinaryTextAlone) {
  EXPECT_EQ(printable("digital-human_1"), "digital-human_1");
  EXPECT_EQ(printable("数字人"), "数字人");
}

TEST(Printable, DisarmsTerminalSequences) {
  EXPECT_EQ(printable("\x1b[2Jx"), "\\x1b[2Jx");
  EXPECT_EQ(printable("a\nb\tc\rd"), "a\\nb\\tc\\rd");
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\x9b31m");  // C1 control CSI, as UTF-8
  EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a\\x00b");
}

TEST(Printable, DisarmsTextThatReordersOrHides) {
  EXPECT_EQ(printable("a\u202egnp"), "a\\u{202e}gnp");
  EXPECT_EQ(printable("a\u200bb"), "a\\u{200b}b");
}

TEST(Printable, ShowsInvalidUtf8AsBytes) {
  EXPECT_EQ(printable("a\xff"), "a\\xff");
  EXPECT_EQ(printable("\xe6\x95"), "\\xe6\\x95");
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");           // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");  // surrogate
}

TEST(Printable, CutsAtARune) { EXPECT_EQ(printable("数数数", 7), "数数…"); }

TEST(DisplayWidth, CountsWideCharactersTwice) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("数字人"), 6u);
}

TEST(ShellWord, QuotesOnlyWhatAShellWouldRead) {
  EXPECT_EQ(shell_word("a/b:c=d,e@f%g+h"), "a/b:c=d,e@f%g+h");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a b$c`d\\"), "'a b$c`d\\'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word("数字"), "'数字'");
  EXPECT_EQ(shell_word("~"), "'~'");
}

TEST(ShellWord, StaysOnOneLineThatATerminalCanShow) {
  EXPECT_EQ(shell_word("a\n\tb"), "$'a\\n\\tb'");
  EXPECT_EQ(shell_word("\x1b[31m'\\"), "$'\\033[31m\\'\\\\'");
  EXPECT_EQ(shell_word("a\u202eb"), "$'a\\342\\200\\256b'");
  EXPECT_EQ(shell_word("\xff"), "$'\\377'");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a::b", ':'), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ':'), (std::vector<std::string_view>{""}));
}

TEST(ParseNumber, TakesWholeNumbersOnly) {
  EXPECT_EQ(parse_number("12"), 12u);
  EXPECT_EQ(parse_number("12x"), std::nullopt);
  EXPECT_EQ(parse_number(""), std::nullopt);
  EXPECT_EQ(parse_number<int>("-3"), -3);
}

}  // namespace
}  // namespace ullage
