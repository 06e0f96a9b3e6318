#include <gtest/gtest.h>

#include "cli/commands.h"
#include "cli/parser.h"

namespace ullage::cli {
namespace {

using Words = std::vector<std::string>;

TEST(CliTable, EveryCommandHasItsFunction) {
  for (const Command& command : commands()) EXPECT_NE(function_of(command.name), nullptr) << command.name;
}

TEST(CliParser, TakesOptionsBeforeBetweenAndAfterPositionals) {
  for (const Words& words : {Words{"grow", "--dry-run", "web", "2g"}, Words{"grow", "web", "--dry-run", "2g"},
                             Words{"grow", "web", "2g", "--dry-run"}}) {
    const auto parsed = parse(words);
    ASSERT_TRUE(parsed) << parsed.error().what;
    EXPECT_TRUE(parsed->has("dry-run"));
    EXPECT_EQ(parsed->value("NAME"), "web");
    EXPECT_EQ(parsed->value("SIZE"), "2g");
  }
}

TEST(CliParser, TakesAValueAfterEqualsOrAfterABlank) {
  EXPECT_EQ(parse({"verify", "web", "--expect=2g"})->value("expect"), "2g");
  EXPECT_EQ(parse({"verify", "web", "--expect", "2g"})->value("expect"), "2g");
  EXPECT_EQ(parse({"verify", "web", "--expect", "1g", "--expect", "2g"})->value("expect"), "2g");
}

TEST(CliParser, TheHostNeedsNoName) {
  const auto parsed = parse({"grow", "--host", "4g"});
  ASSERT_TRUE(parsed) << parsed.error().what;
  EXPECT_EQ(parsed->value("SIZE"), "4g");
  EXPECT_EQ(parsed->value("NAME"), "");
  EXPECT_FALSE(parse({"grow", "--host", "web", "4g"}));
}

TEST(CliParser, LeavesTheCommandToRunUntouched) {
  const Words command{"python", "train.py", "--workers", "4", "--", "-h", "--name=x"};
  for (Words words : {Words{"run", "--shm-size", "2g"}, Words{"run", "--shm-size=2g", "--"}}) {
    words.insert(words.end(), command.begin(), command.end());
    const auto parsed = parse(words);
    ASSERT_TRUE(parsed) << parsed.error().what;
    EXPECT_EQ(parsed->value("shm-size"), "2g");
    EXPECT_EQ(parsed->value("name"), "");
    EXPECT_EQ(parsed->rest, command);
  }
}

TEST(CliParser, WordsAfterTwoDashesAreNoOptions) {
  EXPECT_EQ(parse({"grow", "--", "--odd", "2g"})->value("NAME"), "--odd");
}

TEST(CliParser, HelpWinsOverMissingWords) {
  for (const Words& words : {Words{"grow", "-h"}, Words{"grow", "--help"}, Words{"help", "grow"}}) {
    const auto parsed = parse(words);
    ASSERT_TRUE(parsed) << parsed.error().what;
    EXPECT_EQ(parsed->command->name, "help");
    EXPECT_EQ(parsed->value("COMMAND"), "grow");
  }
}

class WrongUsage : public testing::TestWithParam<Words> {};

TEST_P(WrongUsage, HasTwoSentences) {
  const auto parsed = parse(GetParam());
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().kind, ErrorKind::usage);
  EXPECT_FALSE(parsed.error().what.empty());
  EXPECT_FALSE(parsed.error().remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(All, WrongUsage,
                         testing::Values(Words{""}, Words{"nonsense"}, Words{"--json", "ls"}, Words{"ls", "--nope"},
                                         Words{"ls", "-x"}, Words{"ls", "web"}, Words{"ls", "--json=yes"},
                                         Words{"grow", "web"}, Words{"grow", "", "2g"},
                                         Words{"verify", "web", "--expect"}, Words{"verify", "web", "--expect="},
                                         Words{"verify", "web", "--expect", ""}, Words{"demo", "--engine", "lxc"},
                                         Words{"completion", "csh"}, Words{"run", "--nope", "sh"}, Words{"run", "--"},
                                         Words{"help", "nonsense"}));

}  // namespace
}  // namespace ullage::cli
