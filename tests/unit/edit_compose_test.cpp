// What happens to the file that is edited, to its neighbours, and to those that can't be edited.
#include "operations/edit_compose.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "operations/replace_file.h"

namespace ullage::operations {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr const char* old_text = "services:\n  web:\n    shm_size: 64m\n";
constexpr const char* new_text = "services:\n  web:\n    shm_size: 2g\n";

class EditCompose : public ::testing::Test {
 protected:
  EditCompose() {
    std::string name = "/tmp/edit-compose.XXXXXX";
    folder_ = ::mkdtemp(name.data());
    write("compose.yaml", old_text);
  }
  ~EditCompose() override { fs::remove_all(folder_); }

  std::string at(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, std::string_view text) const { std::ofstream(folder_ / name) << text; }
  std::string read(const std::string& name) const {
    std::ifstream in(folder_ / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(folder_)) out.push_back(entry.path().filename());
    return out;
  }
  Result<EditReport> edit(const std::string& name = "compose.yaml", Bytes size = GiB(2)) const {
    return edit_compose({at(name), "", "", size});
  }
  std::string refusal(const std::string& name) const {
    const auto done = edit(name);
    return done ? "done" : std::to_string(exit_code(done.error().kind)) + " " + done.error().what;
  }

  fs::path folder_;
};

TEST_F(EditCompose, KeepsTheOldFileBesideTheNew) {
  const auto done = edit();
  ASSERT_TRUE(done);
  EXPECT_EQ(done->backup, at("compose.yaml.bak"));
  EXPECT_EQ(done->service, "web");
  EXPECT_EQ(done->next, "docker compose -f " + at("compose.yaml") + " up -d web");
  EXPECT_EQ(read("compose.yaml"), new_text);
  EXPECT_EQ(read("compose.yaml.bak"), old_text);
  EXPECT_THAT(names(), UnorderedElementsAre("compose.yaml", "compose.yaml.bak"));
}

TEST_F(EditCompose, NeverTouchesAnOlderBackup) {
  write("compose.yaml.bak", "mine");
  ASSERT_TRUE(edit());
  const auto second = edit("compose.yaml", GiB(4));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->backup, at("compose.yaml.bak.2"));
  EXPECT_EQ(read("compose.yaml.bak"), "mine");
  EXPECT_EQ(read("compose.yaml.bak.1"), old_text);
  EXPECT_EQ(read("compose.yaml.bak.2"), new_text);
}

TEST_F(EditCompose, WritesNothingWhereNothingChanges) {
  const auto same = edit("compose.yaml", MiB(64));
  ASSERT_TRUE(same);
  EXPECT_FALSE(same->changed);
  EXPECT_EQ(same->backup, "");
  const auto dry = edit_compose({at("compose.yaml"), "web", "", GiB(2), true});
  ASSERT_TRUE(dry);
  EXPECT_TRUE(dry->changed);
  EXPECT_THAT(names(), ElementsAre("compose.yaml"));
  EXPECT_EQ(read("compose.yaml"), old_text);
}

TEST_F(EditCompose, KeepsModeOwnerAndAttributes) {
  ASSERT_EQ(::chmod(at("compose.yaml").c_str(), 0640), 0);
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(at("compose.yaml").c_str(), 12, 34), 0);
  }
  const bool noted = ::setxattr(at("compose.yaml").c_str(), "user.note", "x", 1, 0) == 0;
  struct stat before = {}, after = {};
  ASSERT_EQ(::stat(at("compose.yaml").c_str(), &before), 0);
  ASSERT_TRUE(edit());
  ASSERT_EQ(::stat(at("compose.yaml").c_str(), &after), 0);
  EXPECT_EQ(after.st_mode, before.st_mode);
  EXPECT_EQ(after.st_uid, before.st_uid);
  EXPECT_EQ(after.st_gid, before.st_gid);
  char value = 0;
  if (noted) {
    EXPECT_EQ(::getxattr(at("compose.yaml").c_str(), "user.note", &value, 1), 1);
  }
}

TEST_F(EditCompose, FollowsALinkAndLeavesItOne) {
  fs::create_directory(folder_ / "real");
  fs::rename(folder_ / "compose.yaml", folder_ / "real/compose.yaml");
  fs::create_symlink("real/compose.yaml", folder_ / "link.yaml");
  const auto done = edit("link.yaml");
  ASSERT_TRUE(done);
  EXPECT_TRUE(fs::is_symlink(folder_ / "link.yaml"));
  EXPECT_EQ(read("real/compose.yaml"), new_text);
  EXPECT_EQ(done->backup, at("real/compose.yaml.bak"));
}

TEST_F(EditCompose, TellsOfOtherHardLinks) {
  fs::create_hard_link(folder_ / "compose.yaml", folder_ / "other.yaml");
  const auto done = edit();
  ASSERT_TRUE(done);
  EXPECT_THAT(done->notes, ElementsAre(HasSubstr("hard links")));
  EXPECT_EQ(read("other.yaml"), old_text);
}

TEST_F(EditCompose, TellsOfAnOverrideFile) {
  write("compose.override.yml", "services:\n  web:\n    shm_size: 1g\n");
  const auto done = edit();
  ASSERT_TRUE(done);
  EXPECT_THAT(done->notes,
              ElementsAre("compose.override.yml says another shm_size for web in line 3, and counts more"));
}

TEST_F(EditCompose, RefusesWhatIsNoFileOfItsKind) {
  fs::create_directory(folder_ / "folder");
  ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0600), 0);
  fs::create_symlink("loop", folder_ / "loop");
  write("large", "");
  fs::resize_file(folder_ / "large", 50 << 20);
  EXPECT_EQ(refusal("folder"), "5 " + at("folder") + " is not a regular file");
  EXPECT_EQ(refusal("fifo"), "5 " + at("fifo") + " is not a regular file");
  EXPECT_EQ(refusal("large"), "5 " + at("large") + " is larger than 1048576 bytes");
  EXPECT_EQ(refusal("missing"), "3 can't read " + at("missing") + ": No such file or directory");
  EXPECT_THAT(refusal("loop"), HasSubstr("Too many levels of symbolic links"));
}

TEST_F(EditCompose, RefusesAFileThatIsReadOnly) {
  ASSERT_EQ(::chmod(at("compose.yaml").c_str(), 0444), 0);
  EXPECT_EQ(refusal("compose.yaml"), "5 " + at("compose.yaml") + " is read-only");
  EXPECT_THAT(names(), ElementsAre("compose.yaml"));
}

TEST_F(EditCompose, RefusesAFileThatSomebodyElseChangedMeanwhile) {
  const auto old = read_text_file(at("compose.yaml"), 1000);
  ASSERT_TRUE(old);
  write("compose.yaml", "services: {}\n");
  const auto done = replace_text(*old, new_text);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::refused);
  EXPECT_EQ(read("compose.yaml"), "services: {}\n");
  EXPECT_THAT(names(), ElementsAre("compose.yaml"));
}

}  // namespace
}  // namespace ullage::operations
