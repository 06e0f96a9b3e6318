#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/profile_file.h"
#include "operations/profiles.h"
#include "policy/profile_need.h"

namespace ullage::config {
namespace {

using testing::HasSubstr;

TEST(Profile, IsReadWithAllItSays) {
  const auto profile = parse_profile(R"(
profile: cams
about: cameras
system-v: true
parameters:
  cameras: 2
  frame: {default: 4m, about: one frame}
needs:
  - {what: frames, bytes: 1.5, times: [cameras, frame], source: docs}
range: {from: 1g, to: 2g, source: users}
notes:
  - {text: mind this, source: docs}
)",
                                     "cams.yaml");
  ASSERT_TRUE(profile) << profile.error().what;
  EXPECT_EQ(profile->name, "cams");
  EXPECT_TRUE(profile->system_v);
  EXPECT_EQ(profile->parameters[1].preset, 4194304.0);
  EXPECT_EQ(profile->terms[0].times, (std::vector<std::string>{"cameras", "frame"}));
  EXPECT_EQ(profile->range->to, GiB(2));
  EXPECT_EQ(profile->notes[0].text, "mind this");
}

TEST(Profile, SaysWhereItIsOff) {
  struct Off {
    const char* text;
    const char* what;
  };
  const Off all[]{{"profile: x\nneeds:\n  - {what: a, bytes: 1}\n", "x.yaml:3:5: each need has"},
                  {"profile: x\nneeds:\n  - {what: a, bytes: -1, source: s}\n", "x.yaml:3:22: a number of at least 0"},
                  {"profile: x\nneeds:\n  - {what: a, bytes: many, source: s}\n", "x.yaml:3:22: a number or a size"},
                  {"profile: x\nsize: 1g\n", "x.yaml:2:1: \"size\" is not known here"},
                  {"profile: x\nrange: {from: 2g, to: 1g, source: s}\n", "x.yaml:2:8: a range has"},
                  {"profile: x\n", "says how much"},
                  {"- 1\n", "x.yaml:1:1: a mapping is expected"},
                  {"about: x\ndataloader: true\n", "a profile has a name"},
                  {"profile: x\ndataloader: maybe\n", "true or false"},
                  {"profile: [\n", "x.yaml:2:1"},
                  {"", "x.yaml"}};
  for (const auto& off : all) {
    const auto profile = parse_profile(off.text, "x.yaml");
    ASSERT_FALSE(profile) << off.text;
    EXPECT_EQ(profile.error().kind, ErrorKind::usage);
    EXPECT_THAT(profile.error().what, HasSubstr(off.what));
  }
}

// Each of them can be read, comes to something, and says where its numbers are from.
TEST(BuiltInProfiles, AreAllGood) {
  const auto all = operations::built_in_profiles();
  EXPECT_GE(all.size(), 11u);
  for (const auto& [file_name, text] : all) {
    const auto profile = parse_profile(text, file_name);
    ASSERT_TRUE(profile) << profile.error().what;
    EXPECT_EQ(profile->name + ".yaml", file_name);
    EXPECT_FALSE(profile->about.empty());
    const auto need = policy::profile_need(*profile, {{"memory", 1e9}}, {});
    ASSERT_TRUE(need) << need.error().what;
  }
}

}  // namespace
}  // namespace ullage::config
