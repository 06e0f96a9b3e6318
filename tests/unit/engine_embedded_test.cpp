#include <sys/stat.h>
#include <sys/wait.h>

#include "engine/embedded.h"
#include "engine/embedded_entry.h"
#include "engine/process.h"
#include "engine_test_tools.h"

namespace ullage::engine {
namespace {

struct RegistryTest : testing::Test {
  TempFolder folder;
  Registry registry{folder / "ullage"};

  static RunEntry entry(const std::string& name, pid_t pid = ::getpid()) {
    return {name, pid, start_time(pid).value_or(1), mount_namespace_of(::getpid()).value(), "sleep 9", MiB(64)};
  }

  void write_entry(const std::string& file, const RunEntry& what) {
    std::filesystem::create_directories(folder / "ullage");
    ::chmod((folder / "ullage").c_str(), 0700);
    folder.write("ullage/" + file, serialize(what));
  }
};

TEST_F(RegistryTest, MissingFolderHasNone) { EXPECT_EQ(registry.living()->size(), 0u); }

TEST_F(RegistryTest, GivesBackWhatWasRecorded) {
  ASSERT_TRUE(registry.record(entry("trainer")));
  const auto all = registry.living();
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ(all->front().name, "trainer");
  EXPECT_EQ(all->front().mount_namespace, mount_namespace_of(::getpid()));
  EXPECT_EQ(all->front().command, "sleep 9");
  EXPECT_EQ(all->front().size, MiB(64));
}

TEST_F(RegistryTest, ANameInUseIsRefused) {
  ASSERT_TRUE(registry.record(entry("trainer")));
  const auto again = registry.record(entry("trainer"));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().kind, ErrorKind::refused);
  EXPECT_NE(again.error().remedy.find("--name"), std::string::npos);
}

TEST_F(RegistryTest, AnEndedRunIsForgottenAndItsNameFree) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  const RunEntry ended = entry("trainer", child);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  ASSERT_TRUE(registry.record(ended));
  EXPECT_EQ(registry.living()->size(), 0u);
  EXPECT_TRUE(registry.record(entry("trainer")));
}

TEST_F(RegistryTest, APidThatWasUsedAgainIsNotIt) {
  RunEntry reused = entry("trainer");
  --reused.start_time;
  ASSERT_TRUE(registry.record(reused));
  EXPECT_EQ(registry.living()->size(), 0u);
}

TEST_F(RegistryTest, RemembersANewSize) {
  ASSERT_TRUE(registry.record(entry("trainer")));
  ASSERT_TRUE(registry.update_size("trainer", GiB(2)));
  EXPECT_EQ(registry.living()->front().size, GiB(2));
  EXPECT_EQ(registry.update_size("other", GiB(2)).error().kind, ErrorKind::not_found);
}

TEST_F(RegistryTest, FolderIsPrivateAndHoldsNoLeftovers) {
  ASSERT_TRUE(registry.record(entry("a")));
  ASSERT_TRUE(registry.update_size("a", GiB(1)));
  struct stat status = {};
  ASSERT_EQ(::stat((folder / "ullage").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  const std::filesystem::directory_iterator entries(folder / "ullage");
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST_F(RegistryTest, ALinkOrAnOpenFolderIsRefused) {
  std::filesystem::create_directories(folder / "elsewhere");
  std::filesystem::create_symlink(folder / "elsewhere", folder / "ullage");
  EXPECT_EQ(registry.record(entry("a")).error().kind, ErrorKind::refused);
  std::filesystem::remove(folder / "ullage");
  std::filesystem::create_directories(folder / "ullage");
  ::chmod((folder / "ullage").c_str(), 0777);
  EXPECT_EQ(registry.record(entry("a")).error().kind, ErrorKind::refused);
  EXPECT_EQ(registry.living().error().kind, ErrorKind::refused);
}

TEST_F(RegistryTest, NamesThatAreNotNamesAreUsage) {
  for (const std::string name : {"", "../x", "a/b", ".hidden", "a b", "a\n"})
    EXPECT_EQ(registry.record(entry(name)).error().kind, ErrorKind::usage) << name;
  EXPECT_EQ(registry.record(entry(std::string(129, 'a'))).error().kind, ErrorKind::usage);
  EXPECT_TRUE(registry.record(entry(default_run_name(7))));
}

TEST_F(RegistryTest, AnEntryUnderAnotherFileNameIsNotBelieved) {
  write_entry("other.json", entry("trainer"));
  EXPECT_EQ(registry.living()->size(), 0u);
}

TEST_F(RegistryTest, AnEntryThatNamesAnotherMountNamespaceIsNotBelieved) {
  RunEntry elsewhere = entry("trainer");
  ++elsewhere.mount_namespace;
  write_entry("trainer.json", elsewhere);
  EXPECT_EQ(registry.living()->size(), 0u);
}

TEST_F(RegistryTest, NoMoreThanAThousandEntriesAreRead) {
  for (int i = 0; i < 1100; ++i) write_entry(std::to_string(i) + ".json", entry(std::to_string(i)));
  EXPECT_EQ(registry.living()->size(), 1000u);
}

TEST_F(RegistryTest, AFolderOfAnotherUserIsRefused) {
  write_entry("trainer.json", entry("trainer"));
  EXPECT_EQ(Registry(folder / "ullage", 12345).living().error().kind, ErrorKind::refused);
}

TEST_F(RegistryTest, AnotherUsersFileSaysNothingOfOurProcesses) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to play another user";
  write_entry("trainer.json", entry("trainer"));
  ASSERT_EQ(registry.living()->size(), 1u);
  ASSERT_EQ(::chown((folder / "ullage/trainer.json").c_str(), 12345, 12345), 0);
  EXPECT_EQ(registry.living()->size(), 0u);
}

TEST_F(RegistryTest, LinksPipesAndLargeFilesAreLeftOut) {
  write_entry("a.json", entry("a"));
  std::filesystem::create_symlink(folder / "ullage/a.json", folder / "ullage/b.json");
  ASSERT_EQ(::mkfifo((folder / "ullage/c.json").c_str(), 0600), 0);
  folder.write("ullage/d.json", std::string(1 << 20, ' ') + serialize(entry("d")));
  EXPECT_EQ(registry.living()->size(), 1u);
}

TEST(RunEntryText, AnythingAmissIsAnError) {
  for (const char* text : {"", "{}", R"({"name":"a","pid":-1,"start_time":1,"mount_namespace":1,"size":1})",
                           R"({"name":"a","pid":99999999999,"start_time":1,"mount_namespace":1,"size":1})",
                           R"({"name":"a\n","pid":1,"start_time":1,"mount_namespace":1,"size":1})",
                           R"({"name":"a","pid":1,"start_time":1,"mount_namespace":1,"size":-1})"})
    EXPECT_FALSE(parse_run_entry(text)) << text;
}

TEST(Embedded, FindsWhatThisUserRuns) {
  const TempFolder folder;
  Environment environment;
  environment.uid = 1000;
  environment.xdg_runtime_dir = folder.path();
  ASSERT_TRUE(
      Registry::of_user(environment)
          .record({"trainer", ::getpid(), *start_time(::getpid()), *mount_namespace_of(::getpid()), "x", GiB(2)}));
  const auto found = embedded(environment)->find("trainer");
  ASSERT_TRUE(found) << found.error().what;
  EXPECT_EQ(found->engine, model::EngineKind::ullage);
  EXPECT_EQ(found->pid, ::getpid());
  EXPECT_EQ(found->configured_size, GiB(2));
  EXPECT_EQ(found->user, std::nullopt);
}

}  // namespace
}  // namespace ullage::engine
