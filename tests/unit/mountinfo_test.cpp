#include "kernel/mountinfo.h"

#include <gtest/gtest.h>

namespace ullage::kernel {
namespace {

constexpr const char* docker_shm =
    "612 598 0:58 / /dev/shm rw,nosuid,nodev,noexec,relatime - tmpfs shm rw,size=65536k,inode64\n";

TEST(Mountinfo, ReadsEveryFieldOfALine) {
  const auto mounts = parse_mountinfo(docker_shm);
  ASSERT_EQ(mounts.size(), 1u);
  EXPECT_EQ(mounts[0].id, 612);
  EXPECT_EQ(mounts[0].parent, 598);
  EXPECT_EQ(mounts[0].device, (model::DeviceId{0, 58}));
  EXPECT_EQ(mounts[0].root, "/");
  EXPECT_EQ(mounts[0].mount_point, "/dev/shm");
  EXPECT_EQ(mounts[0].type, "tmpfs");
  EXPECT_EQ(mounts[0].source, "shm");
  EXPECT_EQ(mounts[0].options, "rw,size=65536k,inode64");
}

TEST(Mountinfo, SkipsAnyNumberOfOptionalFields) {
  const auto mounts =
      parse_mountinfo("36 35 98:0 /a /b rw shared:1 master:2 propagate_from:3 unbindable - ext4 /dev/sda rw\n");
  ASSERT_EQ(mounts.size(), 1u);
  EXPECT_EQ(mounts[0].type, "ext4");
}

TEST(Mountinfo, UndoesTheKernelsEscapes) {
  const auto mounts = parse_mountinfo("36 35 98:0 / /a\\040b\\012c\\134d rw - tmpfs my\\040tmp rw\n");
  ASSERT_EQ(mounts.size(), 1u);
  EXPECT_EQ(mounts[0].mount_point, "/a b\nc\\d");
  EXPECT_EQ(mounts[0].source, "my tmp");
}

TEST(Mountinfo, LeavesOutLinesThatMakeNoSense) {
  EXPECT_TRUE(parse_mountinfo("").empty());
  EXPECT_TRUE(parse_mountinfo("36 35 98:0 / /x rw\n").empty());
  EXPECT_TRUE(parse_mountinfo("36 35 98:0 / /x rw -\n").empty());
  EXPECT_TRUE(parse_mountinfo("x 35 98:0 / /x rw - tmpfs shm rw\n").empty());
  EXPECT_TRUE(parse_mountinfo("36 35 98 / /x rw - tmpfs shm rw\n").empty());
  EXPECT_TRUE(parse_mountinfo(" - - - - - - - - - \n").empty());
}

TEST(ShmEntry, IsTheOneOnTop) {
  const auto mounts = parse_mountinfo(
      "25 24 0:23 / /dev/shm rw - tmpfs tmpfs rw\n"
      "30 25 0:27 / /dev/shm rw - tmpfs tmpfs rw,size=1024k\n"
      "31 25 0:28 / /dev/shm/x rw - tmpfs tmpfs rw\n");
  ASSERT_NE(shm_entry(mounts), nullptr);
  EXPECT_EQ(shm_entry(mounts)->id, 30);
}

TEST(ShmEntry, IsAbsentWhereNothingIsMounted) {
  const auto mounts = parse_mountinfo("25 24 0:23 / /dev/shm2 rw - tmpfs tmpfs rw\n");
  EXPECT_EQ(shm_entry(mounts), nullptr);
}

TEST(SizeOption, IsInKibibytes) {
  EXPECT_EQ(size_option("rw,size=65536k,inode64"), MiB(64));
  EXPECT_EQ(size_option("rw,nr_inodes=10,size=2097152k"), GiB(2));
  EXPECT_EQ(size_option("rw"), std::nullopt);
  EXPECT_EQ(size_option("rw,size=50%"), std::nullopt);
}

}  // namespace
}  // namespace ullage::kernel
