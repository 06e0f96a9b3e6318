#include "policy/apply_rules.h"

#include <gmock/gmock.h>

#include "policy/layer_changes.h"

namespace ullage::policy {
namespace {

using model::LayerChange;
using testing::HasSubstr;
using Kind = LayerChange::Kind;

std::vector<std::string> lost(const LayerFacts& facts) {
  std::vector<std::string> paths;
  for (const auto& change : changes_to_lose(facts)) paths.push_back(change.path);
  return paths;
}

TEST(LayerChanges, MountPointsAndTheFoldersAboveThemAreTheEngines) {
  EXPECT_TRUE(
      lost({{{Kind::modified, "/srv"}, {Kind::added, "/srv/a"}, {Kind::added, "/srv/a/b"}}, {"/srv/a/b"}, "", false})
          .empty());
}

TEST(LayerChanges, TheSocketsOfPythonsProcessesAreNoLoss) {
  EXPECT_TRUE(lost({{{Kind::modified, "/tmp"},
                     {Kind::added, "/tmp/pymp-bq18f_vt"},
                     {Kind::added, "/tmp/pymp-bq18f_vt/listener-x"},
                     {Kind::added, "/tmp/torch-shm-dir-aFh4Zq"}},
                    {},
                    "",
                    false})
                  .empty());
  EXPECT_EQ(lost({{{Kind::modified, "/tmp"}, {Kind::added, "/tmp/pymp-x"}, {Kind::added, "/tmp/mine"}}, {}, "", false}),
            (std::vector<std::string>{"/tmp/mine"}));
  EXPECT_EQ(lost({{{Kind::deleted, "/tmp/pymp-of-the-image"}}, {}, "", false}).size(), 1u);
}

TEST(LayerChanges, ByteCodeIsNoLossButItsSourceIs) {
  EXPECT_THAT(lost({.changes = {{Kind::added, "/app/__pycache__"},
                                {Kind::added, "/app/__pycache__/model.cpython-311.pyc"},
                                {Kind::added, "/app/model.py"},
                                {Kind::added, "/app/alone.pyc"},
                                {Kind::added, "/app/__pycache__/notes.txt"},
                                {Kind::modified, "/lib/__pycache__/of_the_image.pyc"}}}),
              testing::ElementsAre("/app/model.py", "/app/alone.pyc", "/app/__pycache__/notes.txt",
                                   "/lib/__pycache__/of_the_image.pyc"));
}

TEST(LayerChanges, AFileThatProvedToBeLeftOverIsNoLoss) {
  const LayerFacts facts{.changes = {{Kind::modified, "/tmp"}, {Kind::added, "/tmp/r05cmo8f"}},
                         .left_over = {"/tmp/r05cmo8f"}};
  EXPECT_TRUE(lost(facts).empty());
}

TEST(LayerChanges, OnlyWhatPythonNamesSoMayBeLeftOver) {
  EXPECT_TRUE(may_be_left_over({Kind::added, "/tmp/r05cmo8f"}));
  EXPECT_TRUE(may_be_left_over({Kind::added, "/tmp/tmppz0uh4ob"}));
  EXPECT_TRUE(may_be_left_over({Kind::added, "/tmp/database"}));  // so it is looked into
  for (const auto* path : {"/tmp/R05cmo8f", "/tmp/r05cmo8", "/tmp/r05cmo8ff", "/tmp/tmpz0uh4ob", "/tmp/tmp",
                           "/tmp/r05/mo8f", "/srv/r05cmo8f", "/tmp/"})
    EXPECT_FALSE(may_be_left_over({Kind::added, path})) << path;
  EXPECT_FALSE(may_be_left_over({Kind::modified, "/tmp/r05cmo8f"}));
  EXPECT_TRUE(is_left_over(0600, "blat"));
  EXPECT_TRUE(is_left_over(0600, ""));  // killed before it wrote
  EXPECT_FALSE(is_left_over(0644, "blat"));
  EXPECT_FALSE(is_left_over(0600, "blat\n"));
}

TEST(LayerChanges, AFileBesideAMountPointIsTheUsers) {
  const LayerFacts facts{
      {{Kind::modified, "/srv"}, {Kind::added, "/srv/data"}, {Kind::added, "/srv/mine"}}, {"/srv/data"}, "", false};
  EXPECT_THAT(lost(facts), testing::ElementsAre("/srv/mine"));
}

TEST(LayerChanges, AFolderWhoseNameOnlyBeginsLikeAMountPointsIsNotAboveIt) {
  EXPECT_THAT(lost({{{Kind::added, "/dat"}}, {"/data"}, "", false}), testing::ElementsAre("/dat"));
}

TEST(LayerChanges, TheWorkingFolderIsMadeByTheEngine) {
  EXPECT_TRUE(lost({{{Kind::added, "/work"}, {Kind::added, "/work/here"}}, {}, "/work/here", false}).empty());
}

TEST(LayerChanges, WhatIsDeletedOrOnlyModifiedIsTheUsers) {
  EXPECT_THAT(lost({{{Kind::deleted, "/data"}, {Kind::modified, "/etc/passwd"}}, {"/data"}, "", false}),
              testing::ElementsAre("/data", "/etc/passwd"));
}

TEST(LayerChanges, AGpuHooksLinksAndCacheAreNotTheUsers) {
  const std::vector<LayerChange> changes{{Kind::modified, "/usr"},
                                         {Kind::added, "/usr/lib/libcuda.so.535.104.05"},
                                         {Kind::added, "/usr/lib/libcuda.so.1"},
                                         {Kind::modified, "/etc"},
                                         {Kind::modified, "/etc/ld.so.cache"}};
  const std::vector<std::string> points{"/usr/lib/libcuda.so.535.104.05"};
  EXPECT_TRUE(lost({changes, points, "", true}).empty());
  EXPECT_THAT(lost({changes, points, "", false}), testing::Contains("/usr/lib/libcuda.so.1"));
}

ApplyFacts docker(std::string name) {
  ApplyFacts facts;
  facts.container.engine = model::EngineKind::docker;
  facts.container.name = std::move(name);
  facts.wanted = GiB(2);
  return facts;
}

TEST(ApplyRules, APlainContainerMayBeReplaced) {
  EXPECT_TRUE(size_is_its_own(docker("web")));
  EXPECT_TRUE(may_replace(docker("web"), {}));
}

TEST(ApplyRules, NamesInRemediesAreQuotedForTheShellAndDisarmed) {
  auto facts = docker("web");
  facts.container.owner = {model::OwnerKind::compose, "p", "a b;$(x)\x1b[2J", "/srv/my file.yaml"};
  const auto refused = size_is_its_own(facts);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::refused);
  EXPECT_THAT(refused.error().remedy, HasSubstr("--edit '/srv/my file.yaml' --service 'a b;$(x)\\x1b[2J'"));
}

TEST(ApplyRules, WhatWasStartedByRunIsStartedAgainByRun) {
  auto facts = docker("train");
  facts.container.engine = model::EngineKind::ullage;
  EXPECT_THAT(size_is_its_own(facts).error().remedy, HasSubstr("ullage run --shm-size 2g"));
}

TEST(ApplyRules, AManyTimesChangedLayerIsNamedByItsFirstFiles) {
  auto facts = docker("web");
  for (const auto path : {"/a", "/b", "/c", "/d"}) facts.layer.push_back({Kind::added, path});
  EXPECT_THAT(may_replace(facts, {}).error().what, HasSubstr("4 of its own files, which would be lost: /a, /b, /c, …"));
  EXPECT_TRUE(may_replace(facts, {.keep_layer = true}));
  EXPECT_TRUE(may_replace(facts, {.discard_layer = true}));
}

TEST(ApplyRules, DependentsNeedLeave) {
  auto facts = docker("web");
  facts.dependents = {{"side", "its network"}};
  EXPECT_THAT(may_replace(facts, {}).error().what, HasSubstr("side uses its network"));
  EXPECT_TRUE(may_replace(facts, {.with_dependents = true}));
}

}  // namespace
}  // namespace ullage::policy
