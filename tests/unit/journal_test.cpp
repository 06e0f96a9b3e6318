#include <gtest/gtest.h>

#include "engine_test_tools.h"
#include "operations/replacement_journal.h"
#include "operations/replacement_text.h"

namespace ullage::operations {
namespace {

ReplacementPlan plan() {
  ReplacementPlan out;
  out.phase = Phase::judging;
  out.health_url = "http://localhost/";
  out.patience = std::chrono::seconds(7);
  Replacement each;
  each.name = "web";
  each.old_id = "0123456789abcdef";
  each.new_id = "fedcba9876543210";
  each.runs = true;
  each.before = *engine::parse_json(R"({"Config":{"Env":["A=\"b\"\n"]}})", "the test");
  each.wishes.image = "web:1";
  each.wishes.shm_size = GiB(2);
  each.wishes.instead = {{"a", "b"}};
  each.wishes.inherited = {"v"};
  out.replacements = {each};
  return out;
}

engine::Environment environment(const engine::TempFolder& folder) {
  engine::Environment out;
  out.xdg_state_home = folder / "state";
  return out;
}

TEST(Journal, ReadsBackWhatItWrote) {
  const auto text = serialize(plan());
  const auto read = parse_plan(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(serialize(*read), text);
  EXPECT_EQ(read->phase, Phase::judging);
  EXPECT_EQ(read->first().wishes.shm_size, GiB(2));
}

TEST(Journal, TakesNothingThatItDidNotWrite) {
  for (const auto text : {"", "null", "[]", "{}", R"({"version":2})", R"({"version":1,"phase":"judging"})",
                          R"({"version":1,"phase":"x","replacements":[{"name":"a","old_id":"0123456789ab"}]})",
                          R"({"version":1,"phase":"judging","replacements":[{"name":"a","old_id":"short"}]})"})
    EXPECT_FALSE(parse_plan(text)) << text;
}

TEST(Journal, IsHeldByOneAtATimeAndGoneAfterItsEnd) {
  const engine::TempFolder folder;
  auto first = Journal::open(environment(folder), "0123456789abcdef");
  ASSERT_TRUE(first);
  EXPECT_EQ(Journal::open(environment(folder), "0123456789abcdef").error().kind, ErrorKind::refused);
  EXPECT_TRUE(Journal::open(environment(folder), "other0123456789"));
  ASSERT_TRUE(first->write(plan()));
  EXPECT_EQ(journaled(environment(folder))->size(), 1U);
  first->remove();
  EXPECT_TRUE(journaled(environment(folder))->empty());
}

TEST(Journal, IsItsUsersAlone) {
  const engine::TempFolder folder;
  const auto journal = Journal::open(environment(folder), "0123456789abcdef");
  ASSERT_TRUE(journal && journal->write(plan()));
  const auto path = folder / "state/ullage/apply";
  EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_all);
  EXPECT_EQ(std::filesystem::status(path + "/0123456789abcdef.json").permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace
}  // namespace ullage::operations
