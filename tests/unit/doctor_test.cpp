// The doctor's rules on the mount itself: each where it holds, and where it only looks like it.
#include "policy/doctor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "doctor_facts.h"

namespace ullage::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ullage::testing::find;
using ullage::testing::healthy;
using ullage::testing::ids;
using ullage::testing::segment;
using ullage::testing::sole;
using ullage::testing::use;

constexpr auto critical = Severity::critical;
constexpr auto warning = Severity::warning;
constexpr auto info = Severity::info;

TEST(Doctor, FindsNothingInAHealthyContainer) { EXPECT_THAT(diagnose(healthy()), IsEmpty()); }

TEST(Doctor, FindsNothingWhereNothingIsKnown) {
  EXPECT_THAT(diagnose(DoctorFacts{}), IsEmpty());
  auto facts = healthy();
  facts.mount->usage.reset();
  facts.mode.reset();
  facts.system_v.reset();
  facts.engine.reset();
  EXPECT_THAT(diagnose(facts), IsEmpty());
}

TEST(DoctorOfTheMount, CallsItFullWhenASixtyFourthIsLeft) {
  auto facts = healthy();
  facts.segments = {segment("big", MiB(63))};
  use(facts, MiB(63));
  const auto finding = sole(facts);
  EXPECT_EQ(finding.id, "full");
  EXPECT_TRUE(finding.is_shm);
  EXPECT_EQ(finding.severity, critical);
  EXPECT_THAT(finding.evidence,
              ElementsAre("64.0 MiB, 63.0 MiB used, 1.0 MiB free", "big: 63.0 MiB, held by python3(12)"));
  EXPECT_THAT(finding.commands, ElementsAre("ullage grow web 256m", "ullage apply web --shm-size 256m"));
}

TEST(DoctorOfTheMount, OneWithoutLimitIsNeverFull) {
  auto facts = healthy({});
  use(facts, GiB(3));
  EXPECT_EQ(ids(diagnose(facts)), "");
}

TEST(DoctorOfTheMount, NearlyFullIsARemarkUntilTheNextSegmentDoesNotFit) {
  auto facts = healthy();
  facts.segments = {segment("a", MiB(10)), segment("b", MiB(10))};
  use(facts, MiB(52));
  EXPECT_EQ(find(diagnose(facts), "tight")->severity, info);
  facts.segments.front().allocated = facts.segments.front().size = MiB(20);
  EXPECT_EQ(sole(facts).id, "tight");
}

TEST(DoctorOfTheMount, FilesLargerThanTheRoomAreABusErrorToCome) {
  auto facts = healthy();
  facts.segments = {segment("sparse", {})};
  facts.segments.front().size = MiB(65);
  EXPECT_EQ(sole(facts).id, "promised");
  facts.segments.front().size = MiB(64);
  EXPECT_EQ(ids(diagnose(facts)), "");
}

TEST(DoctorOfTheMount, OutOfInodesWithRoomLeftIsNoMatterOfSize) {
  auto facts = healthy();
  facts.mount->usage->inodes_free = 0;
  const auto finding = sole(facts);
  EXPECT_EQ(finding.id, "out-of-inodes");
  EXPECT_FALSE(finding.is_shm);
  EXPECT_THAT(finding.remedy, HasSubstr("nr_inodes=4000"));
  facts.mount->usage->inodes = 0;
  EXPECT_EQ(ids(diagnose(facts)), "");
}

TEST(DoctorOfTheMount, UnlinkedFilesAreARemarkUntilRoomIsShort) {
  auto facts = healthy();
  facts.segments = {segment("gone", MiB(20))};
  facts.segments.front().linked = false;
  use(facts, MiB(20));
  EXPECT_EQ(find(diagnose(facts), "held-unlinked")->severity, info);
  facts.segments.front().allocated = facts.segments.front().size = MiB(56);
  use(facts, MiB(56));
  EXPECT_EQ(find(diagnose(facts), "held-unlinked")->severity, warning);
}

TEST(DoctorOfTheMount, LeakedFilesMatterWhereTheyTakeRoom) {
  auto facts = healthy();
  facts.segments = {segment("left", MiB(20))};
  facts.segments.front().holders.clear();
  facts.segments.front().leaked = true;
  use(facts, MiB(20));
  EXPECT_EQ(sole(facts).id, "leaked");
  EXPECT_THAT(sole(facts).commands, ElementsAre("ullage clean web"));
  facts.segments.front().allocated = facts.segments.front().size = KiB(4);
  use(facts, KiB(4));
  EXPECT_EQ(find(diagnose(facts), "leaked")->severity, info);
}

TEST(DoctorOfTheMount, WhatIsLeakedGoesBeforeItIsGrown) {
  auto facts = healthy();
  facts.segments = {segment("left", MiB(64))};
  facts.segments.front().leaked = true;
  use(facts, MiB(64));
  EXPECT_EQ(find(diagnose(facts), "full")->commands.front(), "ullage clean web");
}

TEST(DoctorOfTheMount, AModeThatClosesItIsWorseThanOneThatLacksTheStickyBit) {
  auto facts = healthy();
  facts.mode = 0755;
  EXPECT_EQ(sole(facts).severity, critical);
  EXPECT_FALSE(sole(facts).is_shm);
  EXPECT_THAT(sole(facts).commands, ElementsAre("docker exec -u 0 web chmod 1777 /dev/shm"));
  facts.mode = 0777;
  EXPECT_EQ(sole(facts).severity, warning);
  facts.mode = 01777;
  EXPECT_EQ(ids(diagnose(facts)), "");
}

TEST(DoctorOfTheMount, TheHostsOwnIsGrownAsTheHosts) {
  auto facts = healthy(GiB(1));
  facts.name = "host";
  facts.container.reset();
  facts.mount->mode = model::MountMode::host;
  use(facts, GiB(1));
  const auto finding = sole(facts);
  EXPECT_EQ(finding.id, "host-too-small");
  EXPECT_THAT(finding.commands, ElementsAre("ullage grow --host 4g"));
  EXPECT_THAT(finding.remedy, HasSubstr("mount -o remount,size=4G /dev/shm"));
}

TEST(DoctorOfTheMount, ASharedOneIsGrownForAll) {
  auto facts = healthy();
  facts.mount->mode = model::MountMode::joined;
  facts.mount->containers = {*facts.container, *facts.container};
  facts.mount->containers[1].id = std::string(64, 'b');
  use(facts, MiB(64));
  EXPECT_EQ(sole(facts).commands.front(), "ullage grow web 256m --shared");
}

TEST(DoctorOfTheMount, WhoeverMakesItAgainIsToldHow) {
  auto facts = healthy();
  facts.container->owner = {model::OwnerKind::compose, "shop", "web", "/srv/compose.yaml"};
  use(facts, MiB(64));
  EXPECT_THAT(sole(facts).commands, ElementsAre("ullage grow web 256m"));
  EXPECT_THAT(sole(facts).remedy, HasSubstr("ullage export --edit /srv/compose.yaml --service web --shm-size 256m"));
}

TEST(Doctor, TellsTheWorstFirst) {
  auto facts = healthy();
  facts.mode = 0777;
  facts.engine->restarts = 1;
  facts.system_v->segments = 4096;
  EXPECT_EQ(ids(diagnose(facts)), "system-v mode restarts");
}

}  // namespace
}  // namespace ullage::policy
