// A fixture with a /dev/shm of its own, as a container has one.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>

#include "base/bytes.h"

namespace ullage {

class OwnShm : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_EQ(::unshare(CLONE_NEWNS), 0) << "these tests need root";
    ASSERT_EQ(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
  }

  void TearDown() override {
    if (mounted_) ::umount2("/dev/shm", MNT_DETACH);
  }

  void give_shm(Bytes size) {
    ASSERT_EQ(::mount("tmpfs", "/dev/shm", "tmpfs", 0, fmt::format("size={}", size.value).c_str()), 0);
    mounted_ = true;
  }

  void resize_shm(Bytes size) {
    ASSERT_EQ(::mount(nullptr, "/dev/shm", nullptr, MS_REMOUNT, fmt::format("size={}", size.value).c_str()), 0);
  }

 private:
  bool mounted_ = false;
};

}  // namespace ullage
