#include "operations/names.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace ullage::operations {
namespace {

model::Container container(const std::string& id, std::optional<uid_t> user = std::nullopt) {
  model::Container out;
  out.engine = model::EngineKind::ullage;
  out.id = id;
  out.name = "victim";
  out.user = user;
  return out;
}

TEST(Choose, AnotherUsersContainerIsLeftOutWhereThereIsAnythingElse) {
  const auto chosen = choose("victim", {container("1", 1000), container("2"), container("3", 1001)});
  ASSERT_TRUE(chosen) << chosen.error().what;
  EXPECT_EQ(chosen->id, "2");
}

TEST(Choose, AnotherUsersOnlyContainerIsMeant) { EXPECT_EQ(choose("victim", {container("1", 1000)})->id, "1"); }

TEST(Choose, SeveralThatCountEquallyAreUsage) {
  EXPECT_EQ(choose("victim", {container("1"), container("2")}).error().kind, ErrorKind::usage);
  EXPECT_EQ(choose("victim", {container("1", 1000), container("2", 1001)}).error().kind, ErrorKind::usage);
}

TEST(Choose, NothingFoundSaysWhatThisUserCanNotSee) {
  const auto as_run = choose("victim", {});
  ASSERT_FALSE(as_run);
  EXPECT_EQ(as_run.error().kind, ErrorKind::not_found);
  const bool mentions_sudo = as_run.error().remedy.find("sudo") != std::string::npos;
  EXPECT_EQ(mentions_sudo, ::geteuid() != 0);
  if (::geteuid() != 0) return;
  ASSERT_EQ(::seteuid(65534), 0);
  const auto as_nobody = choose("victim", {});
  ASSERT_EQ(::seteuid(0), 0);
  EXPECT_NE(as_nobody.error().remedy.find("need sudo"), std::string::npos);
}

TEST(Describe, ARunIsKnownByItsMountNamespace) {
  Names names;
  names.containers = {container("41"), container("42")};
  names.containers[0].pid = 7;  // what an entry says of pids decides nothing
  kernel::MountNamespace ns;
  ns.inode = 42;
  ns.pids = {7};
  EXPECT_EQ(names.describe(ns).id, "42");
}

}  // namespace
}  // namespace ullage::operations
