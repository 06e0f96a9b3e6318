// What root makes of the registries of other users, who may write anything there.
#include <sys/prctl.h>
#include <sys/stat.h>

#include "engine/embedded.h"
#include "engine/embedded_entry.h"
#include "engine/process.h"
#include "engine_test_tools.h"
#include "sandbox.h"

namespace ullage::engine {
namespace {

constexpr uid_t somebody = 12345;
constexpr uid_t stranger = 12346;

// Makes the calling process that user's. What changed its user is closed to that user, until it says otherwise.
bool become(uid_t user) {
  return ::setgid(user) == 0 && ::setuid(user) == 0 && ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;
}

struct EmbeddedAsRoot : ::testing::Test {
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root to play other users";
    environment.root = folder.path();
    for (const char* path : {"run", "run/user/12345", "tmp"}) std::filesystem::create_directories(folder / path);
  }

  void note(const std::string& registry, const std::string& name, const ullage::testing::Sandbox& process, uid_t user) {
    note(registry, {name, process.pid(), *start_time(process.pid()), *mount_namespace_of(process.pid()), "x", GiB(2)},
         user);
  }

  void note(const std::string& registry, const RunEntry& entry, uid_t user) {
    folder.write(registry + "/" + entry.name + ".json", serialize(entry));
    ASSERT_EQ(::chmod((folder / registry).c_str(), 0700), 0);
    ASSERT_EQ(::chown((folder / registry).c_str(), user, user), 0);
    ASSERT_EQ(::chown((folder / (registry + "/" + entry.name + ".json")).c_str(), user, user), 0);
  }

  TempFolder folder;
  Environment environment;
};

TEST_F(EmbeddedAsRoot, SeesWhatOtherUsersRunAndWhose) {
  const ullage::testing::Sandbox one([] { return become(somebody); });
  const ullage::testing::Sandbox two([] { return become(somebody); });
  note("tmp/ullage-12345", "one", one, somebody);
  note("run/user/12345/ullage", "two", two, somebody);
  for (const char* name : {"one", "two"}) {
    const auto found = embedded(environment)->find(name);
    ASSERT_TRUE(found) << found.error().what;
    EXPECT_EQ(found->user, somebody);
  }
}

TEST_F(EmbeddedAsRoot, AFolderCountsOnlyForTheUserInItsName) {
  const ullage::testing::Sandbox process([] { return become(somebody); });
  for (const char* registry : {"tmp/ullage-x", "tmp/ullage-12346", "tmp/ullage-012345", "tmp/ullage-", "tmp/ullage-0"})
    note(registry, "victim", process, somebody);
  std::filesystem::create_symlink(folder / "tmp/ullage-x", folder / "tmp/ullage-12345");
  EXPECT_EQ(embedded(environment)->running()->size(), 0u);
}

TEST_F(EmbeddedAsRoot, NobodyNamesTheNamespaceThatRootIsIn) {
  const pid_t at_home = ::fork();
  if (at_home == 0) {
    if (become(somebody)) ::pause();
    ::_exit(1);
  }
  while (owner_of_process(at_home) != somebody || !mount_namespace_of(at_home))
    ASSERT_EQ(::waitpid(at_home, nullptr, WNOHANG), 0);
  const auto here = mount_namespace_of(::getpid()).value();
  note("tmp/ullage-12345", {"host", at_home, *start_time(at_home), here, "x", GiB(2)}, somebody);
  EXPECT_EQ(embedded(environment)->running()->size(), 0u);
  ::kill(at_home, SIGKILL);
  ::waitpid(at_home, nullptr, 0);
}

TEST_F(EmbeddedAsRoot, NamesOfOthersDoNotTakeRootsOwn) {
  const ullage::testing::Sandbox own([] { return true; });
  const ullage::testing::Sandbox other([] { return become(somebody); });
  note("run/ullage", "victim", own, 0);
  note("tmp/ullage-12345", "victim", other, somebody);
  const auto found = embedded(environment)->find("victim");
  ASSERT_TRUE(found) << found.error().what;
  EXPECT_EQ(found->pid, own.pid());
  EXPECT_EQ(found->user, std::nullopt);
}

TEST_F(EmbeddedAsRoot, ANameThatTwoOthersUseIsAmbiguous) {
  const ullage::testing::Sandbox one([] { return become(somebody); });
  const ullage::testing::Sandbox two([] { return become(stranger); });
  note("tmp/ullage-12345", "victim", one, somebody);
  note("tmp/ullage-12346", "victim", two, stranger);
  EXPECT_EQ(embedded(environment)->find("victim").error().kind, ErrorKind::usage);
}

}  // namespace
}  // namespace ullage::engine
