// The mount tables of kernels other than this one, and the forms that they write lines in.
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "captured_trees.h"
#include "kernel/mountinfo.h"

namespace ullage::kernel {
namespace {

std::vector<MountEntry> sample(const std::string& name) {
  return parse_mountinfo(testing::read_data("mountinfo/" + name));
}

MountEntry entry(const std::string& name, int id) {
  for (const auto& each : sample(name))
    if (each.id == id) return each;
  ADD_FAILURE() << "no mount " << id << " in " << name;
  return {};
}

class DockersMountTable : public ::testing::TestWithParam<const char*> {};

TEST_P(DockersMountTable, IsReadToTheLastLine) { EXPECT_EQ(sample(GetParam()).size(), 8u); }

TEST_P(DockersMountTable, HasSharedMemoryOf64MiB) {
  const auto mounts = sample(GetParam());
  const auto* shm = shm_entry(mounts);
  ASSERT_NE(shm, nullptr);
  EXPECT_EQ(shm->device, (model::DeviceId{0, 70}));
  EXPECT_EQ(size_option(shm->options), MiB(64));
}

INSTANTIATE_TEST_SUITE_P(Kernels, DockersMountTable, ::testing::Values("kernel-5.4-docker", "kernel-5.15-docker"));

struct Sized {
  const char* file;
  int id;
  std::optional<Bytes> size;
};
void PrintTo(const Sized& row, std::ostream* out) { *out << row.file << " " << row.id; }

class SampledSize : public ::testing::TestWithParam<Sized> {};

TEST_P(SampledSize, IsReadBesideAnyOtherField) {
  const auto mount = entry(GetParam().file, GetParam().id);
  EXPECT_EQ(mount.type, "tmpfs");
  EXPECT_EQ(size_option(mount.options), GetParam().size);
}

INSTANTIATE_TEST_SUITE_P(Options, SampledSize,
                         ::testing::Values(Sized{"kernel-6.6-options", 40, KiB(8'145'260)},
                                           Sized{"kernel-6.6-options", 41, GiB(1)},
                                           Sized{"kernel-6.6-options", 42, MiB(512)},
                                           Sized{"kernel-6.6-options", 43, std::nullopt},
                                           Sized{"optional-fields", 23, MiB(1)}, Sized{"optional-fields", 24, MiB(2)},
                                           Sized{"optional-fields", 25, MiB(4)}, Sized{"optional-fields", 26, MiB(8)},
                                           Sized{"optional-fields", 27, MiB(16)}));

TEST(SampledMount, OfAPartTellsWhichPart) { EXPECT_EQ(entry("optional-fields", 27).root, "/inside"); }

struct Path {
  int id;
  const char* path;
};
void PrintTo(const Path& row, std::ostream* out) { *out << row.id; }

class EscapedPath : public ::testing::TestWithParam<Path> {};

TEST_P(EscapedPath, IsTheOneThatTheUserChose) {
  EXPECT_EQ(entry("escapes", GetParam().id).mount_point, GetParam().path);
}

INSTANTIATE_TEST_SUITE_P(Forms, EscapedPath,
                         ::testing::Values(Path{30, "/srv/with space"}, Path{31, "/srv/tab\tline\nbackslash\\end"},
                                           Path{32, "/srv/- - tmpfs"}, Path{33, "/srv/literal\\040"},
                                           Path{34, "/srv/deleted//deleted"}, Path{35, "/srv/hash#"}));

TEST(EscapedSource, IsUnescapedToo) {
  EXPECT_EQ(entry("escapes", 31).source, "my shm");
  EXPECT_EQ(entry("escapes", 35).source, "shm#");
}

}  // namespace
}  // namespace ullage::kernel
